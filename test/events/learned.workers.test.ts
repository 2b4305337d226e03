import { expect, it } from "vitest";
import { linkIn, numbersIn } from "../../src/events/learned.ts";
import { newId } from "../../src/platform/ids.ts";
import type { Order } from "../../src/protocol/card.ts";

const order: Order = {
	type: "order",
	id: "1",
	reference: "#1042",
	placedAt: "2026-11-23T08:00:00.000Z",
	total: { amount: 1, currency: "EUR" },
	payment: { label: "Paid", tone: "good" },
	fulfilment: { label: "Shipped", tone: "good" },
	lines: [],
	parcels: [{ number: "1z999" }, { number: "no number yet" }],
};

it("an object is called by its reference and its parcels' numbers, each once", () => {
	expect(numbersIn({ reference: "#1042", item: order })).toEqual(["1042", "1Z999"]);
	expect(numbersIn({ reference: "Lena Weber" })).toEqual([]);
});

it("an id is its customer's only where the event has shown a verified key beside it", () => {
	const place = { workspaceId: newId("workspace"), connectionId: newId("connection") };
	const id = newId("customer");
	const told = (externalId?: string) => ({
		kind: "other" as const,
		objectType: "order",
		objectId: "1",
		reference: "#1",
		summary: "",
		version: "2026-11-23T08:00:00.000Z",
		facts: {},
		customer: externalId === undefined ? {} : { externalId },
	});
	expect(linkIn(place, told("77"), { id, byKey: true })).toMatchObject({ externalId: "77", customerId: id });
	expect(linkIn(place, told("77"), { id, byKey: false })).toBeUndefined();
	expect(linkIn(place, told("77"), undefined)).toBeUndefined();
	expect(linkIn(place, told(), { id, byKey: true })).toBeUndefined();
	expect(linkIn(place, told("7".repeat(121)), { id, byKey: true })).toBeUndefined();
});
