// What a mapping is given: a look-up's raw answers and what the connector made of them.
import type { Item } from "../protocol/card.ts";
import { MappingFault } from "./mapping-fault.ts";
import { MOST_LIST } from "./mapping-work.ts";

/** One answer of the system; `path` is what was asked, its query without values (they may name the customer). */
export interface Answer {
	path: string;
	json: unknown;
}

export interface MappingInput {
	answers: readonly Answer[];
	items: readonly Item[];
}

/** Together, as JSON. The answers of one look-up are 5 to 60 KB; the safe fetch would take 1 MB of each. */
export const MOST_INPUT = 256_000;
/** Objects and lists within each other: recursion in the library and here goes so deep. */
const MOST_DEEP = 40;

/**
 * A copy that is nothing but data: without keys that mean something to the library (`_jsonata_…`) or to JavaScript
 * (`__proto__`), on objects without a prototype. Throws a `MappingFault` where it is too large.
 */
export function checkedInput({ answers, items }: MappingInput): unknown {
	const budget = { left: MOST_INPUT };
	return copy({ answers: answers.map(({ path, json }) => ({ path, json })), items }, budget, 0);
}

function copy(value: unknown, budget: { left: number }, depth: number): unknown {
	if (depth > MOST_DEEP) throw new MappingFault(`The answers are nested more than ${MOST_DEEP} deep.`);
	spend(budget, typeof value === "string" ? value.length + 2 : 4);
	if (Array.isArray(value)) {
		if (value.length > MOST_LIST)
			throw new MappingFault(`An answer holds a list of more than ${MOST_LIST} elements: ask the system for fewer.`);
		return value.map((part) => copy(part, budget, depth + 1));
	}
	if (typeof value !== "object" || value === null) return value;
	const copied: Record<string, unknown> = Object.create(null);
	for (const [key, part] of Object.entries(value)) {
		spend(budget, key.length + 3);
		if (key.startsWith("_jsonata_") || key === "__proto__") continue;
		copied[key] = copy(part, budget, depth + 1);
	}
	return copied;
}

function spend(budget: { left: number }, characters: number): void {
	budget.left -= characters;
	if (budget.left < 0)
		throw new MappingFault(
			`The answers are larger than ${MOST_INPUT / 1000} KB: ask the system for fewer or smaller records.`,
		);
}
