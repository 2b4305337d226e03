import { describe, expect, it } from "vitest";
import {
	MOST_TURNS_AN_HOUR,
	type RuleDeed,
	type RuleTurn,
	sendLater,
	takeTurn,
} from "../../src/conversations/rule-turns.ts";
import { type State, state as stateShape } from "../../src/conversations/state.ts";
import { newId } from "../../src/platform/ids.ts";

const NOW = Date.parse("2026-11-23T22:30:00Z");
const HOUR_MS = 3_600_000;
const ids = { team: newId("team"), other: newId("team"), ann: newId("user"), rule: newId("rule") };
const ann = { id: ids.ann, name: "Ann" };
const state = (change: Partial<State> = {}): State => ({
	...stateShape.parse({
		version: 1,
		id: newId("conversation"),
		workspaceId: newId("workspace"),
		jurisdiction: "none",
		inboxId: newId("inbox"),
		teamId: ids.team,
		status: "open",
		assignee: null,
		customer: { id: newId("customer"), verified: true, locale: "de-AT" },
		createdAt: new Date(NOW).toISOString(),
		confirmed: 0,
		reads: { visitor: 0, agent: 0 },
	}),
	...change,
});
const turn = (...deeds: RuleDeed[]): RuleTurn => ({ ruleId: ids.rule, ruleName: "Late", clientId: "req_turn", deeds });
/** What a turn becomes; rules are never refused. */
function taken(from: State, one: RuleTurn, nowMs = NOW) {
	const decided = takeTurn(from, one, nowMs);
	if (!decided.ok) throw new Error(decided.code);
	return decided;
}
const texts = { en: "It is late.", de: "Es kommt später." };
const quiet = { from: "21:00", to: "08:00", timeZone: "Europe/Berlin" };

describe("a rule's turn", () => {
	it("does all of it in its order, and says who by the state", () => {
		const deeds: RuleDeed[] = [
			{ type: "priority", priority: "urgent" },
			{ type: "tag", tag: "late" },
			{ type: "assign", teamId: ids.other, assignee: ann },
			{ type: "note", text: "Call the carrier." },
			{ type: "message", texts, quiet: null },
		];
		const done = taken(state(), turn(...deeds));
		expect(done.contents).toEqual([
			{ kind: "priority", priority: "urgent" },
			{ kind: "tag", tag: "late", on: true },
			{ kind: "assignment", teamId: ids.other, assignee: ann },
			{ kind: "note", text: "Call the carrier." },
			{ kind: "message", text: "Es kommt später." },
		]);
		expect(done.state).toMatchObject({ priority: "urgent", tags: ["late"], assignee: ann, leaving: [ids.team] });
	});

	it("changes nothing where all is as it wants it, and counts for nothing then", () => {
		const from = state({ priority: "high", tags: ["Late"], assignee: ann });
		const same = turn(
			{ type: "priority", priority: "high" },
			{ type: "tag", tag: "late" },
			{ type: "assign", teamId: ids.team, assignee: null },
		);
		expect(taken(from, same)).toEqual({ ok: true, contents: [], state: from });
	});

	it("does the rest where one tag is too many", () => {
		const from = state({ tags: Array.from({ length: 20 }, (_, i) => `t${i}`) });
		const done = taken(from, turn({ type: "tag", tag: "one more" }, { type: "note", text: "x" }));
		expect(done.contents).toEqual([{ kind: "note", text: "x" }]);
	});
});

describe("a message of a rule", () => {
	it.each([
		["de-AT", "Es kommt später."],
		["en", "It is late."],
		["fr", "It is late."],
		[undefined, "It is late."],
	])("is in the customer's language, else in English: %s", (locale, text) => {
		const { customer } = state();
		const from = state({ customer: { id: customer.id, verified: true, ...(locale && { locale }) } });
		expect(taken(from, turn({ type: "message", texts, quiet: null })).contents).toEqual([{ kind: "message", text }]);
	});

	it("goes into no resolved conversation", () => {
		const from = state({ status: "resolved" });
		expect(taken(from, turn({ type: "message", texts, quiet: null })).contents).toEqual([]);
	});

	it("waits in quiet hours, says so to agents, and goes when they are over", () => {
		const waits = taken(state(), turn({ type: "message", texts, quiet }));
		expect(waits.contents).toEqual([
			{ kind: "note", text: "Quiet hours: the customer gets this at 08:00 (Europe/Berlin): Es kommt später." },
		]);
		const [later] = waits.state.later;
		expect(later).toMatchObject({ dueMs: Date.parse("2026-11-24T07:00:00Z"), author: { id: ids.rule, name: "Late" } });
		if (!later) throw new Error("nothing waits");
		const sent = sendLater(waits.state, later);
		expect(sent).toMatchObject({ contents: [{ kind: "message", text: "Es kommt später." }], state: { later: [] } });
		const tooLate = sendLater({ ...waits.state, status: "resolved" }, later);
		expect(tooLate).toMatchObject({ contents: [{ kind: "note" }], state: { later: [] } });
	});

	it("waits with ten others at most", () => {
		let now = state();
		for (let i = 0; i <= 10; i += 1)
			now = taken(now, { ...turn({ type: "message", texts, quiet }), clientId: `req_${i}` }).state;
		expect(now.later).toHaveLength(10);
		expect(new Set(now.later.map(({ clientId }) => clientId)).size).toBe(10);
	});
});

describe("the guard", () => {
	/** After so many turns within the hour from `NOW` on. */
	function following(turns: number) {
		let now = state();
		const notes: string[] = [];
		for (let i = 0; i < turns; i += 1) {
			const done = taken(now, turn({ type: "note", text: `turn ${i}` }), NOW + i);
			now = done.state;
			notes.push(...done.contents.map((content) => (content.kind === "note" ? content.text : "")));
		}
		return { now, notes };
	}

	it("holds back what is too much within an hour: one note says so, and the rest is counted", () => {
		expect(following(MOST_TURNS_AN_HOUR).now.guard).toMatchObject({ done: MOST_TURNS_AN_HOUR, held: 0 });
		const { now, notes } = following(MOST_TURNS_AN_HOUR + 5);
		expect(notes).toHaveLength(MOST_TURNS_AN_HOUR + 1);
		expect(notes.at(-1)).toContain("held back");
		expect(now.guard).toMatchObject({ done: MOST_TURNS_AN_HOUR, held: 5 });
	});

	it("lets rules act again an hour later, and when a clock has jumped back", () => {
		const { now } = following(MOST_TURNS_AN_HOUR + 1);
		for (const at of [NOW + HOUR_MS, NOW - 1]) {
			const again = taken(now, turn({ type: "note", text: "again" }), at);
			expect(again.contents).toEqual([{ kind: "note", text: "again" }]);
			expect(again.state.guard).toEqual({ sinceMs: at, done: 1, held: 0 });
		}
	});
});
