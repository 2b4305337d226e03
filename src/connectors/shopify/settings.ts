// What a connection to a Shopify shop is set up with.
import { z } from "zod";
import { credential, origin } from "../settings.ts";

/** A shop's own name at Shopify, and nothing else that an address could be made of. */
export const shopName = z
	.string()
	.regex(/^[a-z0-9][a-z0-9-]{0,62}\.myshopify\.com$/, "expected the shop's own domain, such as my-shop.myshopify.com");

export const settings = z.object({
	shop: z.string().trim().pipe(shopName),
	accessToken: credential,
	origin,
});
export type Settings = z.infer<typeof settings>;

/** An order's page in Shopify admin. */
export function orderHref(shop: string, orderId: string): string {
	return adminHref(shop, `orders/${encodeURIComponent(orderId)}`);
}

/** A page in Shopify admin. https://shopify.dev/docs/apps/build/admin */
export function adminHref(shop: string, path: string): string {
	return `https://admin.shopify.com/store/${shop.replace(".myshopify.com", "")}/${path}`;
}
