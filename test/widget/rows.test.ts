import { describe, expect, it } from "vitest";
import type { Pending } from "../../src/client/outbox.ts";
import type { PublicEntry } from "../../src/protocol/entry.ts";
import { type Row, rowsOf, unreadIn } from "../../src/widget/frame/rows.ts";
import { message, statusEntry } from "../client/frames.ts";

const reads = { visitor: 0, agent: 0 };
const atMinute = (entry: PublicEntry, minute: number): PublicEntry => ({
	...entry,
	at: new Date(2026, 10, 23, 9, minute).toISOString(),
});
const pending = (text: string, state: Pending["state"] = "sending"): Pending => ({
	clientId: `client-${text}`,
	kind: "message",
	text,
	after: 0,
	state,
});
const told = (rows: Row[]) =>
	rows.map((row) => (row.kind === "message" ? `${row.text}${row.state ? ` (${row.state})` : ""}` : row.kind));

describe("the rows of a conversation", () => {
	it("begin each day with its name", () => {
		const yesterday = { ...message(1), at: new Date(2026, 10, 22, 23, 59).toISOString() };
		const rows = rowsOf({ entries: [yesterday, atMinute(message(2), 0)], pending: [], reads }, 60);
		expect(rows.map((row) => row.kind)).toEqual(["day", "message", "day", "message"]);
	});

	it("say of the newest own message that it was sent, then that it was read, and of what is under way how it stands", () => {
		const entries = [message(1, { text: "one" }), message(2, { text: "two" }), message(3, { text: "hi", by: "agent" })];
		const under = [pending("three"), pending("four", "failed")];
		expect(told(rowsOf({ entries, pending: under, reads }, 60)).slice(1)).toEqual([
			"one",
			"two (sent)",
			"hi",
			"three (sending)",
			"four (failed)",
		]);
		expect(told(rowsOf({ entries, pending: [], reads: { visitor: 0, agent: 2 } }, 60))[2]).toBe("two (read)");
	});

	it("keep a message's key when it turns from pending into an entry", () => {
		const before = rowsOf({ entries: [], pending: [pending("hello")], reads }, 60);
		const stored = message(1, { text: "hello", clientId: "client-hello" });
		const after = rowsOf({ entries: [stored], pending: [], reads }, 60);
		expect(after[1]?.key).toBe(before[0]?.key);
	});

	it("are grouped while one person goes on", () => {
		const entries = [
			atMinute(message(1), 0),
			atMinute(message(2), 4),
			atMinute(message(3), 20),
			atMinute(message(4, { by: "agent" }), 20),
		];
		const groups = rowsOf({ entries, pending: [], reads }, 60).flatMap((row) =>
			row.kind === "message" ? [[row.startsGroup, row.endsGroup]] : [],
		);
		expect(groups).toEqual([
			[true, false],
			[false, true],
			[true, true],
			[true, true],
		]);
	});

	it("show changes of status, and nothing for kinds that are unknown", () => {
		const unknown: PublicEntry = JSON.parse(JSON.stringify({ ...message(2), content: { kind: "hologram" } }));
		const rows = rowsOf({ entries: [message(1), unknown, statusEntry(3, "resolved")], pending: [], reads }, 60);
		expect(rows.map((row) => row.kind)).toEqual(["day", "message", "status"]);
	});

	it("are no more than the page can carry", () => {
		const entries = Array.from({ length: 500 }, (_, index) => message(index + 1));
		expect(rowsOf({ entries, pending: [], reads }, 60)).toHaveLength(61);
	});

	it("have keys of their own", () => {
		const entries = [message(1), message(2, { by: "agent" }), statusEntry(3, "resolved"), statusEntry(4, "open")];
		const keys = rowsOf({ entries, pending: [pending("a"), pending("b")], reads }, 60).map((row) => row.key);
		expect(new Set(keys).size).toBe(keys.length);
	});
});

it("counts as unread what the other side wrote and was not read", () => {
	const entries = [message(1, { by: "agent" }), message(2), message(3, { by: "agent" }), statusEntry(4, "resolved")];
	expect(unreadIn({ entries, reads })).toBe(2);
	expect(unreadIn({ entries, reads: { visitor: 1, agent: 0 } })).toBe(1);
	expect(unreadIn({ entries, reads: { visitor: 4, agent: 0 } })).toBe(0);
});
