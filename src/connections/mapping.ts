// A mapping: a JSONata expression (https://docs.jsonata.org) that makes cards' items of a system's raw answers. Bounded
// in what it may say (mapping-source.ts, mapping-syntax.ts) and in what it may do (mapping-work.ts).
import jsonata from "jsonata";
import type { Item } from "../protocol/card.ts";
import { MappingFault, placeIn } from "./mapping-fault.ts";
import { pricedFunctions, timeFunctions } from "./mapping-functions.ts";
import { checkedInput, type MappingInput } from "./mapping-input.ts";
import { itemsIn } from "./mapping-items.ts";
import { checkSource } from "./mapping-source.ts";
import { checkTree, type Walked } from "./mapping-syntax.ts";
import { MOST_DEPTH, MOST_LIST, STEP, Work } from "./mapping-work.ts";

/** `notes`: what was left out, in sentences. `line` and `column` from 1; `path` where a field of the result is wrong. */
export type Mapped =
	| { ok: true; items: Item[]; notes: string[] }
	| { ok: false; message: string; line?: number; column?: number; path?: string };

/** The library's hooks around each step (jsonata 2.2.2, `evaluate`). */
const ENTRY = Symbol.for("jsonata.__evaluate_entry");
const EXIT = Symbol.for("jsonata.__evaluate_exit");

/** Whether it may be saved as far as can be seen without running it; undefined where it may. */
export function problemOf(source: string): Extract<Mapped, { ok: false }> | undefined {
	try {
		compile(source);
		return undefined;
	} catch (error) {
		return problemIn(error, source);
	}
}

/** What the mapping makes of the answers. Never throws; ends within `MOST_WORK`, whatever the mapping and the answers are. */
export async function runMapping(source: string, input: MappingInput, nowMs: number): Promise<Mapped> {
	try {
		return { ok: true, ...itemsIn(await evaluate(source, checkedInput(input), nowMs)) };
	} catch (error) {
		return problemIn(error, source);
	}
}

async function evaluate(source: string, input: unknown, nowMs: number): Promise<unknown> {
	const { expression, walked } = compile(source);
	const work = new Work();
	for (const [name, value] of await pricedFunctions(work)) expression.assign(name, value);
	for (const [name, value] of Object.entries(timeFunctions(nowMs))) expression.assign(name, value);
	hook(expression, ENTRY, (node, given) => enter(work, node, given));
	hook(expression, EXIT, (node, _given, _frame, result) => leave(work, walked, node, result));
	return expression.evaluate(input);
}

function compile(source: string): { expression: jsonata.Expression; walked: Walked } {
	checkSource(source);
	// A time limit would not hold: the platform's clock stands still while this runs.
	const expression = jsonata(source, { stack: MOST_DEPTH, sequence: MOST_LIST });
	return { expression, walked: checkTree(expression.ast()) };
}

type Hook = (node: jsonata.ExprNode, input: unknown, environment: unknown, result: unknown) => void;

/** The type of `assign` knows names that are text only. */
function hook(expression: jsonata.Expression, at: symbol, call: Hook): void {
	Reflect.apply(expression.assign, expression, [at, call]);
}

/** Beforehand, for what a step goes through by itself: names in nested lists, and all that is in a value. */
function enter(work: Work, { type }: jsonata.ExprNode, input: unknown): void {
	work.charge(STEP);
	if (type === "name" && Array.isArray(input)) work.charge(work.weigh(input));
	if (type === "descendant") work.charge(4 * work.weigh(input));
	// Each list in the value is joined to those before it, one copy after the other.
	if (type === "wildcard") work.charge(20 * work.weigh(input));
}

function leave(work: Work, { operands, predicates }: Walked, node: jsonata.ExprNode, result: unknown): void {
	work.made(result);
	if (operands.has(node)) work.charge(work.weigh(result));
	if (!Array.isArray(result)) return;
	work.charge(4 * result.length);
	if (predicates.has(node)) work.charge(50 * result.length);
	// A list is put together by one copy for each of its parts.
	if (node.type === "unary") work.charge(4 * result.length * (node.expressions?.length ?? 0));
}

function problemIn(error: unknown, source: string): Extract<Mapped, { ok: false }> {
	const { message, position, path } = faultIn(error);
	return {
		ok: false,
		message,
		...(position !== undefined && placeIn(source, position)),
		...(path !== undefined && { path }),
	};
}

function faultIn(error: unknown): MappingFault {
	if (error instanceof MappingFault) return error;
	if (error instanceof RangeError) return new MappingFault("The mapping is nested too deeply.");
	// The library throws plain objects: code, message, position (behind the token).
	if (typeof error !== "object" || error === null) return new MappingFault("The mapping broke off.");
	const message = Reflect.get(error, "message");
	const position = Reflect.get(error, "position");
	return new MappingFault(
		typeof message === "string" && message ? message.slice(0, 300) : "The mapping broke off.",
		typeof position === "number" ? position : undefined,
	);
}
