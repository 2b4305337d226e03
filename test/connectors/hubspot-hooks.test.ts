import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { HookRequest } from "../../src/connectors/connector.ts";
import { hubspot } from "../../src/connectors/hubspot/connector.ts";
import { translate } from "../../src/connectors/hubspot/translate.ts";
import { verify } from "../../src/connectors/hubspot/verify.ts";
import { fixture, HOSTILE, hookRequest, sign } from "./fake-system.ts";
import { checkTranslated } from "./translated.ts";

const SECRET = "client-secret-of-the-app";
const URL_ = "https://heddle.example/v1/hooks/wsp_1/con_1";
const NOW = Date.parse("2025-11-23T09:00:05Z");
const settings = hubspot.settings.parse({ accessToken: "x", tagsProperty: "" });
const batch = z.array(z.record(z.string(), z.unknown())).parse(fixture("hubspot", "hook-contacts.json").body);

/** As HubSpot sends it; `signed` is what the signature is made over. */
function delivery(body: string, over: Partial<HookRequest> = {}, signed = `POST${over.url ?? URL_}${body}${NOW}`) {
	const headers = { "X-HubSpot-Signature-v3": sign(SECRET, signed), "X-HubSpot-Request-Timestamp": String(NOW) };
	return hookRequest(body, headers, { url: URL_, receivedAtMs: NOW, ...over });
}

async function eventsOf(payload: unknown) {
	const verified = await verify(delivery(JSON.stringify(payload)), [SECRET]);
	if (!verified.ok || !verified.events) throw new Error("not a list of events");
	return verified.events;
}

const translated = (change: object) =>
	checkTranslated(translate({ topic: "contact.propertyChange", eventId: "e" }, { ...batch[0], ...change }, settings));

describe("a delivery of HubSpot's", () => {
	it("is good with either of two live secrets", async () => {
		const body = JSON.stringify(batch);
		expect(await verify(delivery(body), ["another", SECRET])).toMatchObject({
			ok: true,
			head: { topic: "contact.propertyChange", occurredAt: "2025-11-23T09:00:00.123Z" },
		});
		expect(await verify(delivery(body), ["another"])).toMatchObject({ ok: false, code: "invalid_signature" });
		expect(await verify(delivery(body), [""])).toMatchObject({ ok: false });
	});

	it.each([
		["another method", { method: "PUT" }],
		["another address", { url: `${URL_}2` }],
		["another body", { body: new TextEncoder().encode("[]") }],
		[
			"a time that was not signed",
			{ header: (name: string) => (/timestamp/i.test(name) ? String(NOW - 1) : sign(SECRET, `POST${URL_}[{}]${NOW}`)) },
		],
		["more than five minutes on the way", { receivedAtMs: NOW + 300_001 }],
		["a time in the future", { receivedAtMs: NOW - 300_001 }],
	])("is refused with %s", async (_, change) => {
		const one = delivery("[{}]", {}, `POST${URL_}[{}]${NOW}`);
		expect(await verify(one, [SECRET])).toMatchObject({ ok: true });
		expect(await verify({ ...one, ...change }, [SECRET])).toMatchObject({ ok: false, code: "invalid_signature" });
	});

	it.each(["soon", "", "-1", "1e12", "0x18", "9".repeat(40)])(
		"is refused with a time that is none: %j",
		async (time) => {
			const headers = {
				"X-HubSpot-Signature-v3": sign(SECRET, `POST${URL_}[]${time}`),
				"X-HubSpot-Request-Timestamp": time,
			};
			const answer = await verify(hookRequest("[]", headers, { url: URL_, receivedAtMs: NOW }), [SECRET]);
			expect(answer).toMatchObject({ ok: false, code: time === "" ? "missing_header" : "invalid_signature" });
		},
	);

	it("without its headers is refused as such", async () => {
		const headers = { "X-HubSpot-Signature": "v1", "X-HubSpot-Request-Timestamp": String(NOW) };
		expect(await verify(hookRequest("[]", headers), [SECRET])).toMatchObject({ code: "missing_header" });
	});

	it("is signed over its address with the characters of HubSpot's table decoded, and no others", async () => {
		const url = `${URL_}?a=%3A%2f%3F%40%21%24%27%28%29%2A%2C%3B&b=%20%26%C3%A4`;
		const decoded = `${URL_}?a=:/?@!$'()*,;&b=%20%26%C3%A4`;
		expect(await verify(delivery("[]", { url }, `POST${decoded}[]${NOW}`), [SECRET])).toMatchObject({ ok: true });
		expect(await verify(delivery("[]", { url }), [SECRET])).toMatchObject({ ok: false });
	});

	it("is signed over its bytes, whatever they say", async () => {
		for (const body of ["", "no JSON", '[{"a":"ä\\u00e4"}]', "null"])
			expect(await verify(delivery(body), [SECRET])).toMatchObject({ ok: true, head: { topic: "unknown" } });
	});
});

describe("the events of one request", () => {
	it("go each their own way, also where HubSpot gives two of them one id", async () => {
		const events = await eventsOf(batch);
		expect(events.map(({ head }) => head.topic)).toEqual(batch.map(({ subscriptionType }) => subscriptionType));
		expect(new Set(events.map(({ head }) => head.eventId)).size).toBe(4);
		expect(events.map(({ body }) => JSON.parse(new TextDecoder().decode(body)))).toEqual(batch);
	});

	it("are the same when HubSpot tries again, in whatever company", async () => {
		const ids = async (payload: unknown) => (await eventsOf(payload)).map(({ head }) => head.eventId);
		const first = await ids(batch);
		const again = batch.map((event) => ({ ...event, attemptNumber: 3 }));
		expect(await ids(again)).toEqual(first);
		expect(await ids([again[2], again[0]])).toEqual([first[2], first[0]]);
		const later = await ids([
			{ ...batch[0], occurredAt: 1763888400124 },
			{ ...batch[0], propertyValue: "other" },
		]);
		expect(new Set([first[0], ...later]).size).toBe(3);
	});

	it("stay together where they cannot be taken apart", async () => {
		const verified = await verify(delivery("[".repeat(300_000) + "]".repeat(300_000)), [SECRET]);
		expect(verified).toMatchObject({ ok: true, head: { topic: "unknown" } });
		expect(verified).not.toHaveProperty("events");
	});

	it("stay together where they are more than a request can carry, so that no megabyte is half a million events", async () => {
		expect(await eventsOf(Array(1_000).fill(1))).toHaveLength(1_000);
		const verified = await verify(delivery(JSON.stringify(Array(1_001).fill(1))), [SECRET]);
		expect(verified).toMatchObject({ ok: true, head: { topic: "unknown" } });
		expect(verified).not.toHaveProperty("events");
	});

	it("are none in an empty list, and the whole body where it is no list", async () => {
		expect(await eventsOf([])).toEqual([]);
		const single = await verify(delivery(JSON.stringify(batch[0])), [SECRET]);
		expect(single).toMatchObject({ ok: true, head: { topic: "unknown" } });
		expect(single).not.toHaveProperty("events");
	});

	// What is nested too deep to be written again stays together (above).
	const WRITTEN = HOSTILE.filter(([name, hostile]) => hostile !== undefined && name !== "deep nesting");
	it.each(WRITTEN)("are told apart though one is %s", async (_, hostile) => {
		const events = await eventsOf([hostile, batch[0]]);
		expect(events[0]?.head.topic).toBe("unknown");
		expect(events[1]?.head.topic).toBe("contact.propertyChange");
		for (const payload of [
			hostile,
			[hostile],
			{ ...batch[0], objectId: hostile },
			{ ...batch[0], propertyValue: hostile },
		])
			checkTranslated(translate({ topic: "t", eventId: "e" }, payload, settings));
	});
});

describe("an event of a contact", () => {
	it("with a new address says whose it is", () => {
		expect(translated({})).toEqual({
			kind: "customer.updated",
			objectType: "contact",
			objectId: "100451",
			reference: "Contact 100451",
			summary: "Contact 100451 changed: email is now Lena@Example.com",
			href: "https://app.hubspot.com/contacts/1234567/record/0-1/100451",
			version: "2025-11-23T09:00:00.123Z",
			facts: {},
			customer: { email: "lena@example.com" },
		});
		expect(translated({ propertyName: "phone", propertyValue: "+491" }).customer).toEqual({ phone: "+491" });
		for (const propertyValue of ["", null, "x".repeat(300), "a\u0000b"])
			expect(translated({ propertyValue }).customer).toEqual({});
	});

	it("tells the value of what the card shows, and of nothing else", () => {
		const said = (propertyName: string) => translated({ propertyName, propertyValue: "VALUE" }).summary;
		expect(said("lifecyclestage")).toContain("lifecyclestage is now VALUE");
		expect(said("customer_tags")).toContain("VALUE");
		for (const name of ["hubspot_owner_id", "diagnosis"]) expect(said(name)).toBe(`Contact 100451 changed: ${name}`);
	});

	it.each([
		["contact.creation", {}, "Contact 100451 created"],
		["contact.deletion", {}, "Contact 100451 deleted"],
		["contact.privacyDeletion", {}, "Contact 100451 deleted for privacy"],
		["contact.merge", { objectId: undefined, primaryObjectId: 7 }, "Contact 7 merged with another"],
		["contact.somethingNew", {}, "Contact 100451 somethingNew"],
		["object.creation", { objectTypeId: "0-1" }, "Contact 100451 created"],
	])("is told in words: %s", (subscriptionType, change, summary) => {
		const one = translated({ subscriptionType, propertyName: undefined, propertyValue: undefined, ...change });
		expect(one).toMatchObject({ kind: "customer.updated", summary, customer: {} });
	});

	it.each(["company.creation", "object.creation", "deal.propertyChange"])(
		"is not one of something else: %s",
		(subscriptionType) => {
			expect(translated({ subscriptionType })).toMatchObject({ kind: "other", objectType: "unknown", customer: {} });
		},
	);
});
