// Calls to an ERPNext site: lists and single documents.
import type { z } from "zod";
import type { SystemAnswer, SystemFetch } from "../connector.ts";
import { type Failure, fail, failureOf, parse, type Read } from "../failure.ts";
import { exception } from "./answers.ts";
import type { Settings } from "./settings.ts";

export interface Listing {
	filters: readonly (readonly unknown[])[];
	fields: readonly string[];
	orderBy?: string;
	limit: number;
	/** How many to pass over. */
	start?: number;
}

export interface Site {
	settings: Settings;
	fetchSystem: SystemFetch;
}

/** https://docs.frappe.io/framework/user/en/api/rest#listing-documents */
export function list<T>(
	site: Site,
	doctype: string,
	{ filters, fields, orderBy, limit, start }: Listing,
	schema: z.ZodType<T>,
): Promise<Read<T>> {
	const query = new URLSearchParams({
		filters: JSON.stringify(filters),
		fields: JSON.stringify(fields),
		limit_page_length: String(limit),
		...(orderBy && { order_by: orderBy }),
		...(start && { limit_start: String(start) }),
	});
	return read(site, doctype, `/api/resource/${encodeURIComponent(doctype)}?${query}`, schema);
}

export function document<T>(site: Site, doctype: string, name: string, schema: z.ZodType<T>): Promise<Read<T>> {
	return read(site, doctype, `/api/resource/${encodeURIComponent(doctype)}/${encodeURIComponent(name)}`, schema);
}

export async function read<T>(site: Site, what: string, path: string, schema: z.ZodType<T>): Promise<Read<T>> {
	const { apiKey, apiSecret } = site.settings;
	const answer = await site.fetchSystem({ path, headers: { Authorization: `token ${apiKey}:${apiSecret}` } });
	return refusal(answer, what) ?? parse(schema, answer.json, "ERPNext");
}

function refusal(answer: SystemAnswer, what: string): Failure | undefined {
	const failure = failureOf(answer, {
		system: "ERPNext",
		unauthenticated: "ERPNext does not accept the API key and secret. Generate new ones and paste both.",
		forbidden: `ERPNext does not let this user read ${what}. Give its role the permission.`,
	});
	const said = exception.safeParse(answer.json);
	// 417 is Frappe's status for what its own validation refuses: the kind of exception says more than the number.
	return failure && answer.status === 417 && said.success
		? fail(`ERPNext refused to read ${what} (${said.data.exc_type}).`)
		: failure;
}
