// Asking Request Tracker what changed. Against the sandbox: test/sandbox/unsigned-sweeps.test.ts; the real one: scripts/real.
import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/connectors/connector.ts";
import { requestTracker } from "../../src/connectors/request-tracker/connector.ts";
import { changedSince } from "../../src/connectors/request-tracker/poll.ts";
import { changedWithin } from "../../src/connectors/request-tracker/ticket-sql.ts";
import { fakeSystem, fixture, HOSTILE } from "./fake-system.ts";
import { checkTranslated } from "./translated.ts";

const settings = requestTracker.settings.parse({ url: "https://help.example/rt/", token: "1-27-abc" });
const TICKETS = "/rt/REST/2.0/tickets";
const SPAN = { afterMs: Date.parse("2026-11-25T17:00:00Z"), untilMs: Date.parse("2026-11-25T17:05:00Z") };
const NOW = Date.parse("2026-11-25T17:06:00Z");

function ticket(id: number, over: object = {}): object {
	return {
		...{ type: "ticket", id: String(id), _url: `https://help.example/rt/REST/2.0/ticket/${id}` },
		...{ Subject: "Where is my loom?", Status: "open", Priority: "50" },
		...{ Created: "2026-11-20T08:00:00Z", LastUpdated: "2026-11-25T17:02:00Z" },
		Requestor: [{ type: "user", id: "lena", EmailAddress: "Lena.Hoffmann@example.com" }],
		...over,
	};
}

const page = (items: object[], total: number | null = items.length) => ({ body: { items, total } });
const many = (count: number, from = 1) => Array.from({ length: count }, (_, n) => ticket(from + n));

/** All pages of the window. */
async function ask(...replies: Parameters<typeof fakeSystem>[0][string][]) {
	const { fetchSystem, requests } = fakeSystem({ [TICKETS]: replies.flat() });
	const findings: Finding[] = [];
	let cursor: string | undefined;
	do {
		const read = await changedSince(SPAN, settings, fetchSystem, cursor, NOW);
		if (!read.ok) return { read, findings, asked: [] };
		findings.push(...read.value.findings);
		cursor = read.value.next;
	} while (cursor !== undefined);
	const asked = requests.map(({ path }) => new URL(path, "https://x.example").searchParams);
	return { read: undefined, findings, asked };
}

function translate({ head, payload }: Finding) {
	if (!requestTracker.poll?.translate) throw new Error("what it finds can be read");
	return checkTranslated(requestTracker.poll.translate(head, payload, settings));
}

describe("Request Tracker, asked what changed", () => {
	it("is asked for times that are so long ago, which no zone changes, with an hour to spare", async () => {
		const { asked } = await ask(page([]));
		expect(asked.map((query) => Object.fromEntries(query))).toEqual([
			{
				query: "LastUpdated > '71 minutes ago' AND id > 0",
				...{ orderby: "id", order: "ASC", per_page: "50", page: "1" },
				fields: "Subject,Status,Priority,Created,LastUpdated,Requestor",
				"fields[Requestor]": "EmailAddress",
			},
		]);
	});

	it.each([
		[0, "1 minutes"],
		[999 * 60_000, "999 minutes"],
		[999 * 60_000 + 1, "17 hours"],
		[999 * 3_600_000 + 1, "42 days"],
		[4_000 * 86_400_000, "999 days"],
	])("never with the four digits that it takes for a time of day: %d ms", (ms, told) => {
		expect(changedWithin(ms, "7")).toBe(`LastUpdated > '${told} ago' AND id > 7`);
	});

	it("tells what lies in the window alone: the hour to spare is left out, and so is what changed since", async () => {
		const at = (id: number, LastUpdated: string) => ticket(id, { LastUpdated });
		const { findings } = await ask(
			page([
				at(1, "2026-11-25T16:30:00Z"),
				at(2, "2026-11-25T17:00:00Z"),
				at(3, "2026-11-25T17:00:01Z"),
				at(4, "2026-11-25T17:05:00Z"),
				at(5, "2026-11-25T17:05:01Z"),
			]),
		);
		expect(findings.map((one) => translate(one).objectId)).toEqual(["3", "4"]);
	});

	it("is read behind the last id, so that what changes or has the same time meanwhile moves no page", async () => {
		const { findings, asked } = await ask(
			page(many(50), 101),
			// Of the first page two have changed since: RT counts them still, and they come no more.
			page(many(50, 51), 51),
			page(many(1, 101), 1),
		);
		expect(findings.map(({ head }) => head.eventId.split(" ")[0])).toEqual(
			Array.from({ length: 101 }, (_, n) => String(n + 1)),
		);
		expect(asked.map((query) => [query.get("query")?.split("AND ")[1], query.get("page")])).toEqual([
			["id > 0", "1"],
			["id > 50", "1"],
			["id > 100", "1"],
		]);
	});

	it("that leaves tickets out of a page is asked for the page behind it, to the end", async () => {
		const { findings, asked } = await ask(page([], 120), page(many(3, 70), 120), page(many(2, 110), 120));
		expect(findings).toHaveLength(5);
		expect(asked.map((query) => [query.get("query")?.split("AND ")[1], query.get("page")])).toEqual([
			["id > 0", "1"],
			["id > 0", "2"],
			["id > 0", "3"],
		]);
	});

	it("that does not say how many it leaves out is not believed", async () => {
		const { read } = await ask(page(many(3), null));
		expect(read?.reason).toContain("$UseSQLForACLChecks");
	});

	it.each([
		["a wrong token", fixture("request-tracker", "unauthenticated.json"), { reason: expect.stringContaining("Auth") }],
		[
			"a missing right",
			fixture("request-tracker", "forbidden.json"),
			{ reason: expect.stringContaining("ShowTicket") },
		],
		["a search it cannot read", fixture("request-tracker", "not-understood.json"), {}],
		["a proxy's limit", { status: 429, headers: { "retry-after": "7" } }, { retryAfterMs: 7_000 }],
		["a fault of its own", { status: 502 }, { broken: true }],
		[
			"another form",
			page([ticket(1, { LastUpdated: "yesterday" })]),
			{ drift: { path: "items.0.LastUpdated", before: "datetime", after: "text" } },
		],
		["an id that is none", page([ticket(1, { id: "1 OR id > 0" })]), { reason: expect.stringContaining("items.0.id") }],
	])("says what is wrong with %s", async (_, reply, told) => {
		expect((await ask(reply)).read).toMatchObject({ ok: false, reason: expect.stringMatching(/\w{3,} .*/), ...told });
	});

	it.each(HOSTILE)("breaks at nothing that it is answered: %s", async (_, body) => {
		for (const reply of [{ body }, { body: { total: 1, items: body } }, { body: { total: 1, items: [body] } }]) {
			const { read, findings } = await ask(reply);
			expect(read?.reason ?? findings.length).toEqual(read ? expect.stringMatching(/^[A-Z].{10,}/) : 0);
		}
	});

	it("takes a cursor that is not its own for none", async () => {
		const { fetchSystem, requests } = fakeSystem({ [TICKETS]: page([]) });
		await changedSince(SPAN, settings, fetchSystem, '{"afterId":"0 OR id > 0","page":1}', NOW);
		expect(requests[0]?.path).toContain("id+%3E+0&");
	});
});

describe("a ticket that is found", () => {
	const foundOne = async (over: object = {}) => {
		const [finding] = (await ask(page([ticket(4, over)]))).findings;
		if (!finding) throw new Error("it is found");
		return finding;
	};

	it("reads as the card shows it, for the first of its requestors", async () => {
		const two = [
			{ EmailAddress: "" },
			{ EmailAddress: "Lena.Hoffmann@example.com" },
			{ EmailAddress: "b@example.com" },
		];
		const read = translate(await foundOne({ Requestor: two, Priority: 100 }));
		expect(read).toEqual({
			...{ kind: "other", objectType: "ticket", objectId: "4", reference: "#4", facts: {} },
			summary: "Ticket #4 changed, open: Where is my loom?",
			href: "https://help.example/rt/Ticket/Display.html?id=4",
			version: "2026-11-25T17:02:00.000Z",
			customer: { email: "Lena.Hoffmann@example.com" },
			item: expect.objectContaining({ type: "ticket", id: "4", state: { label: "Open", tone: "bad" } }),
		});
	});

	it("has the kind, object and time of a webhook of that state, written as the guide says", async () => {
		const hook = JSON.stringify({
			...{ topic: "Resolve", object: { type: "ticket", id: 4 }, updatedAt: "2026-11-25T17:02:00Z" },
			customer: { email: "Lena.Hoffmann@example.com" },
		});
		const head = { topic: "Resolve", eventId: "1" };
		const told = requestTracker.hooks?.translate(head, JSON.parse(hook), settings);
		const { kind, objectType, objectId, version, customer } = translate(await foundOne());
		expect(told).toMatchObject({ kind, objectType, objectId, version, customer });
	});

	it("is new where it was made in the window, unless it is known", async () => {
		const finding = await foundOne({ Created: "2026-11-25T17:01:59Z" });
		expect(translate(finding).summary).toContain("#4 created,");
		const { item } = translate(finding);
		const again = item && requestTracker.poll?.besideLast?.(finding, item);
		expect(again && translate(again).summary).toContain("#4 changed,");
	});

	it.each([[[]], [[{ EmailAddress: null }]]])("without an address that RT shows is nobody's: %j", async (Requestor) => {
		expect(translate(await foundOne({ Requestor })).customer).toEqual({});
	});

	it.each(HOSTILE)("but cannot be read is kept: %s", (_, payload) => {
		translate({ head: { topic: "ticket.updated", eventId: "4 x" }, payload });
	});
});
