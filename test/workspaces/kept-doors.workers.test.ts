import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { newId } from "../../src/platform/ids.ts";
import { inboxDoors } from "../../src/workspaces/doors.ts";
import { call, refusalOf } from "../support/server/call.ts";
import { letGo } from "../support/server/held.ts";
import { found, type Home } from "../support/server/home.ts";
import { watchLog } from "../support/server/log-lines.ts";
import { databaseOutage } from "../support/server/outside.ts";
import { visit } from "../support/server/visitor.ts";

let home: Home;

beforeAll(async () => {
	home = await found("Oak");
});

const HOUR_MS = 60 * 60 * 1000;
/** Requests to Postgres that name this id, from now on: other work goes on in the same isolate. */
function queriesFor(id: string) {
	const spy = vi.spyOn(globalThis, "fetch");
	return () => spy.mock.calls.filter(([, init]) => String(init?.body).includes(id)).length;
}
const doorKey = () => `inbox:${home.inboxId}`;
/** The inbox's copy in KV, as it would be had a change been lost so long ago. */
async function backdate(ageMs: number, name: string) {
	const door = await inboxDoors.read(env, home.inboxId);
	if (!door) throw new Error("no inbox");
	const old = { ...door, settings: { ...door.settings, name } };
	await env.DOORS.put(doorKey(), JSON.stringify(old), { metadata: { writtenAtMs: Date.now() - ageMs } });
	letGo();
}
const nameInKv = async () => JSON.stringify(await env.DOORS.get(doorKey(), "json"));
const shownName = async () => (await visit({ inboxId: home.inboxId })).inbox.name;

describe("what was read a moment ago", () => {
	it("is not asked of KV again for some seconds; a change is seen at once where it was made", async () => {
		const path = `/v1/inboxes/${home.inboxId}`;
		await home.owner.ask("PATCH", path, { body: { name: "First" } });
		letGo();
		const asked = vi.spyOn(env.DOORS, "getWithMetadata");
		const times = () => asked.mock.calls.filter(([key]) => String(key) === doorKey()).length;
		for (let i = 0; i < 5; i++) expect(await shownName()).toBe("First");
		expect(times()).toBe(1);
		await home.owner.ask("PATCH", path, { body: { name: "Second" } });
		expect(await shownName()).toBe("Second");
		expect(times()).toBe(1);
		letGo();
		expect(await shownName()).toBe("Second");
		expect(times()).toBe(2);
	});
});

describe("what is not there", () => {
	const hook = (workspace: string, headers = {}) =>
		call(`/v1/hooks/${workspace}/${newId("connection")}`, { method: "POST", body: {}, headers });
	const session = (inboxId: string) => call("/v1/widget/sessions", { method: "POST", body: { inboxId } });

	it.each<[what: string, id: string, knock: (id: string) => Promise<Response>]>([
		["a webhook's workspace", newId("workspace"), hook],
		["a widget's inbox", newId("inbox"), session],
	])("%s leaves nothing in KV, and asks Postgres once", async (_, id, knock) => {
		const asked = queriesFor(id);
		for (let i = 0; i < 5; i++) expect(await refusalOf(await knock(id))).toBe("404 not_found");
		expect(asked()).toBe(1);
		const { keys } = await env.DOORS.list();
		expect(keys.filter(({ name }) => name.includes(id))).toEqual([]);
	});

	it("is guessed at by one address only so often; whose door is in KV is not in its way", async () => {
		const headers = { "cf-connecting-ip": "203.0.113.91" };
		vi.spyOn(env.ADDRESS_LIMIT, "limit").mockImplementation(async ({ key }) => ({
			success: key !== "hook 203.0.113.91",
		}));
		const nowhere = newId("workspace");
		const asked = queriesFor(nowhere);
		expect(await refusalOf(await hook(nowhere, headers))).toBe("429 rate_limited");
		expect(asked()).toBe(0);
		expect(await refusalOf(await hook(home.workspaceId, headers))).toBe("404 not_found");
	});
});

describe("a change whose copy KV does not take", () => {
	it("stands, and reaches KV a moment later", async () => {
		const lines = watchLog();
		vi.spyOn(env.DOORS, "put").mockRejectedValueOnce(new Error("429: one write a second for a key"));
		const path = `/v1/inboxes/${home.inboxId}`;
		expect((await home.owner.ask("PATCH", path, { body: { name: "Renamed" } })).status).toBe(200);
		expect(lines.of("door_written_later")).toHaveLength(1);
		await expect.poll(nameInKv, { timeout: 10_000 }).toContain("Renamed");
	});
});

describe("a copy that is behind", () => {
	it("is served and made anew behind the answer once it is an hour old, not before", async () => {
		const path = `/v1/inboxes/${home.inboxId}`;
		await home.owner.ask("PATCH", path, { body: { name: "Newest" } });
		await backdate(HOUR_MS / 2, "Young");
		expect(await shownName()).toBe("Young");
		await backdate(HOUR_MS * 2, "Behind");
		expect(await shownName()).toBe("Behind");
		await expect.poll(nameInKv).toContain("Newest");
	});

	it("is served while Postgres is away", async () => {
		const second = await home.owner.ask("POST", "/v1/inboxes", {
			body: {
				name: "Kept",
				teamId: home.teamId,
				origins: [],
				colour: "#000000",
				greetings: {},
				identityRequired: false,
			},
		});
		home = { ...home, inboxId: (await second.json<{ id: Home["inboxId"] }>()).id };
		await backdate(HOUR_MS * 24, "A day old");
		const lines = watchLog();
		databaseOutage();
		expect(await shownName()).toBe("A day old");
		expect(await shownName()).toBe("A day old");
		await expect.poll(() => lines.of("door_not_renewed").length).toBe(1);
	});
});
