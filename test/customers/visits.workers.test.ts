import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { configOf } from "../../src/platform/config.ts";
import { identitySecret, inbox, profileLine } from "../../src/protocol/http.ts";
import { ANONYMOUS_LASTS_S, IDENTIFIED_LASTS_S, sign } from "../../src/workspaces/tokens.ts";
import { call, refusalOf } from "../support/server/call.ts";
import { claimsIn } from "../support/server/claims.ts";
import { refusedAfter } from "../support/server/flood.ts";
import { deskSocket, visitorSocket } from "../support/server/frame-socket.ts";
import { found, type Home } from "../support/server/home.ts";
import { connectShop, identityOf, openShop, signIdentity } from "../support/server/shop.ts";
import { arrive, talk } from "../support/server/talk.ts";
import { visit, write } from "../support/server/visitor.ts";

let home: Home;
let secret: string;
const ask = (body: object, headers: Record<string, string> = {}) =>
	call("/v1/widget/sessions", { method: "POST", body, headers });
const refusal = async (body: object) => refusalOf(await ask({ inboxId: home.inboxId, ...body }));

beforeAll(async () => {
	home = await found("Oak");
	secret = (await home.owner.post(`/v1/inboxes/${home.inboxId}/identity-secret`, {}, identitySecret)).identitySecret;
});

const lena = { sub: "customer-7", email: "Lena@Example.com", name: "Lena" };
const come = (wish: object = {}) => visit({ inboxId: home.inboxId, ...wish });
const proof = (claims: object = lena) => signIdentity(secret, claims, 600);

describe("a stranger", () => {
	it("keeps their conversation by the token they keep, also in two tabs that open at once", async () => {
		const first = await come();
		expect(first).toMatchObject({ verified: false, agentsThere: false });
		expect(Date.parse(first.expiresAt) / 1000).toBeCloseTo(Date.now() / 1000 + ANONYMOUS_LASTS_S, -1);
		const tabs = await Promise.all([come({ token: first.token }), come({ token: first.token })]);
		for (const { conversationId, visitorId } of tabs)
			expect({ conversationId, visitorId }).toEqual({
				conversationId: first.conversationId,
				visitorId: first.visitorId,
			});
		expect((await come()).conversationId).not.toBe(first.conversationId);
	});

	it("begins anew with a token that has expired, is another inbox's, an agent's, or none of ours", async () => {
		const first = await come();
		const claims = await claimsIn(first.token, "visitor");
		const longAgo = { now: () => Date.now() - 100_000 };
		const settings = { name: "Second", teamId: home.teamId, origins: [], colour: "#000000", greetings: {} };
		const second = await home.owner.post("/v1/inboxes", { ...settings, identityRequired: false }, inbox);
		for (const token of [
			(await sign(configOf(env), claims, 60, longAgo)).token,
			(await visit({ inboxId: second.id })).token,
			await home.owner.ticket(),
			`${first.token}x`,
			"nonsense",
		])
			expect((await come({ token })).conversationId).not.toBe(first.conversationId);
	});

	it("goes on to the next conversation after the one that was resolved, the same in every tab", async () => {
		const first = await come();
		const wish = { token: first.token, after: first.conversationId };
		const [next, same] = [await come(wish), await come(wish)];
		expect(next.conversationId).not.toBe(first.conversationId);
		expect(same.conversationId).toBe(next.conversationId);
		expect((await come({ token: next.token })).conversationId).toBe(next.conversationId);
		const third = await come({ token: next.token, after: next.conversationId });
		expect(new Set([first, next, third].map(({ conversationId }) => conversationId)).size).toBe(3);
		const somebodys = (await come()).conversationId;
		expect((await come({ token: next.token, after: somebodys })).conversationId).toBe(next.conversationId);
	});
});

describe("a customer for whom the shop signs", () => {
	it("is known, on whichever device, for an hour at a time", async () => {
		const session = await come({ identity: await proof() });
		expect(session.verified).toBe(true);
		expect(Date.parse(session.expiresAt) / 1000).toBeCloseTo(Date.now() / 1000 + IDENTIFIED_LASTS_S, -1);
		const { customer } = await claimsIn(session.token, "visitor");
		expect(customer).toMatchObject({
			verified: true,
			externalId: "customer-7",
			email: "lena@example.com",
			name: "Lena",
		});
		const elsewhere = await come({ identity: await proof() });
		expect(elsewhere.conversationId).toBe(session.conversationId);
	});

	it("takes along what they began as a stranger, and the conversation learns who they are", async () => {
		const { visitor, session, stub } = await arrive(home);
		await write(visitor, "Where is my order?");
		const proven = await come({ token: session.token, identity: await proof({ sub: "takes-along", name: "Tara" }) });
		expect(proven.conversationId).toBe(session.conversationId);
		const socket = await visitorSocket(proven, 1);
		expect((await socket.next("welcome")).entries).toEqual([]);
		expect(await stub.describe()).toMatchObject({
			conversation: { customer: { verified: true, name: "Tara" }, revision: 2 },
		});
		expect((await write(socket, "It is me", 1)).seq).toBe(2);
	});

	it("is not whoever comes next on the same device, signed in as another or not at all", async () => {
		const mine = await come({ identity: await proof({ sub: "first-customer" }) });
		await write(await visitorSocket(mine), "my secret");
		const stranger = await come({ token: mine.token });
		expect(stranger).toMatchObject({ verified: false });
		const another = await come({ token: mine.token, identity: await proof({ sub: "second-customer" }) });
		for (const { conversationId } of [stranger, another]) expect(conversationId).not.toBe(mine.conversationId);
		const again = await come({ token: stranger.token, identity: await proof({ sub: "first-customer" }) });
		expect(again.conversationId).toBe(mine.conversationId);
	});

	it("cannot take over a conversation that another customer has proven, with an older token for it", async () => {
		const began = await arrive(home);
		await write(began.visitor, "hello");
		const proven = await come({ token: began.session.token, identity: await proof({ sub: "owner-of-it" }) });
		await (await visitorSocket(proven)).next("welcome");
		const other = await come({ token: began.session.token, identity: await proof({ sub: "somebody-else" }) });
		const claims = await claimsIn(other.token, "visitor");
		const forced = { ...claims, conversationId: (await claimsIn(proven.token, "visitor")).conversationId };
		expect(await began.stub.post(forced, { type: "send", clientId: "takeover-1", after: 0, text: "mine" })).toEqual({
			ok: false,
			code: "not_found",
		});
	});

	it.each<[what: string, token: () => Promise<string>]>([
		["signed with another secret", () => signIdentity("another secret of 32 characters!", lena, 600)],
		["expired", () => signIdentity(secret, lena, -10)],
		["that lives for more than an hour", () => signIdentity(secret, lena, 3_700)],
		["without a subject", () => proof({ email: "lena@example.com" })],
		["with an e-mail that is none", () => proof({ sub: "x", email: "lena" })],
		["of another algorithm", () => signIdentity(secret, lena, 600, "HS512")],
		[
			"of algorithm none",
			async () => {
				const part = (value: object) => btoa(JSON.stringify(value)).replaceAll("=", "");
				return `${part({ alg: "none" })}.${part({ ...lena, exp: Math.floor(Date.now() / 1000) + 600 })}.`;
			},
		],
		["that is nonsense", async () => "nonsense"],
	])("is not believed by a proof %s", async (_, token) => {
		expect(await refusal({ identity: await token() })).toBe("401 invalid_identity");
	});

	it("needs a proof where the inbox demands one", async () => {
		const settings = { name: "Members", teamId: home.teamId, origins: [], colour: "#000000", greetings: {} };
		const members = await home.owner.post("/v1/inboxes", { ...settings, identityRequired: true }, inbox);
		expect(await refusal({ inboxId: members.id })).toBe("401 identity_required");
		const identity = await identityOf({ owner: home.owner, inboxId: members.id }, { sub: "m" });
		expect((await visit({ inboxId: members.id, identity })).verified).toBe(true);
	});

	it("is proven by the newest secret only", async () => {
		const settings = { name: "Rotated", teamId: home.teamId, origins: [], colour: "#000000", greetings: {} };
		const rotated = await home.owner.post("/v1/inboxes", { ...settings, identityRequired: false }, inbox);
		const at = { owner: home.owner, inboxId: rotated.id };
		const [old, fresh] = [await identityOf(at, { sub: "r" }), await identityOf(at, { sub: "r" })];
		expect(await refusal({ inboxId: rotated.id, identity: old })).toBe("401 invalid_identity");
		expect((await visit({ inboxId: rotated.id, identity: fresh })).verified).toBe(true);
	});
});

describe("the widget's door", () => {
	it("opens for Heddle's frame, the inbox's own sites and programs, and for no other site", async () => {
		const origins = ["https://shop.example"];
		expect((await home.owner.ask("PATCH", `/v1/inboxes/${home.inboxId}`, { body: { origins } })).status).toBe(200);
		const from = (origin: string) => ask({ inboxId: home.inboxId }, { origin });
		expect((await from("https://shop.example")).status).toBe(200);
		expect((await from("http://heddle.test")).status).toBe(200);
		for (const origin of ["https://evil.example", "http://shop.example", "https://shop.example.evil.example", "null"])
			expect(await refusalOf(await from(origin))).toBe("403 origin_refused");
	});

	it("is not there for an inbox that is not, and slows a flood from one address", async () => {
		expect(await refusal({ inboxId: `ibx_${"x".repeat(22)}` })).toBe("404 not_found");
		const headers = { "cf-connecting-ip": "203.0.113.77" };
		const flood = () => ask({ inboxId: home.inboxId }, headers);
		expect(await refusedAfter(60, flood)).toBe("429 rate_limited");
		expect((await ask({ inboxId: home.inboxId })).status).toBe(200);
	});

	it("greets in the visitor's language, says whether somebody is there, and shows nothing of the team", async () => {
		const greetings = { en: "Hello", de: "Hallo", "zh-TW": "您好" };
		await home.owner.ask("PATCH", `/v1/inboxes/${home.inboxId}`, { body: { greetings, colour: "#2b6a57" } });
		const greeting = async (locale?: string) => (await come({ ...(locale && { locale }) })).inbox.greeting;
		expect(await Promise.all(["de-AT", "zh-TW", "fr", undefined].map(greeting))).toEqual([
			"Hallo",
			"您好",
			null,
			"Hello",
		]);
		expect((await come()).agentsThere).toBe(false);
		const desk = await deskSocket(home.owner, home.teamId);
		await desk.next("welcome");
		await expect.poll(async () => (await come()).agentsThere, { timeout: 15_000, interval: 200 }).toBe(true);
		expect(JSON.stringify(await come())).not.toMatch(/usr_|tem_|wsp_|secret/i);
	});
});

describe("what may be asked about a customer", () => {
	it("is nothing for whom nobody has signed: no system hears of a claim", async () => {
		await connectShop(home);
		const asked = openShop();
		const { id } = await talk(home, home.owner);
		const answer = await home.owner.ask("GET", `/v1/conversations/${id}/profile`);
		const lines = new TextDecoder()
			.decode(await answer.arrayBuffer())
			.trim()
			.split("\n");
		expect(lines.map((line) => profileLine.parse(JSON.parse(line)))).toMatchObject([
			{ type: "card", card: { state: "no_verified_key", items: [] } },
			{ type: "done" },
		]);
		expect(asked).toEqual([]);
	});
});
