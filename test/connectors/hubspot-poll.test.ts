// Asking HubSpot what changed: contacts that move while pages are read, and changes that webhooks tell of too.
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Finding, SystemFetch } from "../../src/connectors/connector.ts";
import { translateChange } from "../../src/connectors/hubspot/changes.ts";
import { hubspot } from "../../src/connectors/hubspot/connector.ts";
import { poll } from "../../src/connectors/hubspot/poll.ts";
import { translate } from "../../src/connectors/hubspot/translate.ts";
import { stateId, twinOf } from "../../src/events/twins.ts";
import { connectionId } from "../../src/protocol/ids.ts";
import { fakeSystem, fixture, HOSTILE } from "./fake-system.ts";
import { checkTranslated } from "./translated.ts";

const SPAN = { afterMs: Date.parse("2026-11-23T08:00:00Z"), untilMs: Date.parse("2026-11-23T09:00:00Z") };
const settings = hubspot.settings.parse({ accessToken: "pat-eu1-0123456789" });
const CONNECTION = connectionId.parse(`cnn_${"0".repeat(26)}`);
const SEARCH = "/crm/v3/objects/contacts/search";
const READ = "/crm/v3/objects/contacts/batch/read";
const ACCOUNT = "/account-info/v3/details";

const touched = (id: number, lastmodifieddate: string) => ({ id: String(id), properties: { lastmodifieddate } });
const search = (results: object[], after?: string) => ({
	body: { total: 1, results, ...(after && { paging: { next: { after, link: "?" } } }) },
});
const contact = (id: number, propertiesWithHistory: object = {}, more: object = {}) => ({
	id: String(id),
	createdAt: "2025-01-01T00:00:00.000Z",
	updatedAt: "2026-11-23T08:30:00.954Z",
	properties: { email: "Lena@Example.com", phone: "+49 30 1", hs_object_id: String(id) },
	propertiesWithHistory,
	archived: false,
	...more,
});
const version = (value: string, timestamp: string) => ({ value, timestamp, sourceType: "CRM_UI" });
const ask = (fetchSystem: SystemFetch, cursor?: string) => poll.changedSince(SPAN, settings, fetchSystem, cursor);
const told = ({ head, payload }: Finding) => checkTranslated(translateChange(head, payload, settings));

async function foundOf(...contacts: object[]): Promise<Finding[]> {
	const { fetchSystem } = fakeSystem({
		[SEARCH]: search(contacts.map((_, at) => touched(at, "2026-11-23T08:30:00.954Z"))),
		[READ]: { body: { status: "COMPLETE", results: contacts } },
		[ACCOUNT]: fixture("hubspot", "account.json"),
	});
	const read = await ask(fetchSystem);
	if (!read.ok) throw new Error(read.reason);
	return read.value.findings;
}

const asked = z.object({
	filterGroups: z.tuple([z.object({ filters: z.array(z.object({ operator: z.string(), value: z.string() })) })]),
	after: z.string().optional(),
});

describe("HubSpot, asked what changed", () => {
	it.each(HOSTILE)("that answers with %s is told of in a sentence", async (_, body) => {
		const failure = { ok: false, reason: expect.stringMatching(/^[A-Z].{10,}/) };
		expect(await ask(fakeSystem({ "/": { body } }).fetchSystem)).toMatchObject(failure);
		const { fetchSystem } = fakeSystem({ [SEARCH]: search([touched(1, "2026-11-23T08:30:00Z")]), [READ]: { body } });
		expect(await ask(fetchSystem)).toMatchObject(failure);
	});

	it("that lets nobody search names the scope, and one that is asked too often says when to come back", async () => {
		const refusing = fakeSystem({ "/": fixture("hubspot", "missing-scopes.json") });
		expect(await ask(refusing.fetchSystem)).toMatchObject({ ok: false, reason: expect.stringContaining("scope") });
		const limited = fixture("hubspot", "rate-limited.json");
		expect(await ask(fakeSystem({ "/": limited }).fetchSystem)).toMatchObject({ ok: false, retryAfterMs: 10_000 });
		const later = fakeSystem({ [SEARCH]: search([touched(1, "2026-11-23T08:30:00Z")]), [READ]: limited });
		expect(await ask(later.fetchSystem)).toMatchObject({ ok: false, retryAfterMs: 10_000 });
	});

	it("takes no cursor that is not its own for a reason to break", async () => {
		const { fetchSystem } = fakeSystem({ "/": { status: 500, body: {} } });
		expect((await ask(fetchSystem, '{"not":"mine"}')).ok).toBe(false);
	});

	it("is asked on from the last time of change, and by count only within one millisecond", async () => {
		const times = ["2026-11-23T08:10:00.000Z", "2026-11-23T08:10:00.007Z", "2026-11-23T08:10:00.007Z"];
		const { fetchSystem, requests } = fakeSystem({
			[SEARCH]: [
				search([touched(1, times[0] ?? ""), touched(2, times[1] ?? "")], "100"),
				search([touched(2, times[1] ?? ""), touched(3, times[2] ?? "")], "100"),
				search([touched(4, "2026-11-23T09:05:00Z")]),
			],
			[READ]: { body: { results: [] } },
		});
		let cursor: string | undefined;
		do {
			const read = await ask(fetchSystem, cursor);
			if (!read.ok) throw new Error(read.reason);
			cursor = read.value.next;
		} while (cursor !== undefined);
		const searches = requests.filter(({ path }) => path === SEARCH).map(({ json }) => asked.parse(json));
		const [from, shared] = [SPAN.afterMs + 1, Date.parse("2026-11-23T08:10:00.007Z")].map(String);
		expect(searches.map(({ filterGroups: [{ filters }], after }) => [filters[0]?.value, after])).toEqual([
			[from, undefined],
			[shared, undefined],
			[shared, "100"],
		]);
		// Who was touched again since the window ended stands behind it.
		const until = searches.map(({ filterGroups: [{ filters }] }) => Number(filters[1]?.value));
		expect(until.every((ms) => ms > SPAN.untilMs + 60_000)).toBe(true);
	});

	it("is asked for the histories of at most fifty contacts at once", async () => {
		const ids = Array.from({ length: 70 }, (_, at) => touched(at, "2026-11-23T08:30:00Z"));
		const { fetchSystem, requests } = fakeSystem({ [SEARCH]: search(ids), [READ]: { body: { results: [] } } });
		await ask(fetchSystem);
		const inputs = requests.flatMap(({ path, json }) =>
			path === READ ? [z.object({ inputs: z.array(z.unknown()) }).parse(json).inputs.length] : [],
		);
		expect(inputs).toEqual([50, 20]);
	});

	it("has nothing to tell of contacts that were only seen, or changed at another time", async () => {
		const old = version("old@example.com", "2026-11-23T08:00:00.000Z");
		const later = version("lead", "2026-11-23T09:00:00.001Z");
		expect(await foundOf(contact(1), contact(2, { email: [old], lifecyclestage: [later] }))).toEqual([]);
	});

	it("tells of each second in which something happened, whose it is, and no value that the card does not show", async () => {
		const [first, second, ...more] = await foundOf(
			contact(51, {
				hubspot_owner_id: [version("41512001", "2026-11-23T08:20:00.930Z")],
				email: [
					version("lena@example.com", "2026-11-23T08:30:00.930Z"),
					version("old@example.com", "2025-01-01T00:00:00.000Z"),
				],
				lifecyclestage: [version("customer", "2026-11-23T08:30:00.931Z")],
			}),
		);
		if (!first || !second) throw new Error("both are found");
		expect(more).toEqual([]);
		expect(told(first)).toMatchObject({
			kind: "customer.updated",
			summary: "Contact 51 changed: hubspot_owner_id",
			version: "2026-11-23T08:20:00.000Z",
			customer: { email: "lena@example.com" },
			href: expect.stringMatching(/^https:\/\/app\.hubspot\.com\/contacts\/\d+\/record\/0-1\/51$/),
		});
		expect(told(second).summary).toBe(
			"Contact 51 changed: email is now lena@example.com, lifecyclestage is now customer",
		);
	});

	it("tells of a contact that was made, once", async () => {
		const at = "2026-11-23T08:40:00.100Z";
		const all = await foundOf(contact(52, { email: [version("a@example.com", at)] }, { createdAt: at }), contact(53));
		expect(all.map((one) => [one.head.topic, told(one).summary])).toEqual([["contact.creation", "Contact 52 created"]]);
	});

	it("gives no link where the account cannot be read, and still tells", async () => {
		const history = { phone: [version("+49 30 1", "2026-11-23T08:30:00Z")] };
		const { fetchSystem } = fakeSystem({
			[SEARCH]: search([touched(1, "2026-11-23T08:30:00Z")]),
			[READ]: { body: { results: [contact(1, history, { properties: { email: null, phone: " +49 30 1 " } })] } },
			[ACCOUNT]: { status: 403, body: {} },
		});
		const read = await ask(fetchSystem);
		const [finding] = read.ok ? read.value.findings : [];
		if (!finding) throw new Error("it is found");
		expect(told(finding)).toMatchObject({ customer: { phone: "+49 30 1" } });
		expect(told(finding).href).toBeUndefined();
	});
});

describe("a contact's change", () => {
	const webhook = (propertyName: string, occurredAt: string) =>
		translate(
			{ topic: "contact.propertyChange", eventId: "1" },
			{
				subscriptionType: "contact.propertyChange",
				objectId: 51,
				portalId: 7,
				propertyName,
				propertyValue: "x",
				occurredAt: Date.parse(occurredAt),
			},
			settings,
		);
	const found = async () => {
		const [one] = await foundOf(contact(51, { lifecyclestage: [version("customer", "2026-11-23T08:30:00.930Z")] }));
		if (!one) throw new Error("it is found");
		return told(one);
	};

	it("has one id, whether its webhook tells of it or a sweep", async () => {
		const swept = await stateId(CONNECTION, poll, await found());
		expect(await twinOf(CONNECTION, poll, webhook("lifecyclestage", "2026-11-23T08:30:00.930Z"))).toBe(swept);
		expect(await twinOf(CONNECTION, poll, webhook("email", "2026-11-23T08:30:01.000Z"))).not.toBe(swept);
	});

	it("that a webhook has told is no news, even where the two clocks are some milliseconds apart", async () => {
		const { version: swept } = await found();
		expect(swept <= webhook("lifecyclestage", "2026-11-23T08:30:00.902Z").version).toBe(true);
	});

	it.each(HOSTILE)("that is %s becomes an event that can be kept", (_, payload) => {
		checkTranslated(translateChange({ topic: "contact.propertyChange", eventId: "1" }, payload, settings));
	});
});
