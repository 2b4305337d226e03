// The fields that schemas have, and those that examples show: each by the name of what holds it and its variant.
import { z } from "zod";

type Schema = z.core.JSONSchema._JSONSchema;

/** Fields such as `content(message).text`, `author.kind`, `(welcome).reads`. */
export function fieldsOf(schemas: readonly z.ZodType[]): { all: ReadonlySet<string>; optional: ReadonlySet<string> } {
	const all = new Set<string>();
	const optional = new Set<string>();
	const walk = (node: Schema | undefined, name: string): void => {
		if (node === undefined || typeof node === "boolean") return;
		for (const choice of node.anyOf ?? node.oneOf ?? []) walk(choice, name);
		if (node.items !== undefined && !Array.isArray(node.items)) walk(node.items, name);
		const properties = Object.entries(node.properties ?? {});
		const here = name + variantOf(Object.fromEntries(properties.map(([key, value]) => [key, constOf(value)])));
		for (const [key, value] of properties) {
			const field = `${here}.${key}`;
			all.add(field);
			if (!node.required?.includes(key)) optional.add(field);
			walk(value, key);
		}
	};
	for (const schema of schemas) walk(z.toJSONSchema(schema, { io: "input" }), "");
	return { all, optional };
}

/** What the examples show of that. `absent`: whether one has the object and leaves that field out of it. */
export function fieldsIn(examples: readonly object[]) {
	const present = new Set<string>();
	const objects = new Map<string, object[]>();
	const walk = (value: unknown, name: string): void => {
		if (Array.isArray(value)) for (const item of value) walk(item, name);
		else if (typeof value === "object" && value !== null) {
			const here = name + variantOf(value);
			objects.set(here, [...(objects.get(here) ?? []), value]);
			for (const [key, part] of Object.entries(value)) {
				present.add(`${here}.${key}`);
				walk(part, key);
			}
		}
	};
	for (const example of examples) walk(example, "");
	const absent = (field: string) => {
		const at = field.lastIndexOf(".");
		return (objects.get(field.slice(0, at)) ?? []).some((value) => !(field.slice(at + 1) in value));
	};
	return { present, absent };
}

/** A frame's and an item's `type`, a content's `kind`. An author's and an event's kind, and a labelled value's type, are values beside others. */
function variantOf(value: object): string {
	const { type, kind } = { type: undefined, kind: undefined, ...value };
	const isContent = ["text", "event", "assignee", "status", "verified", "priority", "tag"].some((key) => key in value);
	const isLabelled = "key" in value;
	const name = typeof type === "string" && !isLabelled ? type : isContent ? kind : undefined;
	return typeof name === "string" ? `(${name})` : "";
}

function constOf(schema: Schema): unknown {
	return typeof schema === "boolean" ? undefined : schema.const;
}
