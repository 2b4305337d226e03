import { describe, expect, it } from "vitest";
import type { Lookup } from "../../src/connectors/connector.ts";
import { requestTracker } from "../../src/connectors/request-tracker/connector.ts";
import { quoted } from "../../src/connectors/request-tracker/ticket-sql.ts";
import { item } from "../../src/protocol/card.ts";
import { fakeSystem, fixture, HOSTILE, payload } from "./fake-system.ts";

const settings = requestTracker.settings.parse({ url: "https://help.example/rt/", token: "1-27-abc" });
const TICKETS = "/rt/REST/2.0/tickets";
const LENA = "lena.hoffmann@example.com";
const nobody = { ok: true, found: false, items: [] };

function lookUp(
	reply: Parameters<typeof fakeSystem>[0][string] = answer("tickets.json"),
	keys: object = { email: LENA },
) {
	const { fetchSystem, requests } = fakeSystem({ [TICKETS]: reply });
	const unknown: string[] = [];
	const result = requestTracker.lookup(keys, settings, fetchSystem, (path, value) => unknown.push(`${path} ${value}`));
	return { requests, unknown, result };
}

function answer(name: string) {
	return fixture("request-tracker", name);
}

function queryOf(path: string | undefined): URLSearchParams {
	return new URL(path ?? "", "https://x.example").searchParams;
}

/** A copy of the fixture's newest ticket with something else in it. */
function changed(...changes: object[]) {
	const [one] = JSON.parse(JSON.stringify(payload("request-tracker", "tickets.json").items));
	return { body: { items: changes.map((change) => ({ ...one, ...change })) } };
}

function shown(found: Lookup) {
	if (!found.ok) throw new Error(found.reason);
	return found.items.map((one) => item.parse(one)).map((one) => (one.type === "ticket" ? one : undefined));
}

describe("the tickets of a customer", () => {
	it("come urgent and open ones first", async () => {
		const { result, requests, unknown } = lookUp();
		const tickets = shown(await result);
		expect(tickets.map((one) => [one?.reference, one?.state.label, one?.state.tone, one?.priority])).toEqual([
			["#4", "Open", "bad", "High"],
			["#1", "New", "warn", "80"],
			["#6", "Rejected", "neutral", "Low"],
			["#5", "Stalled", "neutral", "Medium"],
			["#2", "Resolved", "good", "Low"],
		]);
		expect(tickets[0]).toEqual({
			type: "ticket",
			id: "4",
			reference: "#4",
			href: "https://help.example/rt/Ticket/Display.html?id=4",
			subject: "Leg is broken",
			state: { label: "Open", tone: "bad" },
			priority: "High",
			updatedAt: "2026-11-25T17:07:50.000Z",
		});
		expect(tickets[3]?.subject).toBe("(no subject)");
		expect(unknown).toEqual([]);
		expect(requests).toHaveLength(1);
		expect(requests[0]?.headers).toEqual({ Authorization: "token 1-27-abc" });
		expect(Object.fromEntries(queryOf(requests[0]?.path))).toEqual({
			query: "Requestor.EmailAddress = 'lena.hoffmann@example.com'",
			orderby: "LastUpdated",
			order: "DESC",
			per_page: "50",
			fields: "Subject,Status,Priority,LastUpdated,Requestor",
			"fields[Requestor]": "EmailAddress",
		});
	});

	it("are those of the equal address, not of one that resembles it", async () => {
		expect(await lookUp(undefined, { email: "ena.hoffmann@example.com" }).result).toEqual(nobody);
		const one = await lookUp(undefined, { email: "O'Brien@example.com" }).result;
		expect(shown(one).map((ticket) => ticket?.reference)).toEqual(["#2"]);
	});

	it("are looked for by e-mail address only, and a customer without one costs no call", async () => {
		const { result, requests } = lookUp(undefined, { phone: "+4940123456", externalId: "4" });
		expect(await result).toEqual(nobody);
		expect(requests).toEqual([]);
	});

	it("are none for somebody who never asked for one", async () => {
		expect(await lookUp(answer("no-tickets.json")).result).toEqual(nobody);
	});

	it.each([
		["o'brien@example.com", String.raw`'o\'brien@example.com'`],
		["x' OR id > 0", String.raw`'x\' OR id > 0'`],
		[String.raw`x\' OR id > 0`, String.raw`'x\\\' OR id > 0'`],
		["\\", String.raw`'\\'`],
	])("no address breaks out of the query: %s", (email, value) => {
		expect(quoted(email)).toBe(value);
		// RT's own pattern of a quoted value (RT::SQL): all of it is one.
		expect(quoted(email)).toMatch(/^'[^'\\]*(?:\\.[^'\\]*)*'$/);
	});

	it("include an open one that is older than all of a full answer, at the price of a second call", async () => {
		const full = changed(...Array.from({ length: 50 }, (_, n) => ({ id: String(1000 + n), Status: "resolved" })));
		const { result, requests } = lookUp([full, changed({ id: "7", Status: "open" })]);
		const tickets = shown(await result);
		expect(tickets).toHaveLength(10);
		expect(tickets[0]).toMatchObject({ reference: "#7", state: { label: "Open" } });
		expect(requests.map(({ path }) => queryOf(path).get("query"))).toEqual([
			`Requestor.EmailAddress = '${LENA}'`,
			`Requestor.EmailAddress = '${LENA}' AND Status = '__Active__'`,
		]);
	});

	it("show a status of the site's own in its own word, and tell of it", async () => {
		const { result, unknown } = lookUp(changed({ Status: "waiting-for-parts" }));
		expect(shown(await result)[0]?.state).toEqual({ label: "waiting-for-parts", tone: "neutral" });
		expect(unknown).toEqual(["items.Status waiting-for-parts"]);
	});

	it.each([[""], [null], ["soon"]])("have no priority where RT says %j", async (Priority) => {
		expect(shown(await lookUp(changed({ Priority })).result)[0]).not.toHaveProperty("priority");
	});
});

describe("what Request Tracker refuses", () => {
	it.each([
		["a wrong token", answer("unauthenticated.json"), { reason: expect.stringContaining("Auth Tokens") }],
		["a user without access", answer("forbidden.json"), { reason: expect.stringContaining("ShowTicket") }],
		["a query that it does not know", answer("not-understood.json"), { reason: expect.stringContaining("version 5") }],
		["a wrong address", answer("not-found.json"), { reason: expect.stringContaining("address") }],
		["a proxy's limit", { status: 429, headers: { "retry-after": "7" } }, { retryAfterMs: 7_000 }],
		[
			"a fault of its own",
			{ status: 500, body: { message: "Internal Server Error" } },
			{ reason: expect.stringContaining("(500)") },
		],
		["its page for signing in", {}, { reason: expect.stringContaining("no JSON") }],
		["addresses", changed({ Requestor: [{ EmailAddress: "" }] }), { reason: expect.stringContaining("hides e-mail") }],
		[
			"a known shape",
			changed({ LastUpdated: "yesterday" }),
			{ drift: { path: "items.0.LastUpdated", before: "datetime", after: "text" } },
		],
		[
			"a field",
			changed({ Status: undefined }),
			{ drift: { path: "items.0.Status", before: "text", after: "nothing" } },
		],
	])("is told for %s", async (_, reply, told) => {
		expect(await lookUp(reply).result).toMatchObject({ ok: false, ...told });
	});

	it("never repeats the query that RT quotes in its refusal", async () => {
		expect(JSON.stringify(await lookUp(answer("not-understood.json")).result)).not.toContain("Requestor");
	});

	it("is told of the second call as well", async () => {
		const full = changed(...Array.from({ length: 50 }, (_, n) => ({ id: String(n + 1) })));
		expect(await lookUp([full, { status: 500 }]).result).toMatchObject({ ok: false });
	});

	it.each(HOSTILE)("is a sentence, never an exception, for %s", async (_, body) => {
		for (const reply of [
			{ body },
			{ body: { items: body } },
			{ body: { items: [body] } },
			changed({ Requestor: body }),
		])
			expect(await lookUp(reply).result).toHaveProperty("ok");
	});
});

describe("the test of a connection", () => {
	const test = (change: Parameters<typeof fakeSystem>[0] = {}) => {
		const { fetchSystem } = fakeSystem({
			"/rt/REST/2.0/rt": answer("version.json"),
			"/rt/REST/2.0/queues/all": answer("queues.json"),
			[TICKETS]: answer("any-ticket.json"),
			...change,
		});
		return requestTracker.test(settings, fetchSystem);
	};

	it("says who answers, what queues are seen, and that tickets are", async () => {
		expect(await test()).toEqual([
			{ ok: true, text: "Signed in to Request Tracker 5.0.3+dfsg-3~deb12u6." },
			{ ok: true, text: "Queues that can be seen: General" },
			{ ok: true, text: "Tickets can be searched." },
		]);
	});

	it("names both rights that are missing: RT shows nothing instead of refusing", async () => {
		const lines = await test({
			"/rt/REST/2.0/queues/all": answer("no-queues.json"),
			[TICKETS]: answer("no-tickets.json"),
		});
		expect(lines.map(({ ok, text }) => [ok, /SeeQueue|ShowTicket/.exec(text)?.[0]])).toEqual([
			[true, undefined],
			[false, "SeeQueue"],
			[false, "ShowTicket"],
		]);
	});

	it.each([
		["a wrong token", answer("unauthenticated.json"), /Auth Tokens/],
		["a wrong path", {}, /path/],
		["another system", { body: { name: "nginx" } }, /"Version"/],
	])("ends at the first line with %s", async (_, reply, told) => {
		expect(await test({ "/rt/REST/2.0/rt": reply })).toEqual([{ ok: false, text: expect.stringMatching(told) }]);
	});
});

describe("the settings", () => {
	it.each([
		["https://help.example/rt/", "https://help.example/rt"],
		["https://rt.example", "https://rt.example"],
		["https://help.example/rt/Ticket/Display.html?id=7", "https://help.example/rt"],
		["https://rt.example/REST/2.0/", "https://rt.example"],
	])("take %s", (url, kept) => {
		expect(requestTracker.settings.parse({ url, token: "x" })).toEqual({ url: kept, token: "x" });
	});

	it.each([
		"http://rt.example",
		"rt.example",
		"https://rt.example:8443",
		"https://a@rt.example",
		"https://rt.example/a b",
		"",
	])("take no address like %j", (url) => {
		expect(requestTracker.settings.safeParse({ url, token: "x" }).success).toBe(false);
	});

	it("reach the origin alone", () => {
		expect(requestTracker.origin(settings)).toBe("https://help.example");
	});
});
