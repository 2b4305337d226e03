// Calls to a shop's Admin API, and what its refusals mean.
import type { z } from "zod";
import { basic } from "../basic.ts";
import type { SystemAnswer, SystemFetch } from "../connector.ts";
import { type Failure, fail, failureOf, parse, type Read } from "../failure.ts";
import { pathIn } from "../settings.ts";
import type { Settings } from "./settings.ts";

export interface Shop {
	settings: Settings;
	fetchSystem: SystemFetch;
}

/** `clockMs`: the server's own time, where it told it. */
export type Told<T> = Read<T> & { clockMs?: number };

/** The key is the user name, the password is empty. https://docs.medusajs.com/api/admin#2-api-token */
export async function list<T>(
	{ settings, fetchSystem }: Shop,
	what: "customers" | "orders" | "payments",
	query: [name: string, value: string][],
	schema: z.ZodType<T>,
): Promise<Told<T>> {
	const answer = await fetchSystem({
		path: `${pathIn(settings.url)}/admin/${what}?${new URLSearchParams(query)}`,
		headers: { Authorization: basic(settings.secretKey, "") },
	});
	const clockMs = Date.parse(answer.headers.get("date") ?? "");
	const read = refusal(answer, what) ?? parse(schema, answer.json, "Medusa");
	return Number.isNaN(clockMs) ? read : { ...read, clockMs };
}

function refusal(answer: SystemAnswer, what: string): Failure | undefined {
	if (answer.status === 404)
		return fail(
			"There is no Medusa Admin API at this address (404). Enter the address of the server, not of the storefront.",
		);
	return failureOf(answer, {
		system: "Medusa",
		unauthenticated:
			"Medusa does not accept the secret API key: it is wrong or revoked. Make a new one in Settings → Secret API Keys.",
		forbidden: `Medusa does not let this key read ${what}. Give the key's user a role that may.`,
	});
}
