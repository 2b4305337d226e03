// What is wrong with an item, in words: late, unpaid, refunded, disputed, failed. Worst first.
import type { Course, Delivery, Fields, Item, Order, Parcel, Payment, Ticket, Tone } from "../../protocol/card.ts";
import { fieldInWords } from "../format/field-value.ts";
import { formatMoney } from "../format/money.ts";
import { date } from "../format/time.ts";
import { lateInWords } from "./due.ts";

export interface Trouble {
	words: string;
	tone: "bad" | "warn";
}

interface State {
	label: string;
	tone: Tone;
}

/** Empty where all is well. `now` in ms: an item may become late while it is on screen. */
export function troublesOf(item: Item, now: number): Trouble[] {
	const found = troublesIn(item, now);
	const first = (tone: Trouble["tone"]) => found.filter((trouble) => trouble.tone === tone);
	const sorted = [...first("bad"), ...first("warn")];
	return sorted.filter(({ words }, index) => sorted.findIndex((other) => other.words === words) === index);
}

function troublesIn(item: Item, now: number): Trouble[] {
	switch (item.type) {
		case "order":
			return inOrder(item, now);
		case "delivery":
			return inDelivery(item, now);
		case "parcel":
			return inParcel(item, now);
		case "payment":
			return inPayment(item);
		case "ticket":
			return inTicket(item);
		case "course":
			return inCourse(item, now);
		case "fields":
			return inFields(item);
		case "contact":
			return [];
	}
}

function inOrder(order: Order, now: number): Trouble[] {
	// What a cancelled order says about payment and parcels is history.
	if (order.cancelledAt) return [];
	const parcels = order.parcels.flatMap(({ expectedAt, state }) => inState(state, expectedAt, now));
	const own = inState(order.fulfilment, undefined, now);
	const days = parcels.filter(({ words }) => words.endsWith(" late"));
	return [
		// "Late" says less than how many days.
		...(days.length > 0 ? own.filter(({ words }) => !isLateOnly(words)) : own),
		...parcels,
		...inPaid(order.payment, order.refunded, order.total),
	];
}

function inDelivery({ state, expectedAt, lines }: Delivery, now: number): Trouble[] {
	const short = lines.filter(({ inStock, quantity }) => inStock !== undefined && inStock < quantity);
	const [first] = short;
	const one = `${first?.inStock} of ${first?.quantity} in stock: ${first?.title}`;
	const words = short.length === 1 ? one : `${short.length} articles not in stock`;
	const isDone = state.tone === "good";
	return [
		...inState(state, expectedAt, now),
		...(short.length > 0 && !isDone ? [{ words, tone: "warn" } as const] : []),
	];
}

function inParcel({ state, expectedAt, deliveredAt }: Parcel, now: number): Trouble[] {
	return inState(state, deliveredAt ? undefined : expectedAt, now);
}

function inPayment({ state, failure, dispute, refunded, amount }: Payment): Trouble[] {
	const answerBy = dispute?.answerBy ? `, answer by ${date(dispute.answerBy)}` : "";
	const disputed = dispute ? inTone(dispute.state.tone, `${disputeInWords(dispute.state.label)}${answerBy}`) : [];
	const label = failure && state.tone === "bad" ? `${state.label}: ${failure}` : state.label;
	return [...disputed, ...inPaid({ ...state, label }, refunded, amount)];
}

/** How much came back says more than that it did. Whether that is a trouble at all, the system's own tone says. */
function inPaid(state: State, refunded: Order["refunded"], total: Order["total"]): Trouble[] {
	return inTone(state.tone, paidInWords(state, refunded, total).label);
}

/** A payment's state; one that says that something came back says how much: `€20.00 of €120.00 refunded`. */
export function paidInWords(state: State, refunded: Order["refunded"], total: Order["total"]): State {
	if (!REFUNDED.test(state.label) || !refunded || refunded.amount <= 0) return state;
	return { ...state, label: refundInWords(refunded, total) };
}

/** Not `Refund bounced` or `Refund under way`: there nothing has come back yet. */
const REFUNDED = /^(\w+ )?refunded$/i;

/** Some systems' words name the dispute themselves: `Dispute needs a response`. */
function disputeInWords(label: string): string {
	return /dispute|inquiry|appeal/i.test(label) ? label : `Disputed: ${label}`;
}

function inTicket({ state, priority }: Ticket): Trouble[] {
	return inTone(state.tone, [priority, state.label].filter(Boolean).join(", "));
}

function inCourse({ state, nextStep, completedAt }: Course, now: number): Trouble[] {
	const late = completedAt ? null : lateInWords(nextStep?.dueAt, now);
	return [...inTone(state.tone, state.label), ...(late ? inTone("warn", `${nextStep?.title}: ${late}`) : [])];
}

/** The value of a sensitive field is not told here either. */
function inFields({ fields }: Fields): Trouble[] {
	return fields.flatMap((field) =>
		inTone(field.tone, field.sensitive ? field.label : `${field.label}: ${fieldInWords(field)}`),
	);
}

/** A state, and how late it is unless it is done. */
function inState(state: State | undefined, expectedAt: string | undefined, now: number): Trouble[] {
	const late = state?.tone === "good" ? null : lateInWords(expectedAt, now);
	const own = state ? inTone(state.tone, state.label) : [];
	if (!late) return own;
	return [{ words: late, tone: "bad" }, ...own.filter(({ words }) => !isLateOnly(words))];
}

/** `€20.00 of €120.00 refunded`, `€120.00 refunded in full`. */
function refundInWords(refunded: Order["total"], total: Order["total"]): string {
	const isWhole = refunded.currency === total.currency && refunded.amount >= total.amount;
	if (isWhole) return `${formatMoney(refunded)} refunded in full`;
	return `${formatMoney(refunded)} of ${formatMoney(total)} refunded`;
}

function inTone(tone: Tone | undefined, words: string): Trouble[] {
	return tone === "bad" || tone === "warn" ? [{ words, tone }] : [];
}

function isLateOnly(words: string): boolean {
	return words.toLowerCase() === "late";
}
