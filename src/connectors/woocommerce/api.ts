// Calls to a shop's REST API, and what its refusals mean.
import type { z } from "zod";
import { basic } from "../basic.ts";
import type { SystemAnswer, SystemFetch } from "../connector.ts";
import { type Failure, fail, failureOf, parse, type Read } from "../failure.ts";
import { pathIn } from "../settings.ts";
import { refused } from "./answers.ts";
import type { Settings } from "./settings.ts";

export interface Shop {
	settings: Settings;
	fetchSystem: SystemFetch;
}

/** `what`: customers, orders or webhooks. https://woocommerce.github.io/woocommerce-rest-api-docs/#authentication-over-https */
export async function list<T>(
	{ settings, fetchSystem }: Shop,
	what: "customers" | "orders" | "webhooks",
	query: Record<string, string>,
	schema: z.ZodType<T>,
): Promise<Read<T>> {
	const { consumerKey, consumerSecret } = settings;
	const answer = await fetchSystem({
		path: `${pathIn(settings.url)}/wp-json/wc/v3/${what}?${new URLSearchParams(query)}`,
		headers: { Authorization: basic(consumerKey, consumerSecret) },
	});
	return refusal(answer, what) ?? parse(schema, answer.json, "WooCommerce");
}

/** Whether the shop took it: a key that may only read is refused. WordPress takes POST for PUT. */
export async function change({ settings, fetchSystem }: Shop, path: string, values: object): Promise<boolean> {
	const { consumerKey, consumerSecret } = settings;
	const { status } = await fetchSystem({
		method: "POST",
		path: `${pathIn(settings.url)}/wp-json/wc/v3/${path}`,
		headers: { Authorization: basic(consumerKey, consumerSecret) },
		json: values,
	});
	return status >= 200 && status < 300;
}

function refusal(answer: SystemAnswer, what: string): Failure | undefined {
	const code = refused.safeParse(answer.json).data?.code;
	// WordPress answers so to somebody without a key: the web server kept ours to itself.
	if (answer.status === 401 && code === "woocommerce_rest_cannot_view")
		return fail(
			"WooCommerce does not accept the key because it never saw it: the web server drops the Authorization header. Ask the host to pass it on.",
		);
	if (answer.status === 404 && code === "rest_no_route")
		return fail("This WordPress site has no WooCommerce API (404). Check the address, and that WooCommerce is active.");
	if (answer.status === 404)
		return fail(
			"There is no WordPress API at this address (404). Check the address, and that Settings → Permalinks is not Plain.",
		);
	return failureOf(answer, {
		system: "WooCommerce",
		unauthenticated:
			"WooCommerce does not accept the consumer key and secret. Check both, and that the key may read; else make a new one.",
		forbidden: `WooCommerce does not let the key's user read ${what}. Make the key for a shop manager or administrator.`,
	});
}
