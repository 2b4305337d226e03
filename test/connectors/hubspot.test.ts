import { describe, expect, it } from "vitest";
import { hubspot } from "../../src/connectors/hubspot/connector.ts";
import { item } from "../../src/protocol/card.ts";
import { fakeSystem, fixture, HOSTILE } from "./fake-system.ts";

const settings = hubspot.settings.parse({ accessToken: "pat-secret", tagsProperty: "" });
const SEARCH = "/crm/v3/objects/contacts/search";
const crm = {
	[SEARCH]: fixture("hubspot", "contact-search.json"),
	"/crm/v3/owners/41512001": fixture("hubspot", "owner.json"),
	"/account-info/v3/details": fixture("hubspot", "account.json"),
};

function lookUp(
	change: Parameters<typeof fakeSystem>[0] = {},
	keys: object = { email: "lena@example.com" },
	using = settings,
) {
	const { fetchSystem, requests } = fakeSystem({ ...crm, ...change });
	return { requests, result: hubspot.lookup(keys, using, fetchSystem) };
}

describe("the contact of a customer", () => {
	it("carries company, stage, owner, tags and a link into the account's part of the world", async () => {
		const { result, requests } = lookUp();
		const found = await result;
		expect(found).toEqual({
			ok: true,
			found: true,
			items: [
				{
					type: "contact",
					id: "100451",
					href: "https://app-eu1.hubspot.com/contacts/1234567/record/0-1/100451",
					name: "Lena Hoffmann",
					company: "Hoffmann Interieur",
					stage: "salesqualifiedlead, open deal",
					owner: "Nora Whitfield",
					tags: ["vip", "wholesale"],
					since: "2024-01-17T19:55:04.281Z",
				},
			],
		});
		expect(found.ok && found.items.map((one) => item.parse(one))).toHaveLength(1);
		expect(requests[0]).toMatchObject({
			method: "POST",
			headers: { Authorization: "Bearer pat-secret" },
			json: {
				filterGroups: [{ filters: [{ propertyName: "email", operator: "EQ", value: "lena@example.com" }] }],
				properties: expect.arrayContaining(["customer_tags", "hubspot_owner_id"]),
			},
		});
	});

	it("is worth showing without its owner and its link", async () => {
		const found = await lookUp({
			"/crm/v3/owners/": { status: 403 },
			"/crm/v3/owners/41512001": { status: 404 },
			"/account-info": { status: 500 },
			"/account-info/v3/details": { status: 500 },
		}).result;
		const contact = found.ok ? found.items[0] : undefined;
		expect(contact).toMatchObject({ type: "contact", name: "Lena Hoffmann" });
		expect(contact).not.toHaveProperty("owner");
		expect(contact).not.toHaveProperty("href");
	});

	it("takes its tags from the property that the business named", async () => {
		const using = hubspot.settings.parse({ accessToken: "x", tagsProperty: "lifecyclestage" });
		const found = await lookUp({}, undefined, using).result;
		expect(found).toMatchObject({ items: [{ tags: ["salesqualifiedlead"] }] });
	});

	it("is looked for by phone when the e-mail address is unknown, and never by a shop's own id", async () => {
		const replies = [fixture("hubspot", "contact-unknown.json"), fixture("hubspot", "contact-search.json")];
		const { result, requests } = lookUp(
			{ [SEARCH]: replies },
			{ email: "a@b.example", phone: "+491", externalId: "100451" },
		);
		expect(await result).toMatchObject({ ok: true, found: true });
		expect(JSON.stringify(requests[1]?.json)).toContain('"propertyName":"phone","operator":"EQ","value":"+491"');
		const nobody = lookUp({ [SEARCH]: fixture("hubspot", "contact-unknown.json") });
		expect(await nobody.result).toEqual({ ok: true, found: false, items: [] });
	});

	it.each(HOSTILE)("never throws, whatever a property is: %s", async (_, hostile) => {
		for (const body of [
			hostile,
			{ results: hostile },
			{ results: [{ id: "1", properties: { firstname: hostile } }] },
		]) {
			const found = await lookUp({ [SEARCH]: { body } }).result;
			if (found.ok) for (const one of found.items) item.parse(one);
		}
	});

	it("is taken neither from a prototype nor to another path", async () => {
		const properties = JSON.parse('{"__proto__": {"company": "x"}, "firstname": "Eve", "hubspot_owner_id": "../../x"}');
		const { result } = lookUp({ [SEARCH]: { body: { results: [{ id: "1", properties: { ...properties } }] } } });
		expect(await result).toMatchObject({ items: [{ name: "Eve", tags: [] }] });
	});
});

describe("what HubSpot refuses", () => {
	it("says which limit it was and how long that one lasts", async () => {
		expect(await lookUp({ [SEARCH]: fixture("hubspot", "rate-limited.json") }).result).toEqual({
			ok: false,
			reason: "HubSpot is limiting our calls (TEN_SECONDLY_ROLLING).",
			retryAfterMs: 10_000,
		});
		const of = (policyName: string) => lookUp({ [SEARCH]: { status: 429, body: { policyName } } }).result;
		expect(await of("SECONDLY")).toMatchObject({ retryAfterMs: 1_000 });
		expect(await of("DAILY")).toMatchObject({ retryAfterMs: 600_000 });
		// The header is about the short limit: it says nothing of the day's.
		const daily = { ...fixture("hubspot", "rate-limited.json"), body: { policyName: "DAILY" } };
		expect(await lookUp({ [SEARCH]: daily }).result).toMatchObject({ retryAfterMs: 600_000 });
		expect(await of("<b>")).toEqual({ ok: false, reason: "HubSpot is limiting our calls." });
	});

	it.each([
		["a missing scope", fixture("hubspot", "missing-scopes.json"), "crm.objects.contacts.read"],
		["a missing scope without its name", { status: 403, body: {} }, "scopes"],
		["a wrong token", { status: 401 }, "access token"],
		["a fault of its own", { status: 503 }, "(503)"],
		["another shape", { body: { total: "one", results: { id: 51 } } }, 'see "results"'],
		["no JSON", {}, "no JSON"],
	])("is told for %s", async (_, reply, words) => {
		const refused = await lookUp({ [SEARCH]: reply }).result;
		expect(refused).toMatchObject({ ok: false, reason: expect.stringContaining(words) });
		expect(JSON.stringify(refused)).not.toContain("pat-secret");
	});
});

describe("the test of a connection", () => {
	it("says what can be read", async () => {
		const { fetchSystem } = fakeSystem(crm);
		expect((await hubspot.test(settings, fetchSystem)).map(({ ok }) => ok)).toEqual([true, true, true, true]);
	});

	it("says when owners or the property with tags are out of reach", async () => {
		const { fetchSystem } = fakeSystem({ ...crm, "/crm/v3/owners/41512001": { status: 403 } });
		const lines = await hubspot.test(hubspot.settings.parse({ accessToken: "x", tagsProperty: "labels" }), fetchSystem);
		expect(lines.filter(({ ok }) => !ok).map(({ text }) => text)).toEqual([
			expect.stringContaining("scopes"),
			expect.stringContaining("no property labels"),
		]);
	});
});

it("HubSpot's settings take no property name that is none", () => {
	expect(hubspot.settings.safeParse({ accessToken: "x", tagsProperty: "a b" }).success).toBe(false);
	expect(hubspot.origin(settings)).toBe("https://api.hubapi.com");
});
