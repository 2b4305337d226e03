import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { identitySecret, inbox } from "../../src/protocol/http.ts";
import { claimsIn } from "../support/server/claims.ts";
import { visitorSocket } from "../support/server/frame-socket.ts";
import { found, type Home } from "../support/server/home.ts";
import { signIdentity } from "../support/server/shop.ts";
import { arrive } from "../support/server/talk.ts";
import { visit, write } from "../support/server/visitor.ts";

let home: Home;
let secret: string;

beforeAll(async () => {
	home = await found("Oak");
	secret = (await home.owner.post(`/v1/inboxes/${home.inboxId}/identity-secret`, {}, identitySecret)).identitySecret;
});

const come = (wish: object) => visit({ inboxId: home.inboxId, ...wish });
const as = async (sub: string) => ({ identity: await signIdentity(secret, { sub, name: sub }, 600) });
/** Each test has people of its own. */
const people = () => [crypto.randomUUID(), crypto.randomUUID()] as const;
const opens = async (session: Awaited<ReturnType<typeof visit>>) =>
	(await (await visitorSocket(session)).next("welcome")).type;

/** A stranger writes in one tab; X signs in in another, and takes the conversation along. */
async function takenAlong(x: string) {
	const { visitor, session } = await arrive(home);
	await write(visitor, "hello");
	const proven = await come({ token: session.token, ...(await as(x)) });
	expect(proven.conversationId).toBe(session.conversationId);
	expect(await opens(proven)).toBe("welcome");
	return session;
}

describe("a conversation that a customer has taken along", () => {
	it("is not handed to another who signs in where it began: they come to one of their own, and can write", async () => {
		const [x, y] = people();
		const began = await takenAlong(x);
		const other = await come({ token: began.token, ...(await as(y)) });
		expect(other.conversationId).not.toBe(began.conversationId);
		await write(await visitorSocket(other), "I am Y");
		expect((await come(await as(y))).conversationId).toBe(other.conversationId);
		expect((await come(await as(x))).conversationId).toBe(began.conversationId);
	});

	it("locks nobody out for good who was sent there before it was taken", async () => {
		const [x, y] = people();
		const began = await takenAlong(x);
		const { customer } = await claimsIn((await come(await as(y))).token, "visitor");
		const wrong = { conversationId: began.conversationId, visitorId: began.visitorId, number: 0 };
		await env.DOORS.put(`visit:${home.inboxId}:${customer.id}`, JSON.stringify(wrong));
		const again = await come(await as(y));
		expect(again.conversationId).not.toBe(began.conversationId);
		expect(await opens(again)).toBe("welcome");
		expect(await env.DOORS.get(`visit:${home.inboxId}:${customer.id}`, "json")).toMatchObject({
			conversationId: again.conversationId,
		});
	});

	it("is closed to the stranger's token, whose holder begins afresh", async () => {
		const [x] = people();
		const began = await takenAlong(x);
		const stranger = await come({ token: began.token });
		expect(stranger.verified).toBe(false);
		expect([stranger.conversationId, stranger.visitorId]).not.toContain(began.conversationId);
		expect(stranger.visitorId).not.toBe(began.visitorId);
		expect(await opens(stranger)).toBe("welcome");
	});
});

it("two shops of one workspace that both sign for a customer 42 have two customers", async () => {
	const settings = { name: "Second", teamId: home.teamId, origins: [], colour: "#000000", greetings: {} };
	const second = await home.owner.post("/v1/inboxes", { ...settings, identityRequired: false }, inbox);
	const made = await home.owner.post(`/v1/inboxes/${second.id}/identity-secret`, {}, identitySecret);
	const there = await visit({
		inboxId: second.id,
		identity: await signIdentity(made.identitySecret, { sub: "42" }, 600),
	});
	const [here, other] = [await come(await as("42")), there].map(({ token }) => claimsIn(token, "visitor"));
	expect((await other)?.customer.id).not.toBe((await here)?.customer.id);
	expect((await other)?.customer.externalId).toBe("42");
});
