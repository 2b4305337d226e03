// What a parsed mapping may hold: kinds of nodes and names of functions that are known to be bounded, and nothing else.
import { MappingFault } from "./mapping-fault.ts";

/**
 * The library's functions that a mapping may use (https://docs.jsonata.org/string-functions and following). Absent are
 * `eval` (an expression made at run time is one that nobody has looked at), `match` (needs a regular expression), those
 * that answer differently each time (`random`, `shuffle`), and what a card does not need.
 */
export const FUNCTIONS: readonly string[] = [
	...["string", "length", "substring", "substringBefore", "substringAfter", "uppercase", "lowercase", "trim", "pad"],
	...["contains", "split", "join", "replace", "encodeUrlComponent", "encodeUrl", "decodeUrlComponent", "decodeUrl"],
	...["number", "abs", "floor", "ceil", "round", "power", "sqrt", "formatNumber", "formatBase"],
	...["sum", "max", "min", "average", "count", "append", "sort", "reverse", "distinct", "zip"],
	...["boolean", "not", "exists", "type", "keys", "lookup", "spread", "merge", "error", "assert"],
	...["map", "filter", "single", "reduce", "sift", "each", "fromMillis", "toMillis"],
];
/** Heddle binds these itself, so that a mapping's time is the look-up's. */
export const OWN_FUNCTIONS: readonly string[] = ["now", "millis"];
/** Built in and not allowed: named in the refusal, and unbound at run time besides (mapping-functions.ts). */
export const REFUSED_FUNCTIONS: readonly string[] = [
	...["eval", "match", "random", "shuffle", "clone", "base64encode", "base64decode", "formatInteger", "parseInteger"],
];

const NODES = new Set([
	...["path", "binary", "unary", "name", "string", "number", "value", "wildcard", "descendant", "parent", "condition"],
	...["block", "bind", "function", "variable", "lambda", "apply", "sort", "filter", "index"],
]);
const IN_WORDS = new Map([
	["regex", "Regular expressions are not available: they can run for minutes on one line of text."],
	["transform", "The transform operator |…| is not available: build a new object instead."],
	["partial", "Partial application (a ? as an argument) is not available: write function($x) { … } instead."],
]);

/** Nodes whose value the evaluator walks through without another step. */
export interface Walked {
	/** Compared or joined: `=`, `!=`, `in`, `&`. */
	operands: WeakSet<object>;
	/** Conditions in `[…]`: one that gives numbers is gone through for each element. */
	predicates: WeakSet<object>;
}

/** Throws a `MappingFault` at the first node that is not allowed. Looks at every object of the tree, whatever holds it. */
export function checkTree(tree: unknown): Walked {
	const walked: Walked = { operands: new WeakSet(), predicates: new WeakSet() };
	const seen = new Set<object>();
	const waiting: { node: unknown; position: number | undefined }[] = [{ node: tree, position: undefined }];
	for (let next = waiting.pop(); next; next = waiting.pop()) {
		const { node } = next;
		if (typeof node !== "object" || node === null || seen.has(node)) continue;
		seen.add(node);
		const position = numberIn(node, "position") ?? next.position;
		if (node instanceof RegExp) throw new MappingFault(IN_WORDS.get("regex") ?? "", position);
		checkNode(node, position);
		mark(node, walked);
		for (const child of Object.values(node)) waiting.push({ node: child, position });
	}
	return walked;
}

function checkNode(node: object, position: number | undefined): void {
	const type = textIn(node, "type");
	if (type === undefined) return;
	const words = IN_WORDS.get(type);
	if (words) throw new MappingFault(words, position);
	if (!NODES.has(type)) throw new MappingFault(`A mapping may not hold this (${type}).`, position);
	// A signature is made into a regular expression by the library, and its author writes parts of that.
	if (type === "lambda" && within(node, "signature") !== undefined)
		throw new MappingFault("Functions are written without a signature here: function($x) { … }.", position);
	if (type === "variable") checkName(textIn(node, "value") ?? "", position);
	// Names that a path binds: `orders@$o`, `orders#$i`.
	for (const key of ["focus", "index"]) checkName(textIn(node, key) ?? "", position);
	if (type === "index") checkName(textIn(node, "value") ?? "", position);
}

function checkName(name: string, position: number | undefined): void {
	if (name === "eval")
		throw new MappingFault("$eval is not available: it would run text that nobody has checked.", position);
	if (REFUSED_FUNCTIONS.includes(name)) throw new MappingFault(`$${name} is not available in mappings.`, position);
}

function mark(node: object, { operands, predicates }: Walked): void {
	if (textIn(node, "type") === "binary" && ["=", "!=", "in", "&"].includes(textIn(node, "value") ?? "")) {
		for (const side of ["lhs", "rhs"]) addTo(operands, within(node, side));
	}
	if (textIn(node, "type") === "filter") addTo(predicates, within(node, "expr"));
}

function addTo(set: WeakSet<object>, value: unknown): void {
	if (typeof value === "object" && value !== null) set.add(value);
}

function within(node: object, key: string): unknown {
	return Object.hasOwn(node, key) ? Reflect.get(node, key) : undefined;
}

function textIn(node: object, key: string): string | undefined {
	const value = within(node, key);
	return typeof value === "string" ? value : undefined;
}

function numberIn(node: object, key: string): number | undefined {
	const value = within(node, key);
	return typeof value === "number" ? value : undefined;
}
