import { expect, test } from "vitest";
import { type Line, linesOf } from "../../src/console/conversation/lines.ts";
import type { Entry } from "../../src/protocol/entry.ts";
import { ADA, anEntry, BOB, EVENT, TEAM } from "./given.ts";

const VISITOR = { kind: "visitor", id: "vis_0000000000000001", name: "Lin" };
const agent = (who: { id: string; name: string }) => ({ kind: "agent", ...who });
const says = (text: string) => ({ kind: "message", text });

function draw(entries: readonly Entry[], more: object = {}): Line[] {
	return linesOf({ entries, pending: [], readByVisitor: 0, me: ADA.id, teamName: () => "Support", ...more });
}
const types = (lines: readonly Line[]) => lines.map(({ type }) => type);
const texts = (lines: readonly Line[]) => lines.flatMap((line) => (line.type === "slim" ? [line.text] : []));

test("each day begins with its name", () => {
	const next = { at: "2026-11-25T12:00:00.000Z" };
	const lines = draw([
		anEntry(1, VISITOR, says("a")),
		anEntry(2, VISITOR, says("b")),
		anEntry(3, VISITOR, says("c"), next),
	]);
	expect(types(lines)).toEqual(["day", "message", "message", "day", "message"]);
});

test("a run of one author's messages carries the name once; a pause, a note or another author begins anew", () => {
	const later = { at: "2026-11-23T12:09:00.000Z" };
	const lines = draw([
		anEntry(1, VISITOR, says("a")),
		anEntry(2, VISITOR, says("b")),
		anEntry(3, agent(ADA), says("c")),
		anEntry(4, agent(ADA), { kind: "note", text: "d" }),
		anEntry(5, agent(BOB), { kind: "note", text: "e" }),
		anEntry(6, agent(BOB), { kind: "note", text: "f" }, later),
	]);
	const opens = lines.flatMap((line) => (line.type === "message" || line.type === "note" ? [line.opens] : []));
	expect(opens).toEqual([true, false, true, true, true, true]);
});

test("our messages are sent, then read; the visitor's and notes carry no mark", () => {
	const lines = draw(
		[
			anEntry(1, agent(ADA), says("a")),
			anEntry(2, VISITOR, says("b")),
			anEntry(3, agent(ADA), says("c")),
			anEntry(4, agent(ADA), { kind: "note", text: "d" }),
		],
		{ readByVisitor: 2 },
	);
	const marks = lines.flatMap((line) => (line.type === "message" || line.type === "note" ? [line.mark] : []));
	expect(marks).toEqual(["read", null, "sent", null]);
});

test("a message keeps its key when it turns from pending into an entry", () => {
	const pending = { clientId: "client-1", kind: "message", text: "a", after: 0, state: "sending" };
	const before = draw([], { pending: [pending] });
	const after = draw([anEntry(1, agent(ADA), says("a"))]);
	expect(before[0]?.key).toBe(after[1]?.key);
});

test("two authors may use the same client id without sharing a key", () => {
	const same = { clientId: "client-same" };
	const lines = draw([anEntry(1, VISITOR, says("a"), same), anEntry(2, agent(ADA), says("b"), same)]);
	expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
});

test("assignments and states are told in a sentence", () => {
	const assignment = (assignee: object | null) => ({ kind: "assignment", teamId: TEAM, assignee });
	const lines = draw([
		anEntry(1, agent(ADA), assignment(ADA)),
		anEntry(2, agent(ADA), assignment(BOB)),
		anEntry(3, agent(BOB), assignment(null)),
		anEntry(4, agent(BOB), { kind: "status", status: "resolved" }),
		anEntry(5, VISITOR, { kind: "status", status: "open" }),
		anEntry(6, { kind: "system" }, { kind: "identified", verified: true, name: "Lin", email: "lin@example.cn" }),
	]);
	expect(texts(lines)).toEqual([
		"Ada took the conversation",
		"Ada assigned it to Bob",
		"Bob left it to Support",
		"Bob resolved the conversation",
		"Lin reopened the conversation",
		"The shop has confirmed who this is: Lin, lin@example.cn",
	]);
});

test("what a rule does in one turn is told line by line, by its name, each with a key of its own", () => {
	const rule = { kind: "system", id: "rul_0000000000000001", name: "Big fish" } as const;
	const turn = { clientId: "req_one_turn" };
	const lines = draw([
		anEntry(1, rule, { kind: "priority", priority: "urgent" }, turn),
		anEntry(2, rule, { kind: "tag", tag: "vip", on: true }, turn),
		anEntry(3, agent(ADA), { kind: "tag", tag: "vip", on: false }),
		anEntry(4, rule, says("Your parcel is late."), turn),
	]);
	expect(texts(lines).slice(0, 3)).toEqual([
		"Big fish set the priority to urgent",
		"Big fish put on the tag “vip”",
		"Ada took off the tag “vip”",
	]);
	expect(lines.at(-1)).toMatchObject({ type: "message", author: rule, mark: "sent" });
	expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
});

test("a business event is a line of its own", () => {
	expect(types(draw([anEntry(1, { kind: "system" }, { kind: "event", event: EVENT })]))).toEqual(["day", "event"]);
});
