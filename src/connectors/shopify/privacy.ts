// Shopify's mandatory privacy topics: https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance
import { z } from "zod";
import type { PrivacyRequest } from "../connector.ts";
import { idText } from "../foreign-value.ts";
import { keysOf } from "./order-payload.ts";
import type { Settings } from "./settings.ts";

const WHAT = new Map<string, PrivacyRequest["what"]>([
	["customers/data_request", "export"],
	["customers/redact", "erase_customer"],
	["shop/redact", "erase_shop"],
]);
export const PRIVACY_TOPICS: readonly string[] = [...WHAT.keys()];

/** A customer's orders of ten years; a request with more is none that a person's shop sends. */
const MOST_ORDERS = 10_000;
const optionalText = z
	.string()
	.max(320)
	.nullish()
	.transform((text) => text ?? undefined);
const orders = z.array(idText).max(MOST_ORDERS).nullish();

const request = z.object({
	shop_domain: z.string(),
	customer: z
		.object({ id: idText.nullish(), email: optionalText, phone: optionalText })
		.nullish()
		.transform((customer) => customer ?? undefined),
	orders_requested: orders,
	orders_to_redact: orders,
});

/**
 * One app's secret signs for all shops that have installed it: a request about another shop than this connection's is
 * not for it, however well it is signed.
 */
export function readPrivacy(topic: string, payload: unknown, { shop }: Settings): PrivacyRequest | undefined {
	const what = WHAT.get(topic);
	const read = request.safeParse(payload);
	if (!what || !read.success || read.data.shop_domain.toLowerCase() !== shop.toLowerCase()) return undefined;
	const { customer, orders_requested, orders_to_redact } = read.data;
	const keys = keysOf(customer ?? {});
	if (what !== "erase_shop" && Object.keys(keys).length === 0) return undefined;
	return { what, customer: keys, objects: orders_requested ?? orders_to_redact ?? [] };
}
