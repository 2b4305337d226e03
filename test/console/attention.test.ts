import { expect, test } from "vitest";
import { attentionOf, placeOf } from "../../src/console/customer/attention.ts";
import { beginsFolded } from "../../src/console/customer/folding.ts";
import { troublesOf } from "../../src/console/customer/troubles.ts";
import { formatMoney } from "../../src/console/format/money.ts";
import type { Item } from "../../src/protocol/card.ts";
import { aCard, aCourse, anOrder, aParcel, aPayment, aSheet, aTicket } from "./given.ts";

const NOW = Date.parse("2026-11-23T12:00:12.000Z");
const THREE_DAYS_AGO = "2026-11-20T12:00:00.000Z";
const IN_THREE_DAYS = "2026-11-26T12:00:00.000Z";

const euro = (amount: number) => formatMoney({ amount, currency: "EUR" });
const wordsOf = (item: Item) => troublesOf(item, NOW).map(({ words }) => words);

test("a parcel that should have come says for how many days, and no longer once it is there", () => {
	const late = aParcel("1", { expectedAt: THREE_DAYS_AGO });
	expect(troublesOf(late, NOW)).toEqual([{ words: "3 days late", tone: "bad" }]);
	expect(wordsOf(aParcel("1", { expectedAt: "2026-11-22T08:00:00.000Z" }))).toEqual(["1 day late"]);
	expect(wordsOf(aParcel("1", { expectedAt: "2026-11-23T08:00:00.000Z" }))).toEqual([]);
	expect(wordsOf(aParcel("1", { expectedAt: IN_THREE_DAYS }))).toEqual([]);
	const there = { expectedAt: THREE_DAYS_AGO, state: { label: "Delivered", tone: "good" } };
	expect(wordsOf(aParcel("1", there))).toEqual([]);
});

test("an order tells of its payment, and how late its parcel is instead of that it is late", () => {
	const order = anOrder("1", {
		payment: { label: "Payment pending", tone: "warn" },
		fulfilment: { label: "Late", tone: "bad" },
		parcels: [{ number: "1", state: { label: "In transit", tone: "neutral" }, expectedAt: THREE_DAYS_AGO }],
	});
	expect(wordsOf(order)).toEqual(["3 days late", "Payment pending"]);
	expect(wordsOf({ ...order, cancelledAt: THREE_DAYS_AGO } as Item)).toEqual([]);
});

test("a refund says how much of what", () => {
	const refunded = { payment: { label: "Partly refunded", tone: "warn" }, refunded: { amount: 250, currency: "EUR" } };
	expect(wordsOf(anOrder("1", refunded))).toEqual([`${euro(250)} of ${euro(1000)} refunded`]);
	const whole = { state: { label: "Refunded", tone: "warn" }, refunded: { amount: 12_000, currency: "EUR" } };
	expect(wordsOf(aPayment("1", whole))).toEqual([`${euro(12_000)} refunded in full`]);
	const bounced = { ...whole, state: { label: "Refund bounced", tone: "bad" } };
	expect(wordsOf(aPayment("1", bounced))).toEqual(["Refund bounced"]);
	expect(wordsOf(anOrder("1", { ...refunded, payment: { label: "Partly paid", tone: "warn" } }))).toEqual([
		"Partly paid",
	]);
});

test("a payment tells of its dispute before anything else, and why it failed", () => {
	const dispute = {
		state: { label: "Needs response", tone: "bad" },
		amount: { amount: 12_000, currency: "EUR" },
		answerBy: IN_THREE_DAYS,
	};
	const disputed = aPayment("1", { state: { label: "Blocked", tone: "warn" }, dispute });
	expect(wordsOf(disputed)[0]).toMatch(/^Disputed: Needs response, answer by .*26/);
	expect(wordsOf(disputed)[1]).toBe("Blocked");
	const failed = aPayment("2", { state: { label: "Failed", tone: "bad" }, failure: "Your card has expired." });
	expect(wordsOf(failed)).toEqual(["Failed: Your card has expired."]);
});

test("a course has a late next step until it is completed", () => {
	const nextStep = { title: "Warp the loom", dueAt: THREE_DAYS_AGO };
	expect(wordsOf(aCourse("1", { nextStep }))).toEqual(["Warp the loom: 3 days late"]);
	expect(wordsOf(aCourse("1", { nextStep, completedAt: THREE_DAYS_AGO }))).toEqual([]);
});

test("a sensitive value is not told where something is wrong with it", () => {
	const fields = [{ key: "iban", label: "IBAN", value: "DE89370400440532013000", tone: "bad", sensitive: true }];
	expect(wordsOf(aSheet("1", fields))).toEqual(["IBAN"]);
	expect(wordsOf(aSheet("1", [{ ...fields[0], sensitive: false }]))).toEqual(["IBAN: DE89370400440532013000"]);
});

test("what is wrong anywhere comes first, a system that does not answer among it, and leads to its place", () => {
	const shop = aCard({ items: [anOrder("1"), anOrder("2", { payment: { label: "Unpaid", tone: "warn" } })] });
	const desk = aCard({
		connectionId: "cnn_0000000000000002",
		title: "Tickets",
		connector: "zendesk",
		state: "timed_out",
	});
	const carrier = aCard({
		connectionId: "cnn_0000000000000003",
		items: [aParcel("3", { expectedAt: THREE_DAYS_AGO })],
	});
	expect(attentionOf([shop, desk, carrier], NOW)).toEqual([
		{ place: placeOf(desk), name: "Tickets", words: "Zendesk timed out", tone: "bad" },
		{ place: `${carrier.connectionId} parcel 3`, name: "DHL JD013", words: "3 days late", tone: "bad", item: "parcel" },
		{ place: `${shop.connectionId} order 2`, name: "#2", words: "Unpaid", tone: "warn", item: "order" },
	]);
	expect(attentionOf([aCard({ items: [anOrder("1"), aTicket("2")] }), aCard({ state: "drifted" })], NOW)).toEqual([]);
});

test("no card is crowded out by another, and a dispute is told of first", () => {
	const unpaid = (id: string) => anOrder(id, { payment: { label: "Expired", tone: "bad" } });
	const dispute = {
		state: { label: "Dispute needs a response", tone: "bad" },
		amount: { amount: 500, currency: "EUR" },
	};
	const cards = [
		aCard({ items: [unpaid("1"), unpaid("2")] }),
		aCard({ connectionId: "cnn_0000000000000002", items: [aParcel("3", { expectedAt: THREE_DAYS_AGO })] }),
		aCard({
			connectionId: "cnn_0000000000000003",
			items: [aPayment("4", { state: { label: "Failed", tone: "bad" } }), aPayment("5", { dispute })],
		}),
	];
	const found = attentionOf(cards, NOW).map(({ place }) => place.split(" ").at(-1));
	expect(found).toEqual(["5", "1", "3", "4", "2"]);
});

test("a late parcel is told of once, where its order tells of it", () => {
	const parcels = [{ number: "JD013", state: { label: "In transit", tone: "neutral" }, expectedAt: THREE_DAYS_AGO }];
	const carrier = aCard({
		connectionId: "cnn_0000000000000002",
		items: [aParcel("3", { expectedAt: THREE_DAYS_AGO })],
	});
	expect(attentionOf([aCard({ items: [anOrder("1", { parcels })] }), carrier], NOW)).toMatchObject([{ name: "#1" }]);
	expect(attentionOf([aCard({ items: [anOrder("1")] }), carrier], NOW)).toMatchObject([{ name: "DHL JD013" }]);
	const lost = aCard({
		connectionId: "cnn_0000000000000002",
		items: [aParcel("3", { state: { label: "Lost", tone: "bad" }, expectedAt: THREE_DAYS_AGO })],
	});
	expect(attentionOf([aCard({ items: [anOrder("1", { parcels })] }), lost], NOW)).toHaveLength(2);
});

test("good news begins as one line, what is under way is read at once", () => {
	expect(beginsFolded(anOrder("1"), 0)).toBe(true);
	expect(beginsFolded(anOrder("1", { cancelledAt: THREE_DAYS_AGO }), 0)).toBe(true);
	const underWay = anOrder("1", { fulfilment: { label: "Not shipped", tone: "neutral" } });
	expect(beginsFolded(underWay, 0)).toBe(false);
	expect(beginsFolded(underWay, 1)).toBe(true);
});
