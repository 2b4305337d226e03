import { env } from "cloudflare:workers";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { configOf } from "../../src/platform/config.ts";
import { agentFrame } from "../../src/protocol/conversation-frames.ts";
import { sign, TICKET_LASTS_S } from "../../src/workspaces/tokens.ts";
import { call, refusalOf } from "../support/server/call.ts";
import { claimsIn } from "../support/server/claims.ts";
import { refusedAfter } from "../support/server/flood.ts";
import { agentSocket, deskSocket, FrameSocket, upgrade } from "../support/server/frame-socket.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import { Person } from "../support/server/person.ts";
import { talk } from "../support/server/talk.ts";
import { visit, write } from "../support/server/visitor.ts";

let home: Home;
let other: Home;
let bob: Person;
let conversation: Awaited<ReturnType<typeof talk>>;

beforeAll(async () => {
	[home, other] = [await found("Oak"), await found("Elm")];
	bob = await invite(home, "Bob", "agent");
	conversation = await talk(home, bob);
});

afterEach(() => {
	vi.useRealTimers();
});

/** How a socket is refused: the error frame's code and the code it is closed with. */
async function refusedBy(
	path: string,
	token: string | undefined,
	headers: Record<string, string> = {},
): Promise<string> {
	const answer = await upgrade(path, token, headers);
	if (!answer.webSocket) return refusalOf(answer);
	const socket = new FrameSocket(answer.webSocket, agentFrame);
	const { code } = await socket.closed;
	expect(socket.frames.map(({ type }) => type)).toEqual(["error"]);
	return `${socket.all("error")[0]?.code} ${code}`;
}

const made = z.object({ id: z.string() });
const memberList = z.object({ members: z.array(z.object({ id: z.string(), userId: z.string() })) });
const socketOf = (id: string) => `/v1/conversations/${id}/socket`;
const deskSocketOf = (id: string) => `/v1/desks/${id}/socket`;

describe("a conversation's socket", () => {
	it("opens for an agent of its workspace; to another workspace's it is not there", async () => {
		const answer = await upgrade(socketOf(conversation.id), await bob.ticket());
		expect([answer.status, answer.headers.get("sec-websocket-protocol")]).toEqual([101, "heddle.v1"]);
		answer.webSocket?.accept();
		answer.webSocket?.close();
		expect(await refusedBy(socketOf(conversation.id), await other.owner.ticket())).toBe("not_found 4404");
	});

	it("opens for the visitor whose token names it, and for no other visitor", async () => {
		const stranger = await visit({ inboxId: home.inboxId });
		expect(await refusedBy(socketOf(conversation.id), stranger.token)).toBe("not_found 4404");
		const foreign = await visit({ inboxId: other.inboxId });
		expect(await refusedBy(socketOf(conversation.id), foreign.token)).toBe("not_found 4404");
	});

	it("refuses tokens that are none, forged, expired, or signed with another algorithm", async () => {
		const token = await bob.ticket();
		const claims = await claimsIn(token, "agent");
		const early = { now: () => Date.now() - (TICKET_LASTS_S + 5) * 1000 };
		const expired = (await sign(configOf(env), claims, TICKET_LASTS_S, early)).token;
		const elsewhere = { ...configOf(env), HEDDLE_SECRET: btoa("another deployment's 32 bytes...") };
		const forged = (await sign(elsewhere, claims, TICKET_LASTS_S, { now: Date.now })).token;
		const [, payload] = token.split(".");
		const unsigned = `${btoa(JSON.stringify({ alg: "none", typ: "JWT" })).replaceAll("=", "")}.${payload}.`;
		const path = socketOf(conversation.id);
		expect(await refusedBy(path, expired)).toBe("token_expired 4401");
		for (const wrong of [forged, unsigned, `${token}x`, "nonsense", undefined])
			expect(await refusedBy(path, wrong)).toBe("unauthenticated 4401");
	});

	it("opens from Heddle's own pages and from programs, not from another site's page", async () => {
		const token = await bob.ticket();
		const path = socketOf(conversation.id);
		expect(await refusedBy(path, token, { origin: "https://evil.example" })).toMatch(/^origin_refused 4\d\d\d$/);
		expect(await refusedBy(path, token, { origin: "null" })).toMatch(/^origin_refused/);
		const answer = await upgrade(path, token, { origin: "http://heddle.test" });
		expect(answer.status).toBe(101);
		answer.webSocket?.accept();
		answer.webSocket?.close();
	});

	it("speaks heddle.v1 to who offers a later version beside it, and names neither that nor the credential", async () => {
		const offered = `heddle.v2, heddle.v1, heddle.token.${await bob.ticket()}`;
		const answer = await call(socketOf(conversation.id), {
			headers: { upgrade: "websocket", "sec-websocket-protocol": offered },
		});
		expect([answer.status, answer.headers.get("sec-websocket-protocol")]).toEqual([101, "heddle.v1"]);
		answer.webSocket?.accept();
		answer.webSocket?.close();
	});

	it("takes no credential from the address", async () => {
		const token = await bob.ticket();
		for (const name of ["token", "ticket", "access_token", "authorization"])
			expect(await refusedBy(`${socketOf(conversation.id)}?${name}=${token}`, undefined)).toBe("unauthenticated 4401");
	});

	it("is not there for a plain request, nor without the protocol's name", async () => {
		const path = socketOf(conversation.id);
		expect(await refusalOf(await call(path))).toBe("426 upgrade_required");
		const unnamed = { upgrade: "websocket", "sec-websocket-protocol": `heddle.token.${await bob.ticket()}` };
		expect(await refusalOf(await call(path, { headers: unnamed }))).toBe("426 upgrade_required");
		expect(await refusalOf(await upgrade("/v1/conversations/nonsense/socket", await bob.ticket()))).toMatch(
			/^(422 invalid_request|404 not_found)$/,
		);
		expect(await refusalOf(await upgrade(`${path}?after=-1`, await bob.ticket()))).toBe("422 invalid_request");
	});
});

describe("a socket whose token has run out", () => {
	it("hears nothing more and may say nothing more; those whose token holds go on", async () => {
		const { visitor, agent, id } = await talk(home, bob);
		const desk = await deskSocket(bob, home.teamId);
		const quiet = await agentSocket(bob, id);
		await Promise.all([desk.next("welcome"), quiet.next("welcome")]);
		vi.setSystemTime(Date.now() + (TICKET_LASTS_S + 60) * 1000);
		agent.send({ type: "note", clientId: "after-expiry-1", after: 1, text: "too late" });
		expect(await agent.next("error")).toMatchObject({ code: "token_expired" });
		expect((await agent.closed).code).toBe(4401);
		expect((await write(visitor, "Anybody?", 1)).seq).toBe(2);
		expect((await quiet.closed).code).toBe(4401);
		expect(quiet.raw.join()).not.toContain("Anybody?");
		desk.send({ type: "availability", away: true });
		expect((await desk.closed).code).toBe(4401);
	});
});

describe("a desk's socket", () => {
	it("opens for the team's agents and for admins, not for other workspaces, other teams or visitors", async () => {
		const { id: teamId } = made.parse(await home.owner.auth("organization/create-team", { name: "Second" }));
		expect(await refusedBy(deskSocketOf(home.teamId), await other.owner.ticket())).toBe("not_found 4404");
		expect(await refusedBy(deskSocketOf(teamId), await bob.ticket())).toBe("not_found 4404");
		expect(await refusedBy(deskSocketOf(home.teamId), conversation.session.token)).toBe("forbidden 4403");
		expect((await (await deskSocket(home.owner, teamId)).next("welcome")).rows).toEqual([]);
	});
});

describe("whoever is removed", () => {
	it("has their sockets closed at once and their ticket refused; others stay", async () => {
		const eve = await invite(home, "Eve", "agent");
		const ticket = await eve.ticket();
		const desk = await deskSocket(eve, home.teamId);
		const socket = await agentSocket(eve, conversation.id);
		await Promise.all([desk.next("welcome"), socket.next("welcome")]);
		const stays = await deskSocket(bob, home.teamId);
		await home.owner.auth("organization/remove-member", { memberIdOrEmail: eve.email });
		expect((await desk.closed).code).toBe(4410);
		expect((await socket.closed).code).toBe(4410);
		expect(await refusedBy(socketOf(conversation.id), ticket)).toBe("replaced 4410");
		expect(await refusedBy(deskSocketOf(home.teamId), ticket)).toBe("replaced 4410");
		const bearer = { authorization: `Bearer ${ticket}` };
		expect(await refusalOf(await call("/v1/conversations", { headers: bearer }))).toBe("410 replaced");
		expect(await refusalOf(await eve.ask("POST", "/v1/tickets"))).toBe("403 forbidden");
		stays.send({ type: "availability", away: true });
		await stays.next("agents", ({ agents }) => agents.some(({ away }) => away));
		expect((await write(conversation.visitor, "Still here?", 1)).seq).toBe(2);
	});

	it("keeps nothing of a role that was taken: an admin who becomes an agent needs a new ticket", async () => {
		const max = await invite(home, "Max", "admin");
		const ticket = await max.ticket();
		const { members } = memberList.parse(
			await (await home.owner.ask("GET", "/v1/auth/organization/list-members")).json(),
		);
		const { user } = await max.me();
		const memberId = members.find(({ userId }) => userId === user.id)?.id;
		await home.owner.auth("organization/update-member-role", { memberId, role: "agent" });
		const path = "/v1/connections";
		expect(await refusalOf(await call(path, { headers: { authorization: `Bearer ${ticket}` } }))).toBe("410 replaced");
		expect((await max.me()).role).toBe("agent");
	});
});

describe("sign-in's own doors", () => {
	it("tell a stranger, and another workspace's owner, nothing of the workspace", async () => {
		const organizationId = home.workspaceId;
		const asked = [
			["GET", `organization/list-members?organizationId=${organizationId}`],
			["GET", `organization/get-full-organization?organizationId=${organizationId}`],
			["GET", `organization/list-invitations?organizationId=${organizationId}`],
			["GET", `organization/list-teams?organizationId=${organizationId}`],
			["POST", "organization/set-active", { organizationId }],
			["POST", "organization/invite-member", { organizationId, email: "spy@example.com", role: "admin" }],
			["POST", "organization/update-member-role", { organizationId, memberId: home.ownerId, role: "agent" }],
			["POST", "organization/remove-member", { organizationId, memberIdOrEmail: home.owner.email }],
			["POST", "organization/create-team", { organizationId, name: "Ours now" }],
			["POST", "organization/remove-team", { organizationId, teamId: home.teamId }],
			["POST", "organization/add-team-member", { organizationId, teamId: home.teamId, userId: other.ownerId }],
		] as const;
		for (const [method, path, body] of asked) {
			for (const person of [new Person("Nobody"), other.owner]) {
				const answer = await person.ask(method, `/v1/auth/${path}`, { ...(body && { body }) });
				expect([path, answer.status >= 400 && answer.status < 500]).toEqual([path, true]);
				expect(await answer.text()).not.toMatch(new RegExp(`${home.owner.email}|${home.teamId}|${home.ownerId}`));
			}
		}
		expect((await other.owner.me()).workspaces.map(({ id }) => id)).toEqual([other.workspaceId]);
	});

	it("let an agent neither see invitations nor make themselves an admin", async () => {
		const body = { email: "friend@example.com", role: "admin" };
		const statusOf = async (method: string, path: string, given?: object) =>
			(await bob.ask(method, `/v1/auth/organization/${path}`, { ...(given && { body: given }) })).status;
		expect(await statusOf("POST", "invite-member", body)).toBe(403);
		expect(await statusOf("GET", "list-invitations")).toBe(403);
		expect(await statusOf("GET", "get-full-organization")).toBe(403);
		const { members } = memberList.parse(await (await bob.ask("GET", "/v1/auth/organization/list-members")).json());
		const { user } = await bob.me();
		const memberId = members.find(({ userId }) => userId === user.id)?.id;
		expect(await statusOf("POST", "update-member-role", { memberId, role: "owner" })).toBe(403);
		expect(await statusOf("POST", "create", { name: "Mine", slug: "mine" })).toBe(403);
		expect((await bob.me()).role).toBe("agent");
	});

	it("slow down whoever guesses a password, for that account and from that address", async () => {
		const address = "203.0.113.9";
		const guess = () =>
			call("/v1/auth/sign-in/email", {
				method: "POST",
				headers: { "cf-connecting-ip": address },
				body: { email: home.owner.email, password: "not the password" },
			});
		expect(await refusedAfter(10, guess)).toBe("429 rate_limited");
		expect((await home.owner.signInAgain()).cookie).not.toBe("");
	});

	it("take no changing request from another site's page with our cookie", async () => {
		const headers = { origin: "https://evil.example" };
		expect(await refusalOf(await home.owner.ask("POST", "/v1/tickets", { headers }))).toBe("403 origin_refused");
		expect((await home.owner.ask("POST", "/v1/tickets")).status).toBe(200);
	});
});
