import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { runMapping } from "../../src/connections/mapping.ts";
import { fitting, Sample } from "../../src/connections/sample.ts";
import { connectionMappings, connections } from "../../src/db/schema/connection.ts";
import { audit } from "../../src/db/schema/workspace.ts";
import { newId } from "../../src/platform/ids.ts";
import type { ConnectionId } from "../../src/protocol/ids.ts";
import { mappingPreview, mappingSampleAnswer, mappingVersion, mappingVersions } from "../../src/protocol/mapping.ts";
import { connectionDoorOf, connectionDoors } from "../../src/workspaces/doors.ts";
import { SOON } from "../support/server/applied.ts";
import { answerOf, refusalOf } from "../support/server/call.ts";
import { letGo } from "../support/server/held.ts";
import { found, type Home } from "../support/server/home.ts";
import { connectionOf } from "../support/server/objects.ts";
import { connectShop, openShop, ordersOf } from "../support/server/shop.ts";

const EMAIL = "ada@example.com";
const COUNTED = '{ "title": "Counted", "fields": { "Orders": $count(items) } }';

/** A workspace with a shop, and what is asked of its mapping. */
async function setUp() {
	const home = await found("Oak");
	const { id } = await connectShop(home);
	const at = (what: string) => `/v1/connections/${id}/mapping${what}`;
	const { owner } = home;
	const save = (expression: string, basedOn: number, note = "") =>
		owner.ask("PUT", at(""), { body: { expression, note, basedOn } });
	return {
		home,
		id,
		at,
		save,
		saved: async (...given: Parameters<typeof save>) => answerOf(mappingVersion, await save(...given)),
		versions: async () => (await owner.get(at("/versions"), mappingVersions)).data,
		preview: (expression: string) => owner.post(at("/preview"), { expression }, mappingPreview),
		sample: async () => (await owner.get(at("/sample"), mappingSampleAnswer)).sample,
		rollBack: (to: number, basedOn: number) => owner.ask("POST", at("/roll-back"), { body: { to, basedOn } }),
		card: () => cardOf(home, id),
		health: () => connectionOf(home, id).health(),
	};
}

/** The door as Postgres has it: KV's minute is not for tests. */
async function cardOf(home: Home, id: ConnectionId) {
	const door = await connectionDoorOf(env, home.workspaceId, id);
	const [row] = await home.db.query((db) => db.select().from(connections).where(eq(connections.id, id)));
	if (!door || !row) throw new Error("no door");
	const ask = { door: { ...door, mapping: row.mapping }, customerId: newId("customer"), keys: { email: EMAIL } };
	return connectionOf(home, id).fetchCard(ask);
}

describe("the engine in the Worker's runtime", () => {
	it("runs, and is bounded though the clock stands still", async () => {
		const one = { answers: [{ path: "/", json: { points: 3 } }], items: [] };
		expect(await runMapping('{ "fields": { "Points": answers.json.points } }', one, 0)).toMatchObject({
			ok: true,
			items: [{ fields: [{ value: "3" }] }],
		});
		for (const source of ["($f := function($x){ $f($x) }; $f(1))", "[1..1e7]", '$pad("", 1e9)', '$eval("1")'])
			expect(await runMapping(source, one, 0)).toMatchObject({ ok: false });
	});
});

describe("a mapping over a connector's own items", () => {
	it("is tried on the sample, saved, live on the next card, and rolled back by one call", async () => {
		openShop();
		const { saved, versions, preview, sample, rollBack, card, health, home, id } = await setUp();
		const plain = await card();
		expect(plain.items.length).toBeGreaterThan(0);
		await expect.poll(sample, SOON).not.toBeNull();
		expect(await sample()).toMatchObject({
			cut: false,
			answers: [{ path: expect.stringContaining("/graphql.json") }],
			items: plain.items,
		});

		expect(await preview(COUNTED)).toEqual({
			ok: true,
			items: [expect.objectContaining({ title: "Counted" })],
			notes: [],
		});
		expect(await versions()).toEqual([]);
		expect(await saved(COUNTED, 0, "How many")).toMatchObject({
			version: 1,
			note: "How many",
			author: { id: home.ownerId, name: "Owner of Oak" },
		});
		expect((await connectionDoorOf(env, home.workspaceId, id))?.mapping).toBe(COUNTED);
		expect((await card()).items).toEqual([
			...plain.items,
			expect.objectContaining({
				type: "fields",
				title: "Counted",
				fields: [expect.objectContaining({ label: "Orders", value: String(plain.items.length) })],
			}),
		]);

		await saved("", 1, "Off");
		expect((await card()).items).toEqual(plain.items);
		const back = await answerOf(mappingVersion, await rollBack(1, 2));
		expect(back).toMatchObject({ version: 3, expression: COUNTED, note: "Back to version 1" });
		expect((await card()).items).toHaveLength(plain.items.length + 1);
		expect((await versions()).map(({ version, expression }) => [version, expression])).toEqual([
			[3, COUNTED],
			[2, ""],
			[1, COUNTED],
		]);
		expect((await health()).notices).toEqual([]);
	});

	it("that fails leaves the card as the connector made it, and tells the admins where", async () => {
		openShop();
		const { saved, card, health } = await setUp();
		const plain = await card();
		await saved("$exists(answers.json.gone) ? 1 : null", 0);
		expect(await card()).toMatchObject({ state: "fresh", items: plain.items });
		expect((await health()).notices).toEqual([]);

		const { saved: save, card: broken, health: told } = await setUp();
		await save('{ "type": "ticket", "id": 1, "subject": items[0].reference + 1, "state": "Open" }', 0);
		expect(await broken()).toMatchObject({ state: "fresh", items: plain.items });
		await expect
			.poll(async () => (await told()).notices, SOON)
			.toMatchObject([{ path: "mapping", before: "items", after: expect.stringMatching(/^stops at line 1, column/) }]);
		// Said once, however often it happens, and without a word of the customer's.
		await broken();
		const { notices } = await told();
		expect(notices).toHaveLength(1);
		expect(JSON.stringify(notices)).not.toContain("#");
	});
});

describe("saving", () => {
	it("refuses what may not run, and what stumbles over the sample, with the place", async () => {
		openShop();
		const { save, card, sample, versions, home, at } = await setUp();
		for (const [expression, message] of [
			['$eval("1")', /Line 1, column .*\$eval/],
			["/a/", /regular expression/i],
			["{", /Line 1/],
			["1".repeat(8_001), /8,?000/],
		] as const) {
			const answer = await save(expression, 0);
			expect(answer.status).toBe(422);
			expect(await answer.text()).toMatch(message);
		}
		// As long as there is no sample, only running could tell.
		expect((await save("items[0].reference + 1", 0)).status).toBe(200);
		await card();
		await expect.poll(sample, SOON).not.toBeNull();
		const answer = await save("items[0].reference + 1", 1);
		expect([answer.status, await answer.text()]).toEqual([422, expect.stringMatching(/Line 1, column/)]);
		expect(await versions()).toHaveLength(1);
		expect((await home.owner.ask("PUT", at(""), { body: { expression: "items" } })).status).toBe(422);
	});

	it("refuses the second of two who began from the same version", async () => {
		const { save, rollBack, versions } = await setUp();
		const both = await Promise.all([save("items", 0), save("answers", 0)]);
		expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
		expect(await refusalOf(await save("items", 0))).toBe("409 changed_meanwhile");
		expect(await refusalOf(await rollBack(1, 7))).toBe("409 changed_meanwhile");
		expect(await refusalOf(await rollBack(9, 1))).toBe("404 not_found");
		expect(await versions()).toHaveLength(1);
	});

	it("is on record, as is who has read the sample", async () => {
		openShop();
		const { saved, rollBack, card, sample, home, id } = await setUp();
		await card();
		await expect.poll(sample, SOON).not.toBeNull();
		await saved(COUNTED, 0);
		await rollBack(1, 1);
		const rows = await home.db.query((db) => db.select().from(audit).where(eq(audit.target, id)));
		expect(rows.map(({ action, userId }) => [action, userId])).toEqual(
			expect.arrayContaining([
				["mapping.sample_read", home.ownerId],
				["mapping.saved", home.ownerId],
				["mapping.rolled_back", home.ownerId],
			]),
		);
	});
});

describe("what is stored", () => {
	it("keeps to its workspace, and versions cannot be changed, not even by the Worker", async () => {
		const [ours, theirs] = [await setUp(), await setUp()];
		await ours.saved(COUNTED, 0);
		expect(await theirs.home.db.query((db) => db.select().from(connectionMappings))).toEqual([]);
		const change = ours.home.db.query((db) => db.update(connectionMappings).set({ expression: "x" }));
		await expect(Promise.resolve(change)).rejects.toThrow();
		expect(await ours.versions()).toMatchObject([{ expression: COUNTED }]);
	});

	it("goes with the connection: versions and sample", async () => {
		openShop();
		const { saved, card, sample, home, id } = await setUp();
		await card();
		await expect.poll(sample, SOON).not.toBeNull();
		await saved(COUNTED, 0);
		expect((await home.owner.ask("DELETE", `/v1/connections/${id}`)).status).toBe(204);
		expect(await home.db.query((db) => db.select().from(connectionMappings))).toEqual([]);
		expect(await connectionOf(home, id).sample()).toBeNull();
	});

	it("of a sample is 64 KB at most: long lists are shortened, and what is too large even so is left out", () => {
		const sizeOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).byteLength;
		const small = { answers: [{ path: "/a", json: { list: [1, 2] } }], items: [] };
		expect(fitting(small)).toEqual({ ...small, cut: false });
		const list = Array.from({ length: 5_000 }, (_, i) => ({ id: i, text: "ä".repeat(40) }));
		const long = fitting({ answers: [{ path: "/a", json: { list } }], items: [] });
		expect(long).toMatchObject({ cut: true, answers: [{ path: "/a", json: { list: list.slice(0, 20) } }] });
		expect(sizeOf(long)).toBeLessThanOrEqual(64 * 1024);
		expect(fitting({ answers: [{ path: "/a", json: "x".repeat(70_000) }], items: [] })).toMatchObject({
			cut: true,
			answers: [{ path: "/a", json: null }],
		});
	});

	it("in doors that an earlier release wrote has no mapping, and opens", async () => {
		const { home, id, card } = await setUp();
		openShop();
		const doors = await connectionDoors.read(env, home.workspaceId);
		const old = doors?.map(({ mapping: _, ...door }) => door);
		await env.DOORS.put(`connections:${home.workspaceId}`, JSON.stringify(old));
		letGo();
		expect(await connectionDoorOf(env, home.workspaceId, id)).not.toHaveProperty("mapping");
		expect(await card()).toMatchObject({ state: "fresh" });
	});

	it("of a sample is sealed for this connection, replaced once a minute, and forgotten after a week", async () => {
		openShop();
		const { card, sample, home, id } = await setUp();
		await card();
		await expect.poll(sample, SOON).not.toBeNull();
		const stub = connectionOf(home, id);
		const sealed = await stub.sample();
		expect(sealed).toMatch(/^v1\./);
		openShop(() => ordersOf());
		await card();
		expect(await stub.sample()).toBe(sealed);

		await runInDurableObject(connectionOf(home, newId("connection")), async (_, state) => {
			let now = 1_000_000;
			const kept = new Sample(state.storage, () => now);
			expect(kept.current).toBeUndefined();
			await kept.keep(async () => "one");
			now += 59_000;
			await kept.keep(async () => "two");
			expect(kept.current).toBe("one");
			now += 1_000;
			await kept.keep(async () => "three");
			expect(new Sample(state.storage, () => now).current).toBe("three");
			kept.forget();
			now += 60_000;
			await kept.keep(async () => "of a look-up that was under way");
			expect(kept.current).toBeUndefined();
			now += 60_000;
			await kept.keep(async () => "four");
			expect(kept.current).toBe("four");
			now += 7 * 24 * 60 * 60 * 1000;
			expect(kept.current).toBeUndefined();
			await kept.upkeep();
			expect(state.storage.sql.exec("SELECT * FROM sample").toArray()).toEqual([]);
			kept.forget();
			await kept.keep(async () => "four");
			expect(kept.current).toBeUndefined();
		});
	});
});
