// From what a mapping has made to canonical items (protocol/card.ts): forgiving where what is meant is plain, and a
// sentence with the field where it is not.
import type { z } from "zod";
import { toMoney } from "../connectors/decimal-money.ts";
import { clean, toInstant } from "../connectors/foreign-value.ts";
import { MOST_ITEMS, mostUrgent } from "../connectors/urgency.ts";
import { type Item, item } from "../protocol/card.ts";
import { MappingFault } from "./mapping-fault.ts";
import { isCallable } from "./mapping-work.ts";

/** Read before the most urgent ten are chosen. */
const MOST_READ = 50;
/** Items are four deep at most: `dispute.state.label`. */
const MOST_DEEP = 6;
/** Of a list within an item, as the schemas have it: 50 lines, 30 fields, 20 parcels. */
const MOST_IN_LIST: Record<string, number> = { parcels: 20, checkpoints: 20, fields: 30 };
const MOST_IN_OTHERS = 50;

const MOMENTS = new Set([
	...["placedAt", "cancelledAt", "postedAt", "expectedAt", "since", "updatedAt", "deliveredAt", "at", "answerBy"],
	...["startedAt", "lastSeenAt", "completedAt", "dueAt"],
]);
const MONEY = new Set(["total", "refunded", "amount"]);
const STATES = new Set(["state", "fulfilment"]);
const NUMBERS = new Set(["quantity", "inStock", "progress"]);
const LISTS = new Set(["lines", "parcels", "checkpoints", "tags"]);

/** Items, the most urgent first. Nothing at all means none. Throws a `MappingFault` that names the first field that is wrong. */
export function itemsIn(result: unknown): { items: Item[]; notes: string[] } {
	if (result === undefined || result === null) return { items: [], notes: [] };
	const list: unknown[] = Array.isArray(result) ? result : [result];
	const read = list.slice(0, MOST_READ).map(itemIn);
	const items = mostUrgent(read);
	const left = list.length - items.length;
	return { items, notes: left > 0 ? [`${left} more: a card shows the ${MOST_ITEMS} most urgent.`] : [] };
}

function itemIn(value: unknown, index: number): Item {
	if (!isRecord(value))
		throw new MappingFault(
			'Each item is an object with a type, such as { "type": "ticket" }.',
			undefined,
			String(index),
		);
	const parsed = item.safeParse(completed(value, index));
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	throw new MappingFault(sentenceFor(issue), undefined, [index, ...(issue?.path ?? [])].map(String).join("."));
}

function completed(value: Record<string, unknown>, index: number): Record<string, unknown> {
	const type = value.type ?? (value.fields === undefined ? undefined : "fields");
	const read = record(value, type, 0);
	const name = read.reference ?? read.title ?? read.name;
	return {
		...listsOf(type),
		...(type === "fields" && { title: "More" }),
		...read,
		type,
		id: read.id ?? name ?? String(index),
		...(type !== "fields" && { reference: read.reference ?? read.id }),
	};
}

function listsOf(type: unknown): Record<string, unknown[]> {
	if (type === "order") return { lines: [], parcels: [] };
	if (type === "delivery") return { lines: [] };
	if (type === "contact") return { tags: [] };
	if (type === "parcel") return { checkpoints: [] };
	return {};
}

function record(value: Record<string, unknown>, type: unknown, depth: number): Record<string, unknown> {
	if (depth > MOST_DEEP) return {};
	const entries = Object.entries(value).flatMap(([key, part]) => {
		const read = part === null || isCallable(part) ? undefined : fieldOf(key, part, type, depth);
		return read === undefined ? [] : [[key, read] as const];
	});
	return Object.fromEntries(entries);
}

function fieldOf(key: string, value: unknown, type: unknown, depth: number): unknown {
	if (MOMENTS.has(key)) return momentOf(value);
	if (MONEY.has(key)) return moneyOf(value);
	if (STATES.has(key) || (key === "payment" && type === "order")) return stateOf(value, type, depth);
	if (NUMBERS.has(key)) return typeof value === "string" && value.trim() !== "" ? Number(value) : value;
	if (key === "sensitive") return value;
	if (key === "href") return typeof value === "string" ? hrefOf(value) : undefined;
	if (key === "fields") return fieldsOf(value, depth);
	if (Array.isArray(value) || LISTS.has(key)) return listOf(key, Array.isArray(value) ? value : [value], type, depth);
	if (isRecord(value)) return record(value, type, depth + 1);
	return textOf(value, key === "value" ? 500 : undefined);
}

function listOf(key: string, list: readonly unknown[], type: unknown, depth: number): unknown[] {
	return list.slice(0, MOST_IN_LIST[key] ?? MOST_IN_OTHERS).map((part) => {
		if (!isRecord(part)) return textOf(part);
		const read = record(part, type, depth + 1);
		return key === "lines" ? { quantity: 1, ...read } : read;
	});
}

/** `{ "Points": 120 }` is short for `[{ "label": "Points", "value": "120" }]`. */
function fieldsOf(value: unknown, depth: number): unknown[] {
	const list = Array.isArray(value)
		? value
		: isRecord(value)
			? Object.entries(value).map(([label, shown]) => ({ label, value: shown }))
			: [value];
	return list
		.filter((field: unknown) => !isRecord(field) || (field.value !== undefined && field.value !== null))
		.slice(0, MOST_IN_LIST.fields)
		.map((field: unknown) => {
			if (!isRecord(field)) return field;
			const read = record(field, "fields", depth + 1);
			return { ...read, key: read.key ?? read.label, label: read.label ?? read.key };
		});
}

function stateOf(value: unknown, type: unknown, depth: number): unknown {
	return isRecord(value)
		? { tone: "neutral", ...record(value, type, depth + 1) }
		: { label: textOf(value), tone: "neutral" };
}

/** `{ "amount": "12.50", "currency": "EUR" }` or `"12.50 EUR"` in decimal; a number of `amount` is decimal too. */
function moneyOf(value: unknown): unknown {
	const [amount, currency] = isRecord(value) ? [value.amount, value.currency] : String(value).trim().split(/\s+/);
	return toMoney(String(amount), String(currency).toUpperCase()) ?? { amount: Number.NaN, currency: String(currency) };
}

/** ISO 8601, a day alone, a moment without zone (taken as UTC), or Unix time in seconds or milliseconds. */
function momentOf(value: unknown): unknown {
	// Before the year 5138 in seconds, after 1973 in milliseconds.
	if (typeof value === "number")
		return toInstant(new Date(value < 1e11 ? value * 1000 : value).toJSON() ?? "") ?? value;
	if (typeof value !== "string") return value;
	const text = value.trim().replace(" ", "T");
	const whole = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : /T[\d:.]+$/.test(text) ? `${text}Z` : text;
	return /^\d{4}-\d{2}-\d{2}T/.test(whole) ? (toInstant(whole) ?? value) : value;
}

/** What a browser would not follow is left out: the rest of the item is worth showing. */
function hrefOf(value: string): string | undefined {
	const { success } = item.options[0].shape.href.safeParse(value);
	return success ? value : undefined;
}

function textOf(value: unknown, length?: number): unknown {
	if (typeof value === "string") return clean(value, length) || undefined;
	return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value) && !isCallable(value);
}

function sentenceFor(issue: z.core.$ZodIssue | undefined): string {
	const field = String(issue?.path.at(-1) ?? "");
	if (field === "type") return `The type is one of ${item.options.map(({ shape }) => shape.type.value).join(", ")}.`;
	if (MOMENTS.has(field)) return `${field} is a moment, such as "2026-11-25T09:30:00Z" or "2026-11-25".`;
	if (field === "amount" || field === "currency" || MONEY.has(field))
		return 'Money is text such as "12.50 EUR", or { "amount": "12.50", "currency": "EUR" }.';
	if (field === "tone") return "A tone is one of good, neutral, warn, bad.";
	if (issue?.code === "invalid_type") return `${field} is missing, or not what belongs there.`;
	return `${field} is not what belongs there: ${issue?.message ?? ""}`.slice(0, 200);
}
