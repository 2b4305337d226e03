// Money as systems write it (decimal text) and as Heddle keeps it (minor units), without a float in between.
import type { Money } from "../protocol/business-event.ts";

// ISO 4217, list one (2026-01-01): the currencies whose minor unit is not a hundredth. Intl is no source for this: its
// data gives some currencies the digits in daily use (RSD 0), not those of the standard (RSD 2).
const DIGITS = new Map([
	...["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF"].map((code) => [code, 0] as const),
	...["UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"].map((code) => [code, 0] as const),
	...["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"].map((code) => [code, 3] as const),
	...["CLF", "UYW"].map((code) => [code, 4] as const),
]);

/** Digits after the point in a currency's amounts (ISO 4217). */
export function digitsOf(currency: string): number {
	return DIGITS.get(currency) ?? 2;
}

/**
 * `("12.50", "EUR")` → 1250 cents; `("1200.0", "JPY")` → 1200 yen. Digits beyond the currency's are rounded half away
 * from zero. undefined where the text is no decimal number, the currency no ISO code or the amount beyond 2^53.
 */
export function toMoney(decimal: string, currency: string): Money | undefined {
	const parts = /^(-?)(\d{1,18})(?:\.(\d{0,18}))?$/.exec(decimal.trim());
	if (!parts || !/^[A-Z]{3}$/.test(currency)) return undefined;
	const [, sign, whole = "0", fraction = ""] = parts;
	const digits = digitsOf(currency);
	const kept = BigInt(whole + fraction.slice(0, digits).padEnd(digits, "0"));
	const rounded = fraction.charAt(digits) >= "5" ? kept + 1n : kept;
	const amount = Number(rounded);
	if (!Number.isSafeInteger(amount)) return undefined;
	return { amount: sign === "-" && amount !== 0 ? -amount : amount, currency };
}

/** 1250 cents → "12.50 EUR", for a sentence. */
export function inWords({ amount, currency }: Money): string {
	const digits = digitsOf(currency);
	const text = String(Math.abs(amount)).padStart(digits + 1, "0");
	const point = text.length - digits;
	const decimal = digits === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`;
	return `${amount < 0 ? "-" : ""}${decimal} ${currency}`;
}
