// Order and tracking numbers that people write into a chat ("where is #1042?"): how they are recognised and compared.
// Pure, and read in browsers too.
import { z } from "zod";
import { type Item, item } from "./card.ts";
import { instant } from "./entry.ts";
import { connectionId } from "./ids.ts";

/** More in one message is a list, not a question. */
const MOST_IN_MESSAGE = 10;
/** What one look-up asks for: the newest of a conversation. */
export const MOST_MENTIONS = 20;
/** Shopify and carriers stay below; https://en.wikipedia.org/wiki/Tracking_number names none beyond 34. */
export const LONGEST_NUMBER = 40;

/** Letters and digits in groups. Neither part can begin with what the other ends on, so it reads each character once. */
const GROUPS = /[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*/g;
const WHOLE = /^[A-Z0-9]+(?:[-_.][A-Z0-9]+)*$/;

/** So far before a number its name stands ("Bestellung Nr. 1042"). */
const BEFORE = 24;
/** "order", "parcel" and "invoice" in the languages of most shops, at the end of what stands before. */
const NAMED = new RegExp(
	`(?:#|№|\\b(?:${[
		...["order", "parcel", "tracking", "shipment", "delivery", "invoice", "ticket"],
		...["bestellung", "auftrag", "sendung", "paket", "rechnung", "commande", "colis", "facture"],
		...["pedido", "paquete", "env[ií]o", "encomenda", "ordine", "pacco", "zam[oó]wienie", "bestelling", "pakket"],
	].join(
		"|",
	)})|订单|訂單|单号|單號|运单|快递|注文|荷物|주문|طلب|заказ|замовлення)(?: ?(?:number|numero|número|numéro|nummer|no|nr|n°|id|号|號|番号|번호))?[ :.#]{0,3}$`,
	"iu",
);

/**
 * The numbers in a visitor's message, as `numberOf` writes them: what is called one (`#1042`, `order 1042`, `订单1042`) and
 * what has the shape of one by itself (`1Z999AA10123456784`, `SO-2026-0017`). Ten at most, each once. A shape is no proof:
 * only what a workspace's business objects are called counts.
 */
export function mentionsIn(text: string): string[] {
	const found = new Set<string>();
	const plain = text.normalize("NFKC");
	for (const { 0: written, index } of plain.matchAll(GROUPS)) {
		if (found.size === MOST_IN_MESSAGE) break;
		const number = numberOf(written);
		if (!number || isCardNumber(number)) continue;
		if (standsAlone(number) || NAMED.test(plain.slice(Math.max(0, index - BEFORE), index))) found.add(number);
	}
	return [...found];
}

/** One writing for each number, to be compared by: without `#`, in capitals. undefined for what is called by no number. */
export function numberOf(reference: string): string | undefined {
	const plain = reference.normalize("NFKC").trim().replace(/^#/, "").toUpperCase();
	return plain.length <= LONGEST_NUMBER && /\d/.test(plain) && WHOLE.test(plain) ? plain : undefined;
}

/** What an item of a card is called: its own number, its order's and its parcels'. */
export function numbersOf(item: Item): string[] {
	return namesOf(item).flatMap((name) => numberOf(name) ?? []);
}

function namesOf(item: Item): string[] {
	switch (item.type) {
		case "order":
			return [item.reference, ...item.parcels.map(({ number }) => number)];
		case "parcel":
			return [item.reference, ...(item.order ? [item.order] : [])];
		case "delivery":
		case "ticket":
		case "payment":
			return [item.reference];
		default:
			return [];
	}
}

/** Long enough to be no price, year or size: six characters, four of them digits. */
function standsAlone(number: string): boolean {
	return number.length >= 6 && number.replace(/\D/g, "").length >= 4;
}

/** ISO/IEC 7812: 13 to 19 digits with a check digit. Somebody's card goes nowhere, also where it might be a parcel. */
function isCardNumber(number: string): boolean {
	const digits = number.replace(/[-_.]/g, "");
	if (!/^[2-6]\d{12,18}$/.test(digits)) return false;
	let sum = 0;
	for (let place = 0; place < digits.length; place += 1) {
		const digit = Number(digits[digits.length - 1 - place]);
		sum += place % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
	}
	return sum % 10 === 0;
}

/**
 * What a number turned out to be. linked: this verified customer's objects are called so. unconfirmed: somebody has such an
 * object, and it is not proven to be this customer's; nothing else is said of it. Numbers that nobody has are left out.
 */
export const mention = z.discriminatedUnion("state", [
	z.object({
		state: z.literal("linked"),
		number: z.string(),
		objects: z.array(
			z.object({
				connectionId,
				reference: z.string(),
				summary: z.string(),
				/** How the system last told of it: null where it told too little for a card. */
				item: item.nullable(),
				at: instant,
			}),
		),
	}),
	z.object({ state: z.literal("unconfirmed"), number: z.string() }),
]);
export type Mention = z.infer<typeof mention>;
