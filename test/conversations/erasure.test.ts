import { describe, expect, it } from "vitest";
import { ERASED, erasedEntry, isErased } from "../../src/conversations/erasure.ts";
import { newId } from "../../src/platform/ids.ts";
import { type Content, type Entry, entry } from "../../src/protocol/entry.ts";

const shop = newId("connection");
const event = (connectionId = shop): Content => ({
	kind: "event",
	event: {
		id: newId("event"),
		kind: "order.created",
		connectionId,
		connector: "shopify",
		topic: "orders/create",
		objectType: "order",
		objectId: "1042",
		reference: "#1042",
		summary: "Order #1042 of Ada placed",
		href: "https://admin.shopify.com/store/oak/orders/1042",
		occurredAt: "2026-11-23T08:00:00.000Z",
		facts: { country: "GB", tags: ["Ada's"] },
	},
});
const by = (kind: Entry["author"]["kind"], content: Content): Entry =>
	entry.parse({
		seq: 4,
		publicSeq: 2,
		at: "2026-11-23T08:00:00.000Z",
		author: { kind, id: "somebody-0001", name: kind === "agent" ? "Bob" : "Ada" },
		clientId: "client-0001",
		content,
	});

const PERSON = { what: "person", connectionId: shop } as const;
const EVENTS = { what: "events", connectionId: shop } as const;

describe("of a person", () => {
	it.each([
		["a visitor's message", by("visitor", { kind: "message", text: "I am Ada" })],
		["an agent's answer", by("agent", { kind: "message", text: "Dear Ada" })],
		["an agent's note", by("agent", { kind: "note", text: "Ada called" })],
		["who they are", by("visitor", { kind: "identified", verified: true, name: "Ada", email: "ada@example.com" })],
		["who they are, as the system noted it", by("system", { kind: "identified", verified: true, name: "Ada" })],
		["an event of the shop", by("visitor", event())],
	])("%s is gone, and the entry keeps its place, time and kind", (_, one) => {
		const left = erasedEntry(one, PERSON);
		expect(JSON.stringify(left.content)).not.toMatch(/ada|1042|GB/i);
		expect(left.author.name).toBe(one.author.kind === "visitor" ? undefined : one.author.name);
		expect({ ...left, content: left.content.kind, author: left.author.id }).toEqual({
			...one,
			content: one.content.kind,
			author: one.author.id,
		});
		expect(entry.parse(left)).toEqual(left);
	});

	it("a second time changes nothing", () => {
		for (const content of [
			event(),
			{ kind: "note", text: "Ada" } as const,
			{ kind: "identified", verified: true } as const,
		]) {
			const left = erasedEntry(by("agent", content), PERSON);
			expect(erasedEntry(left, PERSON)).toBe(left);
		}
	});

	it("what the system said, and what another connection told, stays", () => {
		for (const one of [
			by("system", { kind: "note", text: "A rule's note" }),
			by("system", event(newId("connection"))),
			by("agent", { kind: "status", status: "resolved" }),
		])
			expect(erasedEntry(one, PERSON)).toBe(one);
	});
});

it("of a shop, its events are gone, and what people wrote stays", () => {
	const said = by("visitor", { kind: "message", text: "I am Ada" });
	expect(erasedEntry(said, EVENTS)).toBe(said);
	const told = erasedEntry(by("system", event()), EVENTS);
	expect(told.content).toMatchObject({ event: { summary: ERASED, reference: "erased", facts: {} } });
	expect([isErased(said), isErased(told)]).toEqual([false, true]);
});
