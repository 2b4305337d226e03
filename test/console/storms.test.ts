import { expect, test } from "vitest";
import { linesOf } from "../../src/console/conversation/lines.ts";
import { stormWords } from "../../src/console/conversation/storms.ts";
import type { Entry } from "../../src/protocol/entry.ts";
import { ADA, anEntry, EVENT } from "./given.ts";

const VISITOR = { kind: "visitor", id: "vis_0000000000000001", name: "Lin" };
const SHOP = { kind: "system", id: "cnn_0000000000000001", name: "shopify" };
const says = (seq: number) => anEntry(seq, VISITOR, { kind: "message", text: "hello" });
const happens = (seq: number, more: object = {}, entry: object = {}) =>
	anEntry(
		seq,
		SHOP,
		{ kind: "event", event: { ...EVENT, id: `evt_${String(seq).padStart(16, "0")}`, ...more } },
		entry,
	);
const at = (hour: number) => `2026-11-23T${String(hour).padStart(2, "0")}:00:00.000Z`;

const draw = (entries: readonly Entry[], more: object = {}) =>
	linesOf({ entries, pending: [], readByVisitor: 0, me: ADA.id, teamName: () => "Support", ...more });
const drawn = (entries: readonly Entry[]) =>
	draw(entries).flatMap((line) => {
		if (line.type === "storm") return [`${line.newest.reference} x${line.events.length}`];
		return line.type === "day" ? [] : [line.type === "event" ? line.event.reference : line.type];
	});

test("many events about one thing are one line, which says how it stands now", () => {
	const entries = [1, 2, 3, 4, 5].map((seq) => happens(seq, { summary: `Order #1042 changed ${seq}` }));
	const [, storm] = draw([...entries, happens(6, { summary: "Order #1042 shipped", occurredAt: at(13) })]);
	if (storm?.type !== "storm") throw new Error("no storm");
	expect(stormWords(storm)).toEqual({ what: "#1042 changed 6 times", now: "Order #1042 shipped" });
	expect(storm.events.map(({ event }) => event.summary).slice(0, 2)).toEqual([
		"Order #1042 changed 1",
		"Order #1042 changed 2",
	]);
});

test("the newest state is told, also where an older event comes last", () => {
	const [, storm] = draw([
		happens(1, { occurredAt: at(9) }),
		happens(2, { occurredAt: at(11), summary: "Order #1042 shipped" }),
		happens(3, { occurredAt: at(10), summary: "Order #1042 paid" }),
	]);
	expect(storm?.type === "storm" && stormWords(storm).now).toBe("Order #1042 shipped");
});

test("what happened is told in its order, and a mere change says less than the state before it", () => {
	const [, storm] = draw([
		happens(1, { occurredAt: at(11), kind: "order.fulfilled", summary: "Order #1042 shipped" }),
		happens(2, { occurredAt: at(10), kind: "order.paid", summary: "Order #1042 paid" }),
		happens(3, { occurredAt: at(12), kind: "order.updated", summary: "Order #1042 changed" }),
	]);
	if (storm?.type !== "storm") throw new Error("no storm");
	expect(stormWords(storm).now).toBe("Order #1042 shipped");
	expect(storm.events.map(({ event }) => event.kind)).toEqual(["order.paid", "order.fulfilled", "order.updated"]);
});

test("two are read as fast as their count; other things in between stay lines of their own", () => {
	expect(drawn([happens(1), happens(2)])).toEqual(["#1042", "#1042"]);
	const other = { reference: "#7" };
	expect(drawn([happens(1), happens(2, other), happens(3), happens(4)])).toEqual(["#7", "#1042 x3"]);
	// Another shop's #1042 is another order; a parcel of this one is not.
	const elsewhere = { connectionId: "cnn_0000000000000002" };
	expect(drawn([happens(1), happens(2, elsewhere), happens(3)])).toEqual(["#1042", "#1042", "#1042"]);
	expect(drawn([happens(1), happens(2, { reference: "#1042.1" }), happens(3)])).toEqual(["#1042 x3"]);
});

test("a message and a new day end a storm", () => {
	expect(drawn([happens(1), happens(2), says(3), happens(4)])).toEqual(["#1042", "#1042", "message", "#1042"]);
	const next = { at: "2026-11-25T12:00:00.000Z" };
	expect(drawn([happens(1), happens(2), happens(3, {}, next)])).toEqual(["#1042", "#1042", "#1042"]);
});

test("a storm that grows stays the same element", () => {
	const three = [happens(1), happens(2), happens(3)];
	const keyOf = (entries: readonly Entry[]) => draw(entries).find(({ type }) => type === "storm")?.key;
	expect(keyOf([...three, happens(4)])).toBe(keyOf(three));
	const keys = draw([...three, says(4), happens(5), happens(6), happens(7)]).map(({ key }) => key);
	expect(new Set(keys).size).toBe(keys.length);
});

test("what happened before the conversation stands at its top; nothing is no line", () => {
	const earlier = [{ ...EVENT, summary: "Order #1042 placed" }];
	expect(draw([says(1)], { earlier }).map(({ type }) => type)).toEqual(["earlier", "day", "message"]);
	expect(draw([says(1)], { earlier: [] }).map(({ type }) => type)).toEqual(["day", "message"]);
});
