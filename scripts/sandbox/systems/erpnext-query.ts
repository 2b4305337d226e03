// A list call's filters, fields, order and page, over documents.
// https://docs.frappe.io/framework/user/en/api/rest (Listing Documents) and the database API's filter operators,
// https://docs.frappe.io/framework/user/en/api/database
import { z } from "zod";
import type { Document, Value } from "./erpnext-documents.ts";

const Scalar = z.union([z.string(), z.number(), z.null()]);
const Operand = z.union([Scalar, z.array(Scalar)]);
const Condition = z.union([
	z
		.tuple([z.string(), z.string(), Operand])
		.transform(([field, operator, value]) => ({ doctype: null, field, operator, value })),
	z
		.tuple([z.string(), z.string(), z.string(), Operand])
		.transform(([doctype, field, operator, value]) => ({ doctype, field, operator, value })),
]);
type Condition = z.infer<typeof Condition>;
/** A list of conditions, or an object of field to value or [operator, value]. */
const Filters = z.union([
	z.array(Condition),
	z
		.record(z.string(), z.union([z.tuple([z.string(), Operand]), Scalar]))
		.transform((given) =>
			Object.entries(given).map(([field, value]) =>
				Array.isArray(value)
					? { doctype: null, field, operator: value[0], value: value[1] }
					: { doctype: null, field, operator: "=", value },
			),
		),
]);

/** "By default, you will get 20 records" (the REST page). */
const PAGE = 20;

/** Refusals carry Frappe's words; the caller gives them their status. */
export type Listing = { ok: true; data: Document[] } | { ok: false; message: string };

export function list(doctype: string, documents: Document[], params: URLSearchParams): Listing {
	const filters = parse(params.get("filters"), Filters);
	const orFilters = parse(params.get("or_filters"), Filters);
	const fields = parse(params.get("fields"), z.array(z.string())) ?? ["name"];
	if (filters === "bad" || orFilters === "bad" || fields === "bad")
		return { ok: false, message: "Invalid filters or fields" };
	// Child tables are no columns, and the doctype is the table itself.
	const { items: _, doctype: __, ...columns } = documents[0] ?? {};
	const known = new Set(Object.keys(columns));
	const conditions = [...(filters ?? []), ...(orFilters ?? [])];
	const asked = [
		...conditions.filter((one) => ownField(one, doctype)).map(({ field }) => field),
		...fields.filter((field) => field !== "*"),
	];
	const stranger =
		documents.length > 0 && asked.map((field) => field.replaceAll("`", "")).find((field) => !known.has(field));
	if (stranger) return { ok: false, message: `Field not permitted in query: ${stranger}` };

	const matches = documents
		.filter((document) => (filters ?? []).every((condition) => fits(document, condition, doctype)))
		.filter((document) => !orFilters?.length || orFilters.some((condition) => fits(document, condition, doctype)));
	const [field = "modified", direction = "desc"] = (params.get("order_by") ?? "modified desc")
		.replaceAll("`", "")
		.split(/[\s,]+/);
	const rising = [...matches].sort((one, other) => compare(one[field] ?? null, other[field] ?? null));
	const start = Number(params.get("limit_start") ?? 0);
	const length = Number(params.get("limit_page_length") ?? params.get("limit") ?? PAGE);
	const page = (/^desc$/i.test(direction) ? rising.reverse() : rising).slice(
		start,
		length === 0 ? undefined : start + length,
	);
	return { ok: true, data: page.map((document) => pick(document, fields)) };
}

function parse<Shape>(text: string | null, schema: z.ZodType<Shape>): Shape | undefined | "bad" {
	if (text === null) return undefined;
	try {
		const parsed = schema.safeParse(JSON.parse(text));
		return parsed.success ? parsed.data : "bad";
	} catch {
		return "bad";
	}
}

function pick(document: Document, fields: string[]): Document {
	const { items: _, doctype: __, ...flat } = document;
	// A list never carries child tables.
	if (fields.includes("*")) return flat;
	return Object.fromEntries(
		fields.map((field) => [field.replaceAll("`", ""), document[field.replaceAll("`", "")] ?? null]),
	);
}

function ownField(condition: Condition, doctype: string): boolean {
	return condition.doctype === null || condition.doctype === doctype;
}

/** A condition on a child doctype holds when any row of the child table fulfils it. */
function fits(document: Document, condition: Condition, doctype: string): boolean {
	if (ownField(condition, doctype)) return holds(document[condition.field] ?? null, condition);
	return rows(document.items).some(
		(row) => row.doctype === condition.doctype && holds(row[condition.field] ?? null, condition),
	);
}

function rows(value: Value | undefined): Document[] {
	return Array.isArray(value) ? value : [];
}

function holds(held: Value, { operator, value }: Condition): boolean {
	const list = Array.isArray(value)
		? value
		: String(value ?? "")
				.split(",")
				.map((one) => one.trim());
	const single = Array.isArray(value) ? (value[0] ?? null) : value;
	switch (operator.toLowerCase()) {
		case "=":
			return same(held, single);
		case "!=":
			return !same(held, single);
		case ">":
			return compare(held, single) > 0;
		case "<":
			return compare(held, single) < 0;
		case ">=":
			return compare(held, single) >= 0;
		case "<=":
			return compare(held, single) <= 0;
		case "like":
			return like(String(single ?? "")).test(String(held ?? ""));
		case "not like":
			return !like(String(single ?? "")).test(String(held ?? ""));
		case "in":
			return list.some((one) => same(held, one));
		case "not in":
			return !list.some((one) => same(held, one));
		case "between":
			return compare(held, list[0] ?? null) >= 0 && compare(held, list[1] ?? null) <= 0;
		case "is":
			return (single === "set") === (held !== null && held !== "");
		default:
			return false;
	}
}

/** MariaDB's usual collation: letters of either case are equal. */
function same(held: Value, value: string | number | null): boolean {
	return String(held ?? "").toLowerCase() === String(value ?? "").toLowerCase();
}

function compare(held: Value, value: Value): number {
	if (typeof held === "number" && value !== null && !Number.isNaN(Number(value))) return held - Number(value);
	return String(held ?? "").localeCompare(String(value ?? ""));
}

function like(pattern: string): RegExp {
	const escaped = pattern
		.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
		.replaceAll("%", ".*")
		.replaceAll("_", ".");
	return new RegExp(`^${escaped}$`, "iu");
}
