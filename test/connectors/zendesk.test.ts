import { describe, expect, it } from "vitest";
import { zendesk } from "../../src/connectors/zendesk/connector.ts";
import { translate } from "../../src/connectors/zendesk/translate.ts";
import { item } from "../../src/protocol/card.ts";
import { fakeSystem, fixture, HOSTILE, hookRequest, payload, sign } from "./fake-system.ts";
import { checkTranslated } from "./translated.ts";

const settings = zendesk.settings.parse({ subdomain: "Oak", email: "desk@oak.example", apiToken: "token" });
const SEARCH = "/api/v2/users/search.json";
const TICKETS = "/api/v2/users/9873843/tickets/requested.json";
const desk = {
	[SEARCH]: fixture("zendesk", "user-search.json"),
	[TICKETS]: fixture("zendesk", "requested-tickets.json"),
};

function lookUp(change: Parameters<typeof fakeSystem>[0] = {}, keys: object = { email: "lena@example.com" }) {
	const { fetchSystem, requests } = fakeSystem({ ...desk, ...change });
	return { requests, result: zendesk.lookup(keys, settings, fetchSystem) };
}

describe("the tickets of a customer", () => {
	it("with a status that is new are shown in its words, and it is told of", async () => {
		const noted: unknown[] = [];
		const text = JSON.stringify(fixture("zendesk", "requested-tickets.json").body);
		const body = JSON.parse(text.replace('"status":"pending"', '"status":"on_ice"'));
		const { fetchSystem } = fakeSystem({ ...desk, [TICKETS]: { body } });
		const note = (path: string, value: string) => noted.push([path, value]);
		const found = await zendesk.lookup({ email: "lena@example.com" }, settings, fetchSystem, note);
		expect(JSON.stringify(found)).toContain('"on_ice"');
		expect(noted).toEqual([["tickets.status", "on_ice"]]);
	});

	it("come urgent and open ones first", async () => {
		const { result, requests } = lookUp();
		const found = await result;
		if (!found.ok) throw new Error(found.reason);
		const tickets = found.items.map((one) => item.parse(one));
		expect(tickets.map((one) => one.type === "ticket" && [one.reference, one.state.label, one.state.tone])).toEqual([
			["#35439", "Open", "bad"],
			["#35437", "Open", "warn"],
			["#35438", "Pending", "neutral"],
			["#35436", "Solved", "good"],
			["#35440", "Closed", "good"],
		]);
		expect(tickets[0]).toMatchObject({ href: "https://oak.zendesk.com/agent/tickets/35439", priority: "urgent" });
		expect(tickets[4]).toMatchObject({ subject: "(no subject)" });
		expect(requests[0]?.headers).toEqual({ Authorization: `Basic ${btoa("desk@oak.example/token:token")}` });
	});

	it("are those of the equal address, not of one that resembles it", async () => {
		const { result, requests } = lookUp();
		expect(await result).toMatchObject({ found: true, externalId: "9873843" });
		expect(new URL(requests[0]?.path ?? "", "https://x.example").searchParams.get("query")).toBe(
			'type:user email:"lena@example.com"',
		);
		expect(requests[1]?.path).toContain("/users/9873843/");
		expect(await lookUp({}, { email: "ena@example.com" }).result).toEqual({ ok: true, found: false, items: [] });
	});

	it("are looked for by phone too, never by a shop's own id, and no key breaks out of the query", async () => {
		expect(await lookUp({}, { phone: "+4940123456" }).result).toMatchObject({ ok: true, found: true });
		const tricky = lookUp({}, { email: 'x" OR email:"lena@example.com', externalId: "9873843" });
		expect(await tricky.result).toEqual({ ok: true, found: false, items: [] });
		expect(tricky.requests).toEqual([]);
	});

	it("are ten at most", async () => {
		const [one] = JSON.parse(JSON.stringify(payload("zendesk", "requested-tickets.json").tickets));
		const found = await lookUp({ [TICKETS]: { body: { tickets: Array(60).fill(one) } } }).result;
		expect(found.ok && found.items).toHaveLength(10);
	});
});

describe("what Zendesk refuses", () => {
	it.each([
		["wrong credentials", fixture("zendesk", "unauthenticated.json"), { reason: expect.stringContaining("API token") }],
		["an agent without access", { status: 403 }, { reason: expect.stringContaining("all tickets") }],
		["too many calls", fixture("zendesk", "rate-limited.json"), { retryAfterMs: 93_000 }],
		["a fault of its own", { status: 500 }, { reason: expect.stringContaining("(500)") }],
		["a page that is no JSON", {}, { reason: expect.stringContaining("no JSON") }],
		["another shape", { body: { users: [{ id: null }] } }, { reason: expect.stringContaining('"users.0.id"') }],
	])("is told for %s", async (_, reply, told) => {
		expect(await lookUp({ [SEARCH]: reply }).result).toMatchObject({ ok: false, ...told });
	});

	it("is told of the tickets as well", async () => {
		expect(await lookUp({ [TICKETS]: { body: { tickets: [{ id: 1 }] } } }).result).toMatchObject({ ok: false });
	});
});

describe("the test of a connection", () => {
	it.each([
		["me.json", [true, true]],
		["me-anonymous.json", [false]],
	])("reads %s", async (name, lines) => {
		const { fetchSystem } = fakeSystem({ "/api/v2/users/me.json": fixture("zendesk", name) });
		expect((await zendesk.test(settings, fetchSystem)).map(({ ok }) => ok)).toEqual(lines);
	});
});

const body = JSON.stringify(payload("zendesk", "hook-status-changed.json"));
const TIME = "2025-01-08T10:12:08Z";
const verify = (text: string, headers: Record<string, string>) => {
	if (!zendesk.hooks) throw new Error("Zendesk has webhooks");
	return zendesk.hooks.verify(hookRequest(text, headers), ["hush"]);
};
const signed = (signature: string, timestamp: string) => ({
	"X-Zendesk-Webhook-Signature": signature,
	"X-Zendesk-Webhook-Signature-Timestamp": timestamp,
});

describe("a webhook's signature", () => {
	it("covers the timestamp and the body", async () => {
		const signature = sign("hush", TIME + body);
		expect(await verify(body, signed(signature, TIME))).toEqual({
			ok: true,
			head: {
				topic: "zen:event-type:ticket.status_changed",
				eventId: "cbe4028c-7239-495d-b020-f22348516046",
				occurredAt: "2025-01-08T10:12:07.672Z",
			},
		});
		expect(await verify(body, signed(signature, "2025-01-08T10:12:09Z"))).toEqual({
			ok: false,
			code: "invalid_signature",
		});
		expect(await verify(`${body} `, signed(signature, TIME))).toEqual({ ok: false, code: "invalid_signature" });
		expect(await verify(body, signed(sign("hush", body), TIME))).toEqual({ ok: false, code: "invalid_signature" });
	});

	it("has to be there, and its timestamp too", async () => {
		expect(await verify(body, { "X-Zendesk-Webhook-Signature": "x" })).toEqual({ ok: false, code: "missing_header" });
		expect(await verify(body, { "X-Zendesk-Webhook-Signature-Timestamp": TIME })).toEqual({
			ok: false,
			code: "missing_header",
		});
	});

	it("lets in a signed body that says nothing, as an unknown topic", async () => {
		expect(await verify("{}", signed(sign("hush", `${TIME}{}`), TIME))).toMatchObject({
			ok: true,
			head: { topic: "unknown" },
		});
	});
});

describe("a ticket event in canonical form", () => {
	it.each(zendesk.hooks?.topics ?? [])("reads %s", (topic) => {
		const head = { topic, eventId: "event-1" };
		expect(checkTranslated(translate(head, payload("zendesk", "hook-status-changed.json"), settings))).toMatchObject({
			kind: "other",
			objectType: "ticket",
			objectId: "5158",
			reference: "#5158",
			version: "2025-01-08T10:12:07.000Z",
			item: { type: "ticket", state: { label: "Open", tone: "warn" }, priority: "low" },
			customer: { externalId: "8447388090494" },
		});
	});

	it.each(HOSTILE)("never throws: %s", (_, hostile) => {
		for (const topic of [...(zendesk.hooks?.topics ?? []), "zen:event-type:user.created", "__proto__", ""]) {
			checkTranslated(translate({ topic, eventId: "event-1" }, hostile, settings));
		}
	});
});

it.each(["oak.zendesk.com", "a.b", "-a", "a/b", ""])("the settings take no subdomain like %j", (subdomain) => {
	expect(zendesk.settings.safeParse({ subdomain, email: "a@b.example", apiToken: "x" }).success).toBe(false);
});
