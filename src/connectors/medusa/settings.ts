// What a connection to a Medusa 2 shop is set up with.
import { z } from "zod";
import { credential, optional, origin } from "../settings.ts";

const address = z
	.string()
	.trim()
	.max(300)
	.regex(/^https:\/\/[a-z0-9.-]+(:\d{1,5})?(\/[\w.~-]+)*\/?$/i, "expected an address such as https://api.shop.example")
	.refine((url) => URL.canParse(url), "expected an address such as https://api.shop.example")
	.transform((url) => new URL(url).href.replace(/\/$/, ""));

export const settings = z.object({
	/** Of the Medusa server, without a slash at the end. */
	url: address,
	secretKey: credential.regex(/^sk_/, "expected a secret API key: it begins with sk_"),
	adminUrl: optional(address),
	origin,
});
export type Settings = z.infer<typeof settings>;

/** A page of Medusa Admin, which the server itself has at /app. https://docs.medusajs.com/learn/configurations/medusa-config#path */
export function adminHref({ url, adminUrl }: Settings, page: "orders" | "customers", id: string): string {
	return `${adminUrl ?? `${url}/app`}/${page}/${encodeURIComponent(id)}`;
}
