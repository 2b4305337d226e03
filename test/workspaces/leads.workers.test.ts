import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { allLeads, leadsOf } from "../../src/workspaces/leads.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import type { Person } from "../support/server/person.ts";

let home: Home;
let other: Home;
let bob: Person;
let bobId: Awaited<ReturnType<Person["me"]>>["user"]["id"];

beforeAll(async () => {
	[home, other] = [await found("Oak"), await found("Elm")];
	bob = await invite(home, "Bob", "agent");
	bobId = (await bob.me()).user.id;
});

const set = (person: Person, user: string, lead: boolean, team: string = home.teamId) =>
	person.ask("PUT", `/v1/team-leads/${team}/${user}`, { body: { lead } });

describe("a team's lead", () => {
	it("is a member whom an admin has marked, until the mark is taken back; twice is as good as once", async () => {
		for (const _ of [1, 2]) expect((await set(home.owner, bobId, true)).status).toBe(204);
		expect(await leadsOf(env, home.workspaceId, home.teamId)).toEqual([bobId]);
		const listed = await bob.ask("GET", "/v1/team-leads");
		expect(await listed.json()).toEqual({ data: [{ teamId: home.teamId, userId: bobId }] });
		expect((await set(home.owner, bobId, false)).status).toBe(204);
		expect(await allLeads(env, home.workspaceId)).toEqual([]);
	});

	it("is nobody from outside the team, of another workspace, or by an agent's own wish", async () => {
		const stranger = (await other.owner.me()).user.id;
		expect((await set(home.owner, stranger, true)).status).toBe(404);
		expect((await set(other.owner, bobId, true)).status).toBe(404);
		expect((await set(bob, bobId, true)).status).toBe(403);
		expect(await allLeads(env, home.workspaceId)).toEqual([]);
		await set(home.owner, bobId, true);
		expect(await leadsOf(env, other.workspaceId, home.teamId)).toEqual([]);
		expect(await allLeads(env, other.workspaceId)).toEqual([]);
	});

	it("is none any more once they have left the team", async () => {
		await set(home.owner, bobId, true);
		await home.owner.auth("organization/remove-team-member", { teamId: home.teamId, userId: bobId });
		expect(await allLeads(env, home.workspaceId)).toEqual([]);
	});
});
