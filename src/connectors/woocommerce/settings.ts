// What a connection to a WooCommerce shop is set up with.
import { z } from "zod";
import { credential, origin, siteOf } from "../settings.ts";

const ADDRESS = "expected the shop's address, such as https://shop.example or https://shop.example/store";

/** Pages of WordPress that people copy the address of: the shop is what stands before them. */
const PAGE = /\/(wp-admin|wp-json|wp-login\.php)(\/.*)?$/;

export const settings = z.object({
	/** Origin and path of the WordPress site, without a slash at the end: it may live in a folder. */
	url: z
		.string()
		.trim()
		.max(300)
		.regex(/^https:\/\/[a-z0-9.-]+(:\d{1,5})?(\/[\w.~%-]+)*\/?(\?\S*)?$/i, ADDRESS)
		.refine((url) => URL.canParse(url), ADDRESS)
		.transform((url) => siteOf(url, PAGE)),
	consumerKey: credential.regex(/^ck_/, "expected a consumer key: it begins with ck_"),
	consumerSecret: credential.regex(/^cs_/, "expected a consumer secret: it begins with cs_"),
	origin,
});
export type Settings = z.infer<typeof settings>;

/**
 * An order's page for staff. This is the address of shops that keep orders as posts; the others (since WooCommerce 8.2)
 * lead on from it to their own. https://developer.woocommerce.com/docs/features/high-performance-order-storage/
 */
export function orderHref({ url }: Settings, id: string): string {
	return `${url}/wp-admin/post.php?${new URLSearchParams({ post: id, action: "edit" })}`;
}

export function customerHref({ url }: Settings, id: string): string {
	return `${url}/wp-admin/user-edit.php?${new URLSearchParams({ user_id: id })}`;
}
