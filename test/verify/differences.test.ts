import { describe, expect, it } from "vitest";
import { report } from "../../scripts/verify/advice.ts";
import { canonical, type Difference, differences, type Row } from "../../scripts/verify/differences.ts";
import { conversationState } from "../../src/protocol/conversation-frames.ts";
import { type Entry, entry } from "../../src/protocol/entry.ts";
import { conversationState as stateOf } from "../client/frames.ts";

const said = (seq: number, more: object = {}) =>
	entry.parse({
		seq,
		publicSeq: seq,
		at: "2026-11-23T10:00:00.000Z",
		author: { kind: "visitor", id: "vis_1234567890123456" },
		clientId: `client-id-${seq}`,
		content: { kind: "message", text: `message ${seq}` },
		...more,
	});
const log = [said(1), said(2), said(3)];
const ownOf = (entries: readonly Entry[], more: object = {}) => ({
	state: conversationState.parse(stateOf(entries.at(-1)?.seq ?? 0, more)),
	entries,
});
const rowOf = (revision: number, more: Partial<Row> = {}): Row => {
	const { inboxId, teamId, status, customer } = conversationState.parse(stateOf(revision));
	return { inboxId, teamId, status, revision, customerId: customer.id, assigneeId: null, ...more };
};
/** As verify finds it: everything is due, and one entry at least was listed. */
const compared = (own: readonly Entry[], stored: readonly Entry[], row: Row | undefined = rowOf(3), to = own.length) =>
	differences("c", ownOf(own), { ...(row && { row }), entries: stored }, { to, atLeast: 1 });

describe("what verify finds", () => {
	it("is nothing where both sides agree, whatever the order of keys", () => {
		const stored = log.map((one) => entry.parse(JSON.parse(canonical(one))));
		expect(compared(log, stored)).toEqual([]);
	});

	it.each<[what: string, stored: Entry[], expected: Omit<Difference, "where">[]]>([
		["an entry that Postgres lacks", [said(1), said(3)], [{ seq: 2, what: "not_in_postgres" }]],
		[
			"a tail that Postgres lacks",
			[said(1)],
			[
				{ seq: 2, what: "not_in_postgres" },
				{ seq: 3, what: "not_in_postgres" },
			],
		],
		[
			"an entry that Postgres has otherwise",
			[said(1), said(2, { content: { kind: "note", text: "message 2" } }), said(3)],
			[{ seq: 2, what: "different" }],
		],
		[
			"a time that was moved",
			[said(1), said(2), said(3, { at: "2026-11-23T10:00:00.001Z" })],
			[{ seq: 3, what: "different" }],
		],
		["an entry that only Postgres has", [...log, said(4)], [{ seq: 4, what: "only_in_postgres" }]],
	])("is %s", (_, stored, expected) => {
		expect(compared(log, stored)).toEqual(expected.map((one) => ({ where: "c", ...one })));
	});

	it("is a conversation that its object has lost, and one that nobody has any more", () => {
		const lost = [{ where: "c", what: "not_in_object" }];
		expect(differences("c", { entries: [] }, { row: rowOf(3), entries: log }, { to: 0, atLeast: 1 })).toEqual(lost);
		expect(differences("c", { entries: [] }, { entries: [] }, { to: 0, atLeast: 1 })).toEqual(lost);
	});

	it("is a tail that both have lost, where the list knows how much was acknowledged", () => {
		const found = differences("c", ownOf(log), { row: rowOf(3), entries: log }, { to: 3, atLeast: 5 });
		expect(found).toEqual([{ where: "c", what: "fewer_than_listed", detail: "3 of 5" }]);
	});

	it.each([
		["a gap", [said(1), said(3)], 2],
		["a gap in what visitors count", [said(1), said(2, { publicSeq: 3 }), said(3)], 2],
		["a note that counts as public", [said(1), said(2, { content: { kind: "note", text: "n" } }), said(3)], 2],
	])("is %s in the object's own numbers", (_, entries, seq) => {
		expect(compared(entries, entries, rowOf(3))).toContainEqual({ where: "c", seq, what: "gap_in_object" });
	});

	it("is a command that was stored twice, and not the status that a message brings along", () => {
		const twice = [said(1), said(2), said(3, { clientId: "client-id-1" })];
		expect(compared(twice, twice)).toEqual([{ where: "c", seq: 3, what: "twice_in_object" }]);
		const atOnce = [said(1), said(2), said(3, { clientId: "client-id-2" })];
		expect(compared(atOnce, atOnce)).toEqual([{ where: "c", seq: 3, what: "twice_in_object" }]);
		const reopened = [
			said(1),
			said(2),
			said(3, { clientId: "client-id-2", content: { kind: "status", status: "open" } }),
		];
		expect(compared(reopened, reopened)).toEqual([]);
		const others = [said(1), said(2, { author: { kind: "agent", id: "usr_1" }, clientId: "client-id-1" }), said(3)];
		expect(compared(others, others)).toEqual([]);
	});

	it.each<[what: string, row: Row | undefined, detail: string]>([
		["missing", undefined, "it is missing"],
		["of another status", rowOf(3, { status: "resolved" }), "status"],
		["of other people", rowOf(3, { assigneeId: "usr_1", customerId: "cus_1" }), "customerId, assigneeId"],
		["behind", rowOf(2), "revision"],
		["ahead", rowOf(4), "revision"],
	])("is a conversation's row that is %s", (_, row, detail) => {
		const stored = { ...(row && { row }), entries: log };
		expect(differences("c", ownOf(log), stored, { to: 3, atLeast: 1 })).toEqual([
			{ where: "c", what: "row_different", detail },
		]);
	});

	it("is not what is not due in Postgres yet, nor the row of a revision between", () => {
		expect(compared(log, [said(1)], rowOf(1), 1)).toEqual([]);
		expect(compared(log, [said(1), said(2)], rowOf(2, { status: "resolved" }), 1)).toEqual([]);
	});
});

describe("the report", () => {
	it("says of each kind what to do next, names the first twenty and counts the rest", () => {
		const many = Array.from(
			{ length: 23 },
			(_, i): Difference => ({ where: "cnv_1", seq: i + 1, what: "not_in_postgres" }),
		);
		const lines = report([...many, { where: "cnv_2", what: "not_in_object" }]);
		expect(lines[0]).toMatch(/^not_in_postgres \(23\): .*run this again/);
		expect(lines.slice(1, 21).at(-1)).toBe("  cnv_1 at seq 20");
		expect(lines[21]).toBe("  … and 3 more");
		expect(lines[22]).toMatch(/^not_in_object \(1\): .*recover it/);
		expect(lines[23]).toBe("  cnv_2");
		expect(report([])).toEqual([]);
	});
});
