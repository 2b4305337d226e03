// What the cards offer to an answer: numbers, links and amounts that a customer asks about, the most important first.
import type { Card, Item, Order } from "../../protocol/card.ts";
import { byImportance } from "../../protocol/card-order.ts";
import type { Offer } from "../conversation/offers.ts";
import { fieldInWords } from "../format/field-value.ts";
import { formatMoney } from "../format/money.ts";
import { date } from "../format/time.ts";
import { nameOfItem } from "./item-words.ts";
import { trackingNumber } from "./tracking.ts";

type Value = readonly [what: string, text: string | undefined];

/**
 * Never what a customer must not read: no sensitive value, and no link into a business system, which only agents can
 * open. Links of parcels and courses are the customer's own.
 */
export function offersOf(cards: readonly Card[]): Offer[] {
	const all = byImportance(cards.flatMap((card) => card.items.map((item) => ({ ...item, of: card.connectionId }))));
	const items = KINDS.flatMap((kinds) => all.filter(({ type }) => kinds.includes(type)));
	const offers = items.flatMap((item) =>
		valuesOf(item).flatMap(([what, text]) =>
			text ? [{ key: `${item.of} ${item.type} ${item.id} ${what} ${text}`, what, of: ownerOf(item), text }] : [],
		),
	);
	// A shop and a carrier tell of the same parcel: it is offered once.
	return offers.filter(
		(one, index) => offers.findIndex(({ text, what }) => text === one.text && what === one.what) === index,
	);
}

/** What customers ask about, first. Within each, the order of importance. */
const KINDS: readonly Item["type"][][] = [
	["order", "parcel", "delivery"],
	["payment", "ticket", "course"],
	["fields", "contact"],
];

/** An amount does not tell two payments apart. */
function ownerOf(item: Item): string {
	return item.type === "payment" ? (item.description ?? item.method ?? date(item.at)) : nameOfItem(item);
}

function valuesOf(item: Item): Value[] {
	switch (item.type) {
		case "order":
			return [
				["Order number", item.reference],
				...item.parcels.flatMap((parcel) => ofParcel(parcel)),
				["Total", formatMoney(item.total)],
				["Refunded", refunded(item.refunded)],
			];
		case "parcel":
			return ofParcel({ ...item, number: item.reference });
		case "payment":
			return [
				["Amount", formatMoney(item.amount)],
				["Refunded", refunded(item.refunded)],
			];
		case "delivery":
			return [
				["Delivery number", item.reference],
				["Due on", item.expectedAt && date(item.expectedAt)],
			];
		case "ticket":
			return [["Ticket number", item.reference]];
		case "course":
			return [
				["Course", item.title],
				["Link to the course", item.href],
				["Next step", item.nextStep?.title],
				["Link to the next step", item.nextStep?.href],
			];
		case "contact":
			return [["Looked after by", item.owner]];
		case "fields":
			return item.fields.filter(({ sensitive }) => !sensitive).map((field) => [field.label, fieldInWords(field)]);
	}
}

function ofParcel(parcel: Pick<Order["parcels"][number], "number" | "href" | "expectedAt" | "state">): Value[] {
	const isUnderWay = parcel.state?.tone !== "good";
	return [
		["Tracking link", parcel.href],
		["Tracking number", trackingNumber(parcel.number)],
		["Due on", isUnderWay && parcel.expectedAt ? date(parcel.expectedAt) : undefined],
	];
}

function refunded(amount: Order["refunded"]): string | undefined {
	return amount && amount.amount > 0 ? formatMoney(amount) : undefined;
}
