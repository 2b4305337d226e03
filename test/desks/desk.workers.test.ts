import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { newId } from "../../src/platform/ids.ts";
import type { DeskRow } from "../../src/protocol/desk-frames.ts";
import { teamId } from "../../src/protocol/ids.ts";
import { isAnyoneThere } from "../../src/workspaces/presence.ts";
import { SOON } from "../support/server/applied.ts";
import { claimsIn } from "../support/server/claims.ts";
import { type DeskSocket, deskSocket } from "../support/server/frame-socket.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import { deskOf } from "../support/server/objects.ts";
import type { Person } from "../support/server/person.ts";

let home: Home;
let bob: Person;

beforeAll(async () => {
	home = await found("Oak");
	bob = await invite(home, "Bob", "agent");
});

const team = z.object({ id: teamId });

function row(change: Partial<DeskRow> = {}): DeskRow {
	const at = "2026-11-23T09:00:00.000Z";
	return {
		conversationId: newId("conversation"),
		inboxId: home.inboxId,
		teamId: home.teamId,
		revision: 1,
		status: "open",
		assignee: null,
		customer: { id: newId("customer"), verified: false },
		preview: { text: "Hello?", by: "visitor", at },
		waitingSince: at,
		lastAt: at,
		...change,
	};
}

async function caughtUp(desk: DeskSocket): Promise<void> {
	const clientId = crypto.randomUUID();
	desk.send({ type: "acknowledge", clientId, alertId: newId("alert") });
	await desk.next("error", (error) => error.clientId === clientId);
}

describe("a row", () => {
	it("of a lower revision, or the same again, changes and tells nothing", async () => {
		const desk = await deskSocket(bob, home.teamId);
		const stub = deskOf(home, home.teamId);
		const newest = row({ revision: 5 });
		await stub.show(newest);
		await stub.show({ ...newest, revision: 4, assignee: { id: home.ownerId, name: "Old" } });
		await stub.show({ ...newest, preview: null });
		await desk.next("row");
		await caughtUp(desk);
		expect(desk.all("row").map((frame) => frame.row)).toEqual([newest]);
		const { rows } = await (await deskSocket(bob, home.teamId)).next("welcome");
		expect(rows.filter(({ conversationId }) => conversationId === newest.conversationId)).toEqual([newest]);
	});

	it("that was resolved or has left is not revived by what comes late, also after sleep; by what comes after, it is", async () => {
		const stub = deskOf(home, home.teamId);
		const [resolved, left] = [row({ revision: 3 }), row({ revision: 3 })];
		await stub.show({ ...resolved, revision: 4, status: "resolved" });
		await stub.leave(left.conversationId, 4);
		await evictDurableObject(stub);
		await stub.show(resolved);
		await stub.show(left);
		const open = async () =>
			(await (await deskSocket(bob, home.teamId)).next("welcome")).rows.map(({ conversationId }) => conversationId);
		expect(await open()).not.toContain(resolved.conversationId);
		expect(await open()).not.toContain(left.conversationId);
		await stub.show({ ...resolved, revision: 5 });
		expect(await open()).toContain(resolved.conversationId);
	});

	it("is one of two hundred in the welcome, newest first, and the rest is counted", async () => {
		const { id } = team.parse(await home.owner.auth("organization/create-team", { name: "Busy" }));
		const stub = deskOf(home, id);
		const lastAt = (i: number) => new Date(Date.parse("2026-11-23T09:00:00Z") + i * 1000).toISOString();
		for (let i = 0; i < 205; i++) await stub.show(row({ teamId: id, lastAt: lastAt(i) }));
		const { rows, total } = await (await deskSocket(home.owner, id)).next("welcome");
		expect([rows.length, total, rows.at(0)?.lastAt, rows.at(-1)?.lastAt]).toEqual([200, 205, lastAt(204), lastAt(5)]);
	});
});

describe("who is there", () => {
	it("is one line a person, with away, and is told to visitors' doors only while somebody takes conversations", async () => {
		const first = await deskSocket(bob, home.teamId);
		await first.next("welcome");
		const tab = await deskSocket(bob, home.teamId);
		expect((await tab.next("welcome")).agents).toMatchObject([{ name: "Bob", away: false }]);
		const there = () => isAnyoneThere(env, home.teamId);
		await expect.poll(there, SOON).toBe(true);
		first.send({ type: "availability", away: true });
		await tab.next("agents", ({ agents }) => agents.every(({ away }) => away));
		await expect.poll(there, SOON).toBe(false);
		const late = await deskSocket(bob, home.teamId);
		expect((await late.next("welcome")).agents).toMatchObject([{ name: "Bob", away: true }]);
	});
});

describe("a desk at which nobody ever looked", () => {
	it("has no tables", async () => {
		const team = newId("team");
		const stub = deskOf(home, team);
		const claims = await claimsIn(await bob.ticket(), "agent");
		const times = { issuedAtS: Math.floor(Date.now() / 1000), expiresAtMs: Date.now() + 60_000 };
		expect(await stub.answer({ claims, ...times, teamId: team })).toMatchObject({ ok: true });
		const tables = await runInDurableObject(stub, (_, { storage }) =>
			storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf\\_%' ESCAPE '\\'").toArray(),
		);
		expect(tables).toEqual([]);
	});
});
