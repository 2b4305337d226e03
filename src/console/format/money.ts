// Money as people read it.
import type { Money } from "../../protocol/business-event.ts";

/**
 * `{ amount: 129900, currency: "JPY" }` → `¥129,900`, `{ amount: 1299, currency: "EUR" }` → `€12.99`: the currency's own
 * number of digits (ISO 4217, as Intl knows it) says where the point goes. Without a locale, the browser's.
 */
export function formatMoney({ amount, currency }: Money, locale?: string): string {
	const format = formatOf(currency, locale);
	return format.format(amount / 10 ** digitsOf(format));
}

/** Minor units for what a person typed in a form (`129.90` → 12990); null where it is no amount. */
export function toMinorUnits(major: number, currency: string): number | null {
	if (!Number.isFinite(major) || !/^[A-Z]{3}$/.test(currency)) return null;
	return Math.round(major * 10 ** digitsOf(formatOf(currency)));
}

export function toMajorUnits(amount: number, currency: string): number {
	return amount / 10 ** digitsOf(formatOf(currency));
}

// Making an Intl formatter costs about as much as a hundred uses of it.
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string, locale?: string): Intl.NumberFormat {
	const key = `${locale ?? ""} ${currency}`;
	const known = formats.get(key);
	if (known) return known;
	const made = new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
	formats.set(key, made);
	return made;
}

function digitsOf(format: Intl.NumberFormat): number {
	return format.resolvedOptions().maximumFractionDigits ?? 2;
}
