import { env } from "cloudflare:workers";
import { and, eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { audit } from "../../src/db/schema/workspace.ts";
import { conversation, inbox, storedEvent } from "../../src/protocol/http.ts";
import { pageOf } from "../../src/protocol/http-parts.ts";
import { merge, sameCustomers } from "../../src/protocol/merges.ts";
import { apply, SOON, stored } from "../support/server/applied.ts";
import { answerOf, refusalOf } from "../support/server/call.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import type { Person } from "../support/server/person.ts";
import { connectShop, identityOf, type MadeConnection, openShop, order, sendShopify } from "../support/server/shop.ts";
import { arrive } from "../support/server/talk.ts";
import { write } from "../support/server/visitor.ts";

let home: Home;
/** The same workspace, its customers signed for by another inbox: another shop of the business. */
let branch: Home;
let other: Home;
let agent: Person;
let shop: MadeConnection;

beforeAll(async () => {
	[home, other] = [await found("Oak"), await found("Elm")];
	const settings = { name: "Branch", teamId: home.teamId, origins: [], colour: "#000000", greetings: {} };
	const second = await home.owner.post("/v1/inboxes", { ...settings, identityRequired: false }, inbox);
	branch = { ...home, inboxId: second.id };
	agent = await invite(home, "Ada", "agent");
	shop = await connectShop(home);
});

beforeEach(() => {
	openShop();
});

const listed = ({ owner }: Home, path: string) => owner.get(path, pageOf(conversation));
const fresh = () => `${crypto.randomUUID()}@example.com`;

/** A customer whom a shop has signed for, with a conversation, known to Postgres. */
async function signedIn(at: Home, claims: { email?: string; phone?: string }) {
	const { visitor, id } = await arrive(at, await identityOf(at, { sub: crypto.randomUUID(), ...claims }));
	await write(visitor, "Hello?");
	await stored(at, id);
	const row = (await listed(at, "/v1/conversations?limit=100")).data.find((one) => one.id === id);
	if (!row) throw new Error("a stored conversation is listed");
	return { id: row.customer.id, conversationId: id };
}

const same = (at: Home, id: string) => at.owner.get(`/v1/customers/${id}/same`, sameCustomers);
const mergeAs = (person: Person, id: string, into: string) =>
	person.ask("POST", `/v1/customers/${id}/merge`, { body: { into } });
const undoAs = (person: Person, id: string) => person.ask("POST", `/v1/merges/${id}/undo`);
const conversationsOf = async (at: Home, id: string) =>
	(await listed(at, `/v1/customers/${id}/conversations`)).data.map((one) => one.id).toSorted();
const eventsOf = async (id: string) =>
	(await home.owner.get(`/v1/customers/${id}/events`, pageOf(storedEvent))).data.map(({ event }) => event.objectId);

const phone = () => `+49${String(crypto.getRandomValues(new Uint32Array(1))[0]).padStart(10, "0")}`;
/** Two records with the same verified phone: of two shops, and so nothing merges them by itself. */
async function pair() {
	const number = phone();
	const a = await signedIn(home, { phone: number, email: fresh() });
	const b = await signedIn(branch, { phone: number, email: fresh() });
	return [a, b] as const;
}

describe("two records with the same verified phone", () => {
	it("are suggested to agents, and one person once merged: conversations and events of both, by either's id", async () => {
		const [a, b] = await pair();
		expect((await same(home, b.id)).suggested).toMatchObject([{ customer: { id: a.id }, because: "phone" }]);
		const made = await answerOf(merge, await mergeAs(agent, b.id, a.id));
		expect(made).toMatchObject({ keptId: a.id, mergedId: b.id, because: "phone", undoneAt: null });
		const both = [a.conversationId, b.conversationId].toSorted();
		expect([await conversationsOf(home, a.id), await conversationsOf(home, b.id)]).toEqual([both, both]);
		for (const one of [a, b])
			expect(await same(home, one.id)).toMatchObject({
				keptId: a.id,
				merged: [{ customer: { id: b.id }, merge: { id: made.id } }],
				suggested: [],
			});
	});

	it("are again what they were when it is undone, with what came for each meanwhile", async () => {
		const number = phone();
		const mine = fresh();
		const a = await signedIn(home, { phone: number, email: fresh() });
		const b = await signedIn(branch, { phone: number, email: mine });
		const { id } = await answerOf(merge, await mergeAs(home.owner, b.id, a.id));
		const placed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
		await apply(() => sendShopify(shop, "orders/create", order({ id: placed, email: mine })));
		expect(await eventsOf(a.id)).toEqual([String(placed)]);

		const undone = await answerOf(merge, await undoAs(agent, id));
		expect(undone.undoneAt).not.toBeNull();
		expect(await answerOf(merge, await undoAs(agent, id))).toEqual(undone);
		expect(await conversationsOf(home, a.id)).toEqual([a.conversationId]);
		expect(await conversationsOf(home, b.id)).toEqual([b.conversationId]);
		expect([await eventsOf(a.id), await eventsOf(b.id)]).toEqual([[], [String(placed)]]);
		expect(await same(home, b.id)).toMatchObject({ keptId: b.id, merged: [], suggested: [{ customer: { id: a.id } }] });
		const rows = await home.db.query((query) =>
			query
				.select({ action: audit.action })
				.from(audit)
				.where(and(eq(audit.workspaceId, home.workspaceId), eq(audit.target, id))),
		);
		expect(rows.map(({ action }) => action).toSorted()).toEqual(["customers.merge_undone", "customers.merged"]);
	});

	it("become one once, whoever asks at once and in whichever direction", async () => {
		const [a, b] = await pair();
		const answers = await Promise.all([
			mergeAs(agent, a.id, b.id),
			mergeAs(home.owner, b.id, a.id),
			mergeAs(agent, a.id, b.id),
		]);
		expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
		for (const answer of answers.filter(({ status }) => status !== 200))
			expect(await refusalOf(answer)).toBe("409 conflict");
		const { keptId, merged } = await same(home, a.id);
		expect(merged).toHaveLength(1);
		expect((await same(home, b.id)).keptId).toBe(keptId);
	});
});

describe("the profile of a merged record's conversation", () => {
	it("is asked for by the keys of the record that stands for the person, and by its own again once undone", async () => {
		const [number, kept, merged] = [phone(), fresh(), fresh()];
		const a = await signedIn(home, { phone: number, email: kept });
		const b = await signedIn(branch, { phone: number, email: merged });
		const askedBy = async () => {
			const asked = openShop();
			await (await agent.ask("GET", `/v1/conversations/${b.conversationId}/profile?refresh=1`)).arrayBuffer();
			return [kept, merged].filter((email) => asked.some(({ body }) => body.includes(email)));
		};
		expect(await askedBy()).toEqual([merged]);
		const { id } = await answerOf(merge, await mergeAs(agent, b.id, a.id));
		expect(await askedBy()).toEqual([kept]);
		await undoAs(agent, id);
		expect(await askedBy()).toEqual([merged]);
	});
});

describe("a merge", () => {
	it("is an admin's where nothing verified is the same, also to undo", async () => {
		const [a, b] = [await signedIn(home, { email: fresh() }), await signedIn(home, { email: fresh() })];
		expect(await refusalOf(await mergeAs(agent, b.id, a.id))).toBe("403 forbidden");
		const { id, because } = await answerOf(merge, await mergeAs(home.owner, b.id, a.id));
		expect(because).toBe("hand");
		expect(await refusalOf(await undoAs(agent, id))).toBe("403 forbidden");
		expect((await undoAs(home.owner, id)).status).toBe(200);
	});

	it("is never made of a claim, not even by an admin", async () => {
		const email = fresh();
		const proven = await signedIn(home, { email });
		const { visitor, id } = await arrive(home);
		await write(visitor, "I am somebody");
		visitor.send({ type: "introduce", clientId: crypto.randomUUID(), after: 1, email });
		await stored(home, id);
		const claimed =
			(await listed(home, "/v1/conversations?limit=100")).data.find((one) => one.id === id)?.customer.id ?? "";
		for (const [from, into] of [
			[claimed, proven.id],
			[proven.id, claimed],
		] as const)
			expect(await refusalOf(await mergeAs(home.owner, from, into))).toBe("409 not_verified");
		expect((await same(home, proven.id)).suggested).toEqual([]);
	});

	it("reaches no other workspace", async () => {
		const number = phone();
		const a = await signedIn(home, { phone: number });
		const theirs = await signedIn(other, { phone: number });
		expect((await same(home, a.id)).suggested).toEqual([]);
		expect(await refusalOf(await mergeAs(home.owner, a.id, theirs.id))).toBe("404 not_found");
		expect(await refusalOf(await mergeAs(other.owner, a.id, theirs.id))).toBe("404 not_found");
		const b = await signedIn(branch, { phone: number });
		const { id } = await answerOf(merge, await mergeAs(home.owner, b.id, a.id));
		expect(await refusalOf(await undoAs(other.owner, id))).toBe("404 not_found");
		expect((await same(home, b.id)).keptId).toBe(a.id);
	});
});

describe("two shops' signatures that name the same e-mail", () => {
	it("make one person of two records by themselves, until somebody undoes it: then for good", async () => {
		const email = fresh();
		const a = await signedIn(home, { email });
		const b = await signedIn(branch, { email });
		await expect.poll(async () => (await same(home, b.id)).keptId, SOON).toBe(a.id);
		const [{ merge: made }] = z.tuple([sameCustomers.shape.merged.element]).parse((await same(home, a.id)).merged);
		expect(made).toMatchObject({ because: "email", byId: null });
		expect(await env.DOORS.get(`merged:${home.workspaceId}:${b.id}`)).toBe("1");

		await undoAs(agent, made.id);
		await signedIn(home, { email: fresh() });
		const again = await signedIn({ ...branch }, { email });
		await expect.poll(async () => (await same(home, again.id)).keptId, SOON).toBe(a.id);
		expect((await same(home, b.id)).keptId).toBe(b.id);
		expect((await same(home, b.id)).suggested.map(({ customer }) => customer.id)).toContain(a.id);
	});
});
