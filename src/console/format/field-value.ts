// A labelled value as people read it, by what the card says it is.
import type { Fields } from "../../protocol/card.ts";
import { day } from "./time.ts";

type Value = Pick<Fields["fields"][number], "type" | "value">;

const DECIMAL = /^-?\d+(\.\d+)?$/;
const MONEY = /^(-?\d+(?:\.(\d+))?) ([A-Z]{3})$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What is not written as its type asks for (`src/protocol/card.ts`) is shown as it came. Without a locale, the browser's. */
export function fieldInWords({ type, value }: Value, locale?: string): string {
	switch (type) {
		case "number":
			return DECIMAL.test(value) ? numberInWords(value, locale) : value;
		case "money":
			return moneyInWords(value, locale);
		case "date":
			return dateInWords(value, locale);
		default:
			return value;
	}
}

function numberInWords(value: string, locale?: string): string {
	// The most that ECMA-402 allows: none of what a system wrote is rounded away.
	return new Intl.NumberFormat(locale, { maximumFractionDigits: 100 }).format(Number(value));
}

function moneyInWords(value: string, locale?: string): string {
	const [, amount, fraction = "", currency] = MONEY.exec(value) ?? [];
	if (!amount || !currency) return value;
	const style = { style: "currency", currency, currencyDisplay: "narrowSymbol" } as const;
	const usual = new Intl.NumberFormat(locale, style).resolvedOptions().maximumFractionDigits ?? 2;
	// Prices of a tenth of a cent exist: digits beyond the currency's own are kept.
	const maximumFractionDigits = Math.max(usual, fraction.length);
	return new Intl.NumberFormat(locale, { ...style, maximumFractionDigits }).format(Number(amount));
}

function dateInWords(value: string, locale?: string): string {
	if (Number.isNaN(Date.parse(value))) return value;
	if (DAY.test(value)) return day(value, locale);
	return new Date(value).toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" });
}
