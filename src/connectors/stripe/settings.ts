// What a connection to a Stripe account is set up with.
import { z } from "zod";
import { origin } from "../settings.ts";

export const settings = z.object({
	/** https://docs.stripe.com/keys: restricted (`rk_`) or secret (`sk_`), in test or live mode. */
	apiKey: z
		.string()
		.trim()
		.max(500)
		.regex(/^(rk|sk)_(live|test)_\w+$/, "expected a restricted or secret key, which begins with rk_ or sk_"),
	origin,
});
export type Settings = z.infer<typeof settings>;

/** A page of the Dashboard, in the mode that the object is in. https://docs.stripe.com/dashboard/basics */
export function dashboardHref(page: "payments" | "disputes" | "invoices", id: string, livemode: boolean): string {
	return `https://dashboard.stripe.com/${livemode ? "" : "test/"}${page}/${encodeURIComponent(id)}`;
}
