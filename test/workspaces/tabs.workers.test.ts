import { beforeAll, describe, expect, it } from "vitest";
import { me, ticket, workspace } from "../../src/protocol/http.ts";
import { call, refusalOf } from "../support/server/call.ts";
import { claimsIn } from "../support/server/claims.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import type { Person } from "../support/server/person.ts";

let home: Home;
let other: Home;
/** Of two workspaces: an agent in Oak, the owner of her own, where her sign-in is by now. */
let ann: Person;
let own: string;

beforeAll(async () => {
	[home, other] = [await found("Oak"), await found("Elm")];
	ann = await invite(home, "Ann", "agent");
	own = (await ann.post("/v1/workspaces", { name: "Ann's own" }, workspace)).id;
});

const shows = (id: string) => ann.get(`/v1/me?workspace=${id}`, me);

describe("a tab that shows one workspace while the sign-in is in another", () => {
	it("is told its own, with the role there, and gets a ticket for it", async () => {
		expect((await ann.me()).workspace?.id).toBe(own);
		const there = await shows(home.workspaceId);
		expect(there).toMatchObject({ workspace: { id: home.workspaceId }, role: "agent", teams: [{ id: home.teamId }] });
		const given = await ann.post(`/v1/tickets?workspace=${home.workspaceId}`, {}, ticket);
		expect(await claimsIn(given.ticket, "agent")).toMatchObject({ workspaceId: home.workspaceId, role: "agent" });
		expect(await claimsIn(await ann.ticket(), "agent")).toMatchObject({ workspaceId: own, role: "owner" });
	});

	it("acts there by its ticket, with the cookie beside it", async () => {
		const given = await ann.post(`/v1/tickets?workspace=${home.workspaceId}`, {}, ticket);
		const headers = { authorization: `Bearer ${given.ticket}` };
		const rules = await ann.ask("POST", "/v1/rules", { headers, body: {} });
		expect(await refusalOf(rules)).toBe("403 forbidden");
		expect((await call("/v1/inboxes", { headers })).status).toBe(200);
		const inboxes = await (await ann.ask("GET", "/v1/inboxes", { headers })).text();
		expect(inboxes).toContain(home.inboxId);
	});

	it("gets nothing of a workspace to which its person does not belong", async () => {
		expect(await shows(other.workspaceId)).toMatchObject({ workspace: null, role: null, teams: [] });
		expect(await refusalOf(await ann.ask("POST", `/v1/tickets?workspace=${other.workspaceId}`))).toBe("403 forbidden");
		expect(await refusalOf(await ann.ask("POST", "/v1/tickets?workspace=nonsense"))).toBe("422 invalid_request");
	});
});

describe("an admin of one workspace who is an agent in another", () => {
	it.each([
		["list-invitations", () => `organizationId=${home.workspaceId}`],
		["get-full-organization", () => `organizationId=${home.workspaceId}`],
		["get-full-organization", () => `organizationSlug=${home.workspaceId.toLowerCase()}`],
	])("does not see the other's invitations by %s", async (path, query) => {
		await home.owner.auth("organization/invite-member", {
			email: `${crypto.randomUUID()}@people.example`,
			role: "admin",
			teamId: home.teamId,
		});
		expect((await ann.ask("GET", `/v1/auth/organization/${path}`)).status).toBe(200);
		expect((await ann.ask("GET", `/v1/auth/organization/${path}?${query()}`)).status).toBe(403);
		expect((await home.owner.ask("GET", `/v1/auth/organization/list-invitations?${query()}`)).status).toBeLessThan(500);
	});
});
