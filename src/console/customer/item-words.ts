// An item in a few words: what people call it, and how it stands.
import type { Item } from "../../protocol/card.ts";
import { formatMoney } from "../format/money.ts";
import { date } from "../format/time.ts";
import { trackingNumber } from "./tracking.ts";

export function nameOfItem(item: Item): string {
	switch (item.type) {
		case "order":
		case "delivery":
			return item.reference;
		case "ticket":
			return item.subject;
		case "parcel":
			return [item.carrier ?? "Parcel", trackingNumber(item.reference)].filter(Boolean).join(" ");
		case "payment":
			return formatMoney(item.amount);
		case "course":
		case "fields":
			return item.title;
		case "contact":
			return item.name ?? item.company ?? "Contact";
	}
}

/** Beside the name, where an item has one line. */
export function standingOf(item: Item): string {
	switch (item.type) {
		case "order":
			return item.cancelledAt ? "Cancelled" : item.fulfilment.label;
		case "delivery":
		case "ticket":
			return item.state.label;
		case "payment":
			return `${item.state.label} ${date(item.at)}`;
		case "parcel":
			return item.deliveredAt ? `${item.state.label} ${date(item.deliveredAt)}` : item.state.label;
		case "course":
			return item.progress === undefined ? item.state.label : percent(item.progress);
		case "fields":
			return item.fields.length === 1 ? "1 value" : `${item.fields.length} values`;
		case "contact":
			return item.stage ?? "";
	}
}

/** What it costs, where it costs something and its name does not say so. */
export function amountOf(item: Item): string | null {
	return item.type === "order" ? formatMoney(item.total) : null;
}

/** `80` → `80%` as the reader's language writes it. */
export function percent(progress: number, locale?: string): string {
	return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 }).format(progress / 100);
}
