import { beforeAll, describe, expect, it } from "vitest";
import { makeApp } from "../../src/app.ts";
import { deadLetter } from "../../src/protocol/dead-letter.ts";
import { pageOf } from "../../src/protocol/http-parts.ts";
import { privacyReceipt } from "../../src/protocol/privacy.ts";
import { appPorts } from "../../src/wiring.ts";
import { apply, stored } from "../support/server/applied.ts";
import { call, refusalOf } from "../support/server/call.ts";
import { deliveryOf } from "../support/server/delivery.ts";
import { consume } from "../support/server/history.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import type { Person } from "../support/server/person.ts";
import { type Belongings, ELSEWHERE, ROUTES, type Row } from "../support/server/route-table.ts";
import { connectShop, identityOf, type MadeConnection, makeRule, order, sendShopify } from "../support/server/shop.ts";
import { talk } from "../support/server/talk.ts";

let home: Home;
let other: Home;
let bob: Person;
let belongings: Belongings;
let foreigner: Record<string, string>;
let visitorToken: string;

beforeAll(async () => {
	[home, other] = [await found("Oak"), await found("Elm")];
	bob = await invite(home, "Bob", "agent");
	const { id: ruleId } = await makeRule(home, {});
	const identity = await identityOf(home, { sub: "1", email: "hidden@example.com", name: "Hidden Name" });
	const { id: conversationId, stub, session } = await talk(home, bob, identity);
	await stored(home, conversationId);
	const described = await stub.describe();
	if (!described.ok) throw new Error("no conversation");
	const shop = await connectShop(home);
	const { letterId, receiptId } = await letterAndReceipt(shop);
	const customerId = described.conversation.customer.id;
	belongings = { home, conversationId, customerId, connectionId: shop.id, ruleId, letterId, receiptId };
	visitorToken = session.token;
	foreigner = { authorization: `Bearer ${await other.owner.ticket()}` };
});

/** An event that its queue gave up on, and the receipt of an export. */
async function letterAndReceipt(shop: MadeConnection) {
	await consume("heddle-dead", [await deliveryOf(home, shop, order({ id: 2, email: "hidden@example.com" }))]);
	const asked = { shop_domain: "oak.myshopify.com", customer: { id: 1, email: "hidden@example.com" } };
	await consume("heddle-events", [await deliveryOf(home, shop, asked, "customers/data_request")]);
	const [letters, receipts] = await Promise.all([
		home.owner.get("/v1/dead-letters", pageOf(deadLetter)),
		home.owner.get("/v1/privacy-receipts", pageOf(privacyReceipt)),
	]);
	const [letterId, receiptId] = [letters.data[0]?.id, receipts.data[0]?.id];
	if (!letterId || !receiptId) throw new Error("no letter, or no receipt");
	return { letterId, receiptId };
}

const named = Object.entries(ROUTES);
const [methodOf, pathOf] = [(name: string) => name.split(" ")[0] ?? "", (row: Row) => row.path(belongings)];
const letsIn = (...needs: Row["needs"][]) => named.filter(([, row]) => needs.includes(row.needs));

async function outcome(answer: Response): Promise<string> {
	if (!answer.ok) return refusalOf(answer);
	await answer.body?.cancel();
	return String(answer.status);
}

it("every route of the router is in the battery, and nothing else is", () => {
	const { routes } = makeApp(appPorts);
	const own = routes.filter(({ method, path }) => method !== "ALL" && path.startsWith("/v1/"));
	const names = new Set(own.map(({ method, path }) => `${method} ${path}`));
	expect([...names].filter((name) => !ELSEWHERE.has(name)).toSorted()).toEqual(Object.keys(ROUTES).toSorted());
	expect([...ELSEWHERE].filter((name) => !names.has(name))).toEqual([]);
});

describe("without a credential", () => {
	it.each(letsIn("person", "agent", "admin", "bearer"))("%s is 401", async (name, row) => {
		const body = row.body?.(belongings);
		const headers = { "idempotency-key": crypto.randomUUID() };
		const ask = (more: Record<string, string>) =>
			call(pathOf(row), { method: methodOf(name), headers: { ...headers, ...more }, ...(body && { body }) });
		expect(await outcome(await ask({}))).toBe("401 unauthenticated");
		if (row.needs !== "person")
			expect(await outcome(await ask({ authorization: "Bearer e30.e30.e30" }))).toBe("401 unauthenticated");
		expect(await outcome(await ask({ cookie: "better-auth.session_token=forged.signature" }))).toBe(
			"401 unauthenticated",
		);
	});
});

describe("with a visitor's token", () => {
	it.each(letsIn("agent", "admin"))("%s is 403", async (name, row) => {
		const body = row.body?.(belongings);
		const headers = { authorization: `Bearer ${visitorToken}`, "idempotency-key": crypto.randomUUID() };
		const answer = await call(pathOf(row), { method: methodOf(name), headers, ...(body && { body }) });
		expect(await outcome(answer)).toBe("403 forbidden");
	});
});

describe("for an agent who is no admin", () => {
	it.each(letsIn("admin"))("%s is 403", async (name, row) => {
		const body = row.body?.(belongings);
		expect(await outcome(await bob.ask(methodOf(name), pathOf(row), { ...(body && { body }) }))).toBe("403 forbidden");
	});
});

describe("for another workspace's owner", () => {
	it.each(named)("%s gives nothing of ours", async (name, row) => {
		const body = row.body?.(belongings);
		for (const headers of [{}, foreigner]) {
			const answer = await other.owner.ask(methodOf(name), pathOf(row), { headers, ...(body && { body }) });
			if (!answer.ok) {
				expect(await refusalOf(answer)).toBe(
					row.needs === "bearer" && headers !== foreigner ? "401 unauthenticated" : row.foreign,
				);
				continue;
			}
			expect(String(answer.status)).toBe(row.foreign);
			const text = row.needs === "nobody" ? "" : await answer.text();
			for (const [what, id] of Object.entries({ ...belongings, home: home.workspaceId, owner: home.ownerId }))
				expect(text, `${what} in the answer`).not.toContain(id);
			expect(text).not.toMatch(/Hidden|hidden@example|Hello\?/);
		}
	});

	it("all of it is still there afterwards, unchanged", async () => {
		for (const name of ["/v1/connections", "/v1/rules", "/v1/inboxes"])
			expect(await (await home.owner.ask("GET", name)).text()).not.toMatch(/Renamed|Another shop|A rule|An inbox/);
		const entries = await (await bob.ask("GET", `/v1/conversations/${belongings.conversationId}/entries`)).text();
		expect(entries).toContain("Hello?");
		expect(entries).not.toContain("From the battery");
		await apply(() => sendShopify(shopOf(), "orders/create", order({ id: 1 })));
	});
});

describe("a body that is none", () => {
	const taking = named.filter(([, row]) => row.body);
	it.each(taking)("of %s is refused by what is wrong with it", async (name, row) => {
		const ticket = { authorization: `Bearer ${await home.owner.ticket()}` };
		const headers = row.needs === "person" ? {} : ticket;
		const send = async (body: string, more: Record<string, string> = {}) =>
			outcome(await home.owner.ask(methodOf(name), pathOf(row), { body, headers: { ...headers, ...more } }));
		expect(await send('{"name": ')).toBe("400 malformed_json");
		expect(await send("[]")).toBe("422 invalid_request");
		expect(await send('"text"')).toBe("422 invalid_request");
		expect(await send(`${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`)).toMatch(
			/^(422 invalid_request|400 malformed_json|200)$/,
		);
		expect(await send(`{"name": "${"x".repeat(300 * 1024)}"}`)).toBe("413 body_too_large");
	});

	it.each(named.filter(([name]) => name.includes(":id")))(
		"%s with an id that is none is refused",
		async (name, row) => {
			const path = pathOf(row).replace(/(cnv|cus|cnn|rul|ibx|tem|req)_[0-9A-Za-z]+/, "%00'--");
			const body = row.body?.(belongings);
			const headers = { authorization: `Bearer ${await home.owner.ticket()}` };
			const answer = await home.owner.ask(methodOf(name), path, { headers, ...(body && { body }) });
			expect(await outcome(answer)).toMatch(/^(422 invalid_request|404 not_found)$/);
		},
	);
});

function shopOf() {
	const hookUrl = `http://heddle.test/v1/hooks/${home.workspaceId}/${belongings.connectionId}`;
	return { hookUrl } as const;
}
