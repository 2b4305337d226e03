import { describe, expect, it } from "vitest";
import { canonical, differences } from "../../scripts/verify/differences.ts";
import { entry } from "../../src/protocol/entry.ts";

const said = (seq: number, text = `message ${seq}`) =>
	entry.parse({
		seq,
		publicSeq: seq,
		at: "2026-11-23T10:00:00.000Z",
		author: { kind: "visitor", id: "vis_1234567890123456" },
		clientId: `client-id-${seq}`,
		content: { kind: "message", text },
	});
const log = [said(1), said(2), said(3)];

describe("what verify finds", () => {
	it("is nothing where both sides agree, whatever the order of keys", () => {
		const stored = log.map((one) => entry.parse(JSON.parse(canonical(one))));
		expect(differences("c", log, stored, 3)).toEqual([]);
	});

	it.each([
		[
			"an entry that Postgres lacks",
			log,
			[said(1), said(3)],
			[{ conversationId: "c", seq: 2, what: "not_in_postgres" }],
		],
		[
			"an entry that Postgres has otherwise",
			log,
			[said(1), said(2, "other"), said(3)],
			[{ conversationId: "c", seq: 2, what: "different" }],
		],
		[
			"an entry that only Postgres has",
			log,
			[...log, said(4)],
			[{ conversationId: "c", seq: 4, what: "only_in_postgres" }],
		],
		[
			"a conversation that its object has lost",
			[],
			[said(1)],
			[{ conversationId: "c", seq: 1, what: "not_in_object" }],
		],
	])("is %s", (_, own, stored, expected) => {
		expect(differences("c", own, stored, 9)).toEqual(expected);
	});

	it("is a gap in the object's own numbers", () => {
		expect(differences("c", [said(1), said(3)], [said(1), said(3)], 9)).toContainEqual({
			conversationId: "c",
			seq: 2,
			what: "gap_in_object",
		});
	});

	it("is not what is not due in Postgres yet", () => {
		expect(differences("c", log, [said(1)], 1)).toEqual([]);
	});
});
