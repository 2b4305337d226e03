// A mapping's source before it is parsed: what would make the parser itself run long, or hide a regular expression.
// Follows the library's own lexer (jsonata 2.2.2, `tokenizer`); where the two might differ, this one refuses.
import { MappingFault } from "./mapping-fault.ts";

/** A mapping of thirty fields is 2,000 characters. What the parser may do grows with it, and KV carries it in each door. */
export const MOST_SOURCE = 8_000;
/** Brackets within brackets: by hand nobody writes twenty, and the parser descends once for each. */
const MOST_NESTED = 50;
/** `a ?: b` and `a ?? b` have the parser copy `a`: within brackets within brackets each doubles the work. Here 16 times. */
const MOST_DOUBLED = 4;

const OPERATORS = new Set(".[]{}(),@#;:?+-*/%|=<>^&!~");
const DOUBLE = new Set(["..", ":=", "!=", ">=", "<=", "**", "~>", "?:", "??"]);
const BLANK = /[ \t\n\r\v]/;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[Ee][-+]?[0-9]+)?/y;

interface Level {
	/** Of the brackets within, the one with the most doublings inside each other. */
	inner: number;
	doubles: boolean;
}

/** Throws a `MappingFault` where the source is too long, too deep, or holds a regular expression. */
export function checkSource(source: string): void {
	if (source.length > MOST_SOURCE)
		throw new MappingFault(`The mapping is longer than ${MOST_SOURCE} characters.`, MOST_SOURCE);
	const levels: Level[] = [{ inner: 0, doubles: false }];
	let afterOperand = false;
	for (let at = 0; at < source.length; ) {
		const token = tokenAt(source, at);
		if (token.text === "/" && !afterOperand)
			throw new MappingFault(
				"Regular expressions are not available: they can run for minutes on one line of text.",
				at,
			);
		descend(levels, token.text, at);
		if (token.kind !== "blank") afterOperand = token.kind === "operand" || /^[)\]}]$/.test(token.text);
		at += token.length;
	}
}

function descend(levels: Level[], text: string, at: number): void {
	const here = levels.at(-1);
	if (!here) return;
	if (text === "?:" || text === "??") here.doubles = true;
	if (text === "(" || text === "[" || text === "{") levels.push({ inner: 0, doubles: false });
	if (text === ")" || text === "]" || text === "}") closeInto(levels, here);
	if (levels.length > MOST_NESTED)
		throw new MappingFault(`More than ${MOST_NESTED} brackets stand within each other.`, at);
	if (doublings(here) > MOST_DOUBLED)
		throw new MappingFault(
			`More than ${MOST_DOUBLED} "?:" or "??" stand within each other: write the inner ones as a function.`,
			at,
		);
}

/** One bracket too many is the parser's to name. */
function closeInto(levels: Level[], closed: Level): void {
	if (levels.length === 1) return;
	levels.pop();
	const outer = levels.at(-1);
	if (outer) outer.inner = Math.max(outer.inner, doublings(closed));
}

function doublings({ inner, doubles }: Level): number {
	return inner + (doubles ? 1 : 0);
}

interface Token {
	kind: "blank" | "operator" | "operand";
	/** Of operators; empty for all else. */
	text: string;
	length: number;
}

function tokenAt(source: string, at: number): Token {
	const first = source.charAt(at);
	if (BLANK.test(first)) return { kind: "blank", text: "", length: 1 };
	if (source.startsWith("/*", at)) return upTo(source, at, source.indexOf("*/", at + 2), 2, "blank");
	const pair = source.slice(at, at + 2);
	if (DOUBLE.has(pair)) return { kind: "operator", text: pair, length: 2 };
	if (OPERATORS.has(first)) return { kind: "operator", text: first, length: 1 };
	if (first === '"' || first === "'") return upTo(source, at, endOfText(source, at, first), 1, "operand");
	NUMBER.lastIndex = at;
	const number = NUMBER.exec(source);
	if (number) return { kind: "operand", text: "", length: number[0].length };
	if (first === "`") return upTo(source, at, source.indexOf("`", at + 1), 1, "operand");
	return nameAt(source, at);
}

/** What never ends reaches to the end: the parser says so. */
function upTo(source: string, at: number, end: number, closing: number, kind: Token["kind"]): Token {
	return { kind, text: "", length: (end === -1 ? source.length : end + closing) - at };
}

function endOfText(source: string, at: number, quote: string): number {
	for (let index = at + 1; index < source.length; index++) {
		if (source[index] === "\\") index += 1;
		else if (source[index] === quote) return index;
	}
	return -1;
}

function nameAt(source: string, at: number): Token {
	let end = at + 1;
	while (end < source.length && !BLANK.test(source.charAt(end)) && !OPERATORS.has(source.charAt(end))) end += 1;
	const name = source.slice(at, end);
	return { kind: ["and", "or", "in"].includes(name) ? "operator" : "operand", text: "", length: end - at };
}
