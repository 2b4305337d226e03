// What a query costs before it runs, and what it cost after.
// https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits (Calculated query cost): scalars and enums 0,
// objects 1, connections by their `first` or `last`. Shopify publishes no exact formula for connections; this one
// charges 2 for the connection and every node that it could return; a plain list counts as one object.
import {
	type DocumentNode,
	type FieldNode,
	type GraphQLObjectType,
	getNamedType,
	isObjectType,
	Kind,
	type SelectionSetNode,
	valueFromASTUntyped,
} from "graphql";
import { shopifySchema } from "./shopify-schema.ts";

type Query = { document: DocumentNode; variables: Record<string, unknown> };

const CONNECTION_COST = 2;
/** "Mutation: 10" (the same page). */
const MUTATION_COST = 10;

/** Points that a validated query needs at most. */
export function requestedCost(query: Query): number {
	const operation = query.document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
	if (operation?.kind === Kind.OPERATION_DEFINITION && operation.operation === "mutation")
		return MUTATION_COST * fieldsOf(operation.selectionSet, query.document).length;
	const root = shopifySchema.getQueryType();
	return operation?.kind === Kind.OPERATION_DEFINITION && root ? costOf(operation.selectionSet, root, query, 1) : 0;
}

function costOf(selections: SelectionSetNode, type: GraphQLObjectType, query: Query, times: number): number {
	return fieldsOf(selections, query.document).reduce((cost, field) => {
		const definition = type.getFields()[field.name.value];
		if (!definition || !field.selectionSet) return cost;
		const inner = getNamedType(definition.type);
		if (!isObjectType(inner) || inner.name === "PageInfo") return cost;
		if (inner.name.endsWith("Connection")) {
			return cost + times * CONNECTION_COST + costOf(field.selectionSet, inner, query, times * sizeOf(field, query));
		}
		// An edge is only the wrapping of its node.
		const own = inner.name.endsWith("Edge") ? 0 : times;
		return cost + own + costOf(field.selectionSet, inner, query, times);
	}, 0);
}

/** Fields of a selection with its fragments spread out. */
function fieldsOf(selections: SelectionSetNode, document: DocumentNode): FieldNode[] {
	return selections.selections.flatMap((selection) => {
		if (selection.kind === Kind.FIELD) return [selection];
		if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(selection.selectionSet, document);
		return document.definitions
			.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION)
			.filter((fragment) => fragment.name.value === selection.name.value)
			.flatMap((fragment) => fieldsOf(fragment.selectionSet, document));
	});
}

function sizeOf(field: FieldNode, { variables }: Query): number {
	const size = field.arguments?.find(({ name }) => name.value === "first" || name.value === "last");
	return Number((size && valueFromASTUntyped(size.value, variables)) ?? 1);
}

/** Objects in an answer's data, one point each. */
export function actualCost(data: unknown): number {
	if (typeof data !== "object" || data === null) return 0;
	const own = Array.isArray(data) ? 0 : 1;
	return Object.values(data).reduce<number>((sum, value) => sum + actualCost(value), own);
}
