import { expect, test } from "vitest";
import { askedAt, offersFor, spaced } from "../../src/console/conversation/offers.ts";
import { offersOf } from "../../src/console/customer/card-offers.ts";
import { formatMoney } from "../../src/console/format/money.ts";
import { aCard, aCourse, anOrder, aParcel, aPayment, aSheet } from "./given.ts";

const euro = (amount: number) => formatMoney({ amount, currency: "EUR" });
const textsOf = (...items: object[]) => offersOf([aCard({ items })]).map(({ what, text }) => `${what}: ${text}`);

test("a slash at the beginning of a word asks, with what follows it up to the caret", () => {
	expect(askedAt("/", 1)).toEqual({ start: 0, query: "" });
	expect(askedAt("It is on its way: /tra", 22)).toEqual({ start: 18, query: "tra" });
	expect(askedAt("/tra is typed further", 4)).toEqual({ start: 0, query: "tra" });
	expect(askedAt("line\n/20", 8)).toEqual({ start: 5, query: "20" });
});

test("a slash that is part of a text asks for nothing", () => {
	for (const text of ["and/or", "https://shop.example", "24/11", "/ ", "/tra cking", `/${"x".repeat(60)}`])
		expect(askedAt(text, text.length), text).toBeNull();
	expect(askedAt("/tra", 0)).toBeNull();
});

test("a value goes in with spaces only where words would run into each other", () => {
	expect(spaced("Your order", "#2049", "")).toBe(" #2049");
	expect(spaced("Your order ", "#2049", ".")).toBe("#2049");
	expect(spaced("(", "#2049", ")")).toBe("#2049");
	expect(spaced("", "#2049", "is late")).toBe("#2049 ");
	expect(spaced("Track it here:", "https://carrier.example", "\nBye")).toBe(" https://carrier.example");
});

test("an order offers its number, its parcel and its amounts; never the way into the shop's own system", () => {
	const parcel = { number: "JD01", carrier: "DHL", href: "https://carrier.example/JD01" };
	const order = anOrder("2049", {
		href: "https://admin.shop.example/orders/2049",
		refunded: { amount: 250, currency: "EUR" },
		parcels: [parcel, { number: "untracked" }],
	});
	expect(textsOf(order)).toEqual([
		"Order number: #2049",
		"Tracking link: https://carrier.example/JD01",
		"Tracking number: JD01",
		`Total: ${euro(1000)}`,
		`Refunded: ${euro(250)}`,
	]);
	expect(textsOf(aPayment("1")).join()).not.toContain("payments.example");
	expect(textsOf(aCourse("1"))).toContain("Link to the course: https://learn.example/course/1");
});

test("a sensitive value is never offered", () => {
	const points = { key: "points", label: "Points", value: "1200", type: "number" };
	const iban = { key: "iban", label: "IBAN", value: "DE89370400440532013000", sensitive: true };
	expect(textsOf(aSheet("1", [iban, points]))).toEqual([`Points: ${(1200).toLocaleString()}`]);
});

test("what two systems tell of one parcel is offered once, and the most important item first", () => {
	const shop = aCard({ items: [anOrder("1", { parcels: [{ number: "JD017", href: "https://shop.example/JD017" }] })] });
	const carrier = aCard({
		connectionId: "cnn_0000000000000002",
		items: [aParcel("7", { state: { label: "Lost", tone: "bad" } })],
	});
	const offers = offersOf([shop, carrier]);
	expect(offers.filter(({ text }) => text === "JD017")).toHaveLength(1);
	expect(offers[0]).toMatchObject({ what: "Tracking link", of: "DHL JD017" });
	expect(new Set(offers.map(({ key }) => key)).size).toBe(offers.length);
});

test("what is typed after the slash finds by kind, by owner and by value", () => {
	const offers = offersOf([aCard({ items: [anOrder("2049"), aParcel("7")] })]);
	expect(offersFor(offers, "")).toEqual(offers);
	expect(offersFor(offers, "TRACK").map(({ what }) => what)).toEqual(["Tracking link", "Tracking number"]);
	expect(offersFor(offers, "2049").map(({ what }) => what)).toEqual(["Order number", "Total"]);
	expect(offersFor(offers, "nothing of the kind")).toEqual([]);
});
