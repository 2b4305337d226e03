// How often verify looks, and what it makes of a system that goes on working meanwhile.
import { expect, it } from "vitest";
import type { Own, Stored } from "../../scripts/verify/differences.ts";
import { type Visit, verify } from "../../scripts/verify/verification.ts";
import { conversationState } from "../../src/protocol/conversation-frames.ts";
import { type Entry, entry } from "../../src/protocol/entry.ts";
import { CONVERSATION, conversationState as stateOf, TEAM } from "../client/frames.ts";

const log = (length: number): Entry[] =>
	Array.from({ length }, (_, i) =>
		entry.parse({
			...{ seq: i + 1, publicSeq: i + 1, at: "2026-11-23T10:00:00.000Z", clientId: `client-id-${i}` },
			...{ author: { kind: "visitor", id: "vis_1234567890123456" }, content: { kind: "message", text: `${i}` } },
		}),
	);
const own = (length: number): Own => ({ state: conversationState.parse(stateOf(length)), entries: log(length) });
const stored = (length: number): Stored => {
	const { inboxId, teamId, status, customer } = conversationState.parse(stateOf(length));
	const row = { inboxId, teamId, status, revision: length, customerId: customer.id, assigneeId: null };
	return { row, entries: log(length) };
};

/** A workspace with one conversation; `at` says for each look how far its object and Postgres are. */
async function looked(at: (look: number) => { own: number; stored: number }, more: Partial<Visit> = {}, looks = 3) {
	let look = 1;
	const visit: Visit = {
		desks: async () => [{ teamId: TEAM, shown: [CONVERSATION], total: 1 }],
		storedIds: async () => [],
		own: async () => own(at(look).own),
		stored: async () => stored(at(look).stored),
		...more,
	};
	const system = { workspaces: async () => [{ id: "wsp_1", teams: [TEAM] }], visit: async () => visit };
	const wait = async () => {
		look += 1;
	};
	return { ...(await verify(system, [], { looks, wait })), look };
}

it("looks again while something is on its way, and no more once it has come", async () => {
	expect(await looked((look) => ({ own: 5, stored: look === 1 ? 4 : 5 }))).toMatchObject({
		...{ look: 2, differences: [], conversations: 1, entries: 5 },
	});
	expect(await looked(() => ({ own: 5, stored: 5 }))).toMatchObject({ look: 1, differences: [] });
});

it("gives up after so many looks, and says what is still missing", async () => {
	expect(await looked(() => ({ own: 5, stored: 4 }))).toMatchObject({
		look: 3,
		differences: [{ what: "not_in_postgres", seq: 5 }, { what: "row_different" }],
	});
});

it("takes a conversation in which people go on writing for equal, once Postgres has what was there at the first look", async () => {
	const busy = await looked((look) => ({ own: 10 * look, stored: 10 * look - 4 }));
	expect(busy).toMatchObject({ look: 2, differences: [] });
});

it("takes up a conversation that begins while it looks", async () => {
	const ids = [[], ["cnv_new"], ["cnv_new"]];
	const found = await looked((look) => ({ own: 2, stored: look === 1 ? 1 : 2 }), {
		storedIds: async () => ids.shift() ?? [],
	});
	expect(found).toMatchObject({ conversations: 2, differences: [] });
});

it("says when a desk counts more open conversations than can be found anywhere", async () => {
	const { differences } = await looked(() => ({ own: 2, stored: 2 }), {
		desks: async () => [{ teamId: TEAM, shown: [CONVERSATION], total: 201 }],
	});
	expect(differences).toEqual([{ where: TEAM, what: "only_on_desk", detail: "201 on the desk, 1 found" }]);
});
