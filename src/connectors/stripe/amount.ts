// Amounts as Stripe counts them, in minor units as ISO 4217 has them.
import type { Money } from "../../protocol/business-event.ts";
import { digitsOf } from "../decimal-money.ts";

/**
 * Where Stripe's smallest unit is not that of ISO 4217: ISK and UGX have lost their cents and are still counted in
 * them (500 is 5 ISK), MGA is counted in whole ariary. HUF and TWD differ in payouts only.
 * https://docs.stripe.com/currencies#special-cases, https://docs.stripe.com/currencies#zero-decimal
 */
const STRIPE_DIGITS = new Map([
	["ISK", 2],
	["UGX", 2],
	["MGA", 0],
]);

/** `(1250, "eur")` → 1250 cents; `(500, "isk")` → 5 krónur. undefined where it is no amount or no ISO code. */
export function fromStripe(amount: number, currency: string): Money | undefined {
	const code = currency.toUpperCase();
	if (!/^[A-Z]{3}$/.test(code)) return undefined;
	const digits = digitsOf(code);
	const minor = Math.round(amount * 10 ** (digits - (STRIPE_DIGITS.get(code) ?? digits)));
	return Number.isSafeInteger(minor) ? { amount: minor, currency: code } : undefined;
}
