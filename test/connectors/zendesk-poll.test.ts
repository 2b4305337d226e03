// Asking Zendesk what changed: pages that move while they are read, and one state told by webhook and by sweep.
import { describe, expect, it } from "vitest";
import type { Finding, SystemFetch } from "../../src/connectors/connector.ts";
import { zendesk } from "../../src/connectors/zendesk/connector.ts";
import { poll } from "../../src/connectors/zendesk/poll.ts";
import { translate } from "../../src/connectors/zendesk/translate.ts";
import { stateId, twinOf } from "../../src/events/twins.ts";
import { connectionId } from "../../src/protocol/ids.ts";
import { fakeSystem, fixture, HOSTILE, payload } from "./fake-system.ts";
import { checkTranslated } from "./translated.ts";

const SPAN = { afterMs: Date.parse("2026-11-23T08:00:00.400Z"), untilMs: Date.parse("2026-11-23T09:00:00.400Z") };
const settings = zendesk.settings.parse({ subdomain: "oak", email: "nora@oak.example", apiToken: "token-0123456789" });
const CONNECTION = connectionId.parse(`cnn_${"0".repeat(26)}`);

const ticket = (id: number, updated_at: string, more: object = {}) => ({
	id,
	subject: "Where is my table?",
	description: "Private words of a customer.",
	status: "open",
	priority: "low",
	requester_id: 77,
	created_at: "2026-11-01T08:00:00Z",
	updated_at,
	...more,
});
const page = (tickets: object[], after_cursor: string | null = null) => ({
	body: { tickets, meta: { has_more: after_cursor !== null, after_cursor, before_cursor: null } },
});
const ask = (fetchSystem: SystemFetch, cursor?: string) => poll.changedSince(SPAN, settings, fetchSystem, cursor);
async function foundIn(
	...pages: ReturnType<typeof page>[]
): Promise<{ findings: Finding[]; next: string | undefined }> {
	const read = await ask(fakeSystem({ "/api/v2/tickets.json": pages }).fetchSystem);
	if (!read.ok) throw new Error(read.reason);
	return { findings: read.value.findings, next: read.value.next };
}
const told = ({ head, payload }: Finding) => checkTranslated(translate(head, payload, settings));

describe("Zendesk, asked what changed", () => {
	it.each(HOSTILE)("that answers with %s is told of in a sentence", async (_, body) => {
		const { fetchSystem } = fakeSystem({ "/": { body } });
		expect(await ask(fetchSystem)).toMatchObject({ ok: false, reason: expect.stringMatching(/^[A-Z].{10,}/) });
	});

	it("that refuses says what to do, and one that is asked too often says when to come back", async () => {
		const refusing = fakeSystem({ "/": { status: 403, body: {} } });
		expect(await ask(refusing.fetchSystem)).toMatchObject({
			ok: false,
			reason: expect.stringContaining("all tickets"),
		});
		const { status, headers, body } = fixture("zendesk", "rate-limited.json");
		const limiting = fakeSystem({ "/": { status, headers, body } });
		expect(await ask(limiting.fetchSystem)).toMatchObject({ ok: false, retryAfterMs: expect.any(Number) });
	});

	it("is asked newest first, and behind the ticket that the last page ended with", async () => {
		const { fetchSystem, requests } = fakeSystem({ "/": page([]) });
		await ask(fetchSystem);
		await ask(fetchSystem, "abc|=");
		const asked = requests.map(({ path }) => Object.fromEntries(new URL(path, "https://oak.zendesk.com").searchParams));
		expect(asked).toEqual([
			{ sort: "-updated_at", "page[size]": "50" },
			{ sort: "-updated_at", "page[size]": "50", "page[after]": "abc|=" },
		]);
	});

	it("leaves what is newer than the window to the next one, and ends with what is older", async () => {
		const newer = ticket(1, "2026-11-23T09:00:01Z");
		const inside = [ticket(2, "2026-11-23T09:00:00Z"), ticket(3, "2026-11-23T08:00:00Z")];
		const older = ticket(4, "2026-11-23T07:59:59Z");
		const all = await foundIn(page([newer, ...inside, older], "more"));
		expect(all.findings.map((one) => told(one).objectId)).toEqual(["2", "3"]);
		expect(all.next).toBeUndefined();
		expect((await foundIn(page([newer], "more"))).next).toBe("more");
		expect((await foundIn(page([newer, ...inside], "more"))).next).toBe("more");
		expect((await foundIn(page([newer, ...inside]))).next).toBeUndefined();
	});

	it("says what happened, as far as the state before tells it", async () => {
		const at = "2026-11-23T08:30:00Z";
		const topicOf = async (change: object, last?: object) => {
			const [one] = (await foundIn(page([ticket(5, at, change)]))).findings;
			const [before] = (await foundIn(page([ticket(5, "2026-11-23T08:10:00Z", last)]))).findings;
			const item = before && told(before).item;
			if (!one || !item) throw new Error("both are found");
			return (last && poll.besideLast ? poll.besideLast(one, item) : one).head.topic.split(".").at(-1);
		};
		expect(await topicOf({ created_at: at })).toBe("created");
		expect(await topicOf({})).toBe("changed");
		expect(await topicOf({ created_at: at }, {})).toBe("changed");
		expect(await topicOf({ status: "solved" }, {})).toBe("status_changed");
		expect(await topicOf({ status: "on_ice" }, { status: "ON_ICE" })).toBe("changed");
		expect(await topicOf({ priority: "urgent" }, {})).toBe("priority_changed");
		expect(await topicOf({ priority: null }, {})).toBe("priority_changed");
	});

	it("hands on nothing of a ticket that its webhooks' reading does not want", async () => {
		const { findings } = await foundIn(page([ticket(6, "2026-11-23T08:30:00Z", { tags: ["vip"] })]));
		expect(JSON.stringify(findings)).not.toMatch(/Private words|vip/);
	});
});

it("a ticket's state has one id, whether its webhook tells of it or a sweep", async () => {
	const { detail, id, type, ...rest } = payload("zendesk", "hook-status-changed.json");
	const webhook = translate({ topic: String(type), eventId: String(id) }, { detail, id, type, ...rest }, settings);
	const state = ticket(5158, "2025-01-08T10:12:07Z", { requester_id: 8447388090494 });
	const span = { afterMs: Date.parse("2025-01-08T10:00:00Z"), untilMs: Date.parse("2025-01-08T11:00:00Z") };
	const read = await poll.changedSince(span, settings, fakeSystem({ "/": page([state]) }).fetchSystem);
	const [finding] = read.ok ? read.value.findings : [];
	if (!finding) throw new Error("it is found");
	const swept = told(finding);
	expect(await twinOf(CONNECTION, poll, webhook)).toBe(await stateId(CONNECTION, poll, swept));
	const { summary: _, ...same } = swept;
	expect(webhook).toMatchObject(same);
	expect(await twinOf(CONNECTION, poll, { ...webhook, version: "2025-01-08T10:12:08.000Z" })).not.toBe(
		await stateId(CONNECTION, poll, swept),
	);
});
