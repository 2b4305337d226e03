// A ticket has no kind of its own among events. What a sweep tells of it is told once all the same.
import { createHmac } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import statusChanged from "../../src/connectors/zendesk/fixtures/hook-status-changed.json";
import { businessObjects, events } from "../../src/db/schema/event.ts";
import { connection, connectionHealth, madeConnection } from "../../src/protocol/connections.ts";
import { apply, SOON } from "../support/server/applied.ts";
import { call } from "../support/server/call.ts";
import { found, type Home } from "../support/server/home.ts";
import { watchLog } from "../support/server/log-lines.ts";
import { answerOutside } from "../support/server/outside.ts";
import type { MadeConnection } from "../support/server/shop.ts";
import { sweep } from "../support/server/sweeping.ts";

const SECRET = "a signing secret of Zendesk's";
const AT = "2026-11-23T08:00:00Z";

let home: Home;
let desk: MadeConnection;
let tickets: object[] = [];
beforeAll(async () => {
	home = await found("Oak");
	const settings = { subdomain: "oak", email: "nora@oak.example", apiToken: "token-0123456789" };
	const body = { connector: "zendesk", name: "Tickets", settings, hookSecret: SECRET };
	desk = await home.owner.post("/v1/connections", body, madeConnection);
});

const ticket = (change: object = {}) => ({ ...statusChanged.body.detail, created_at: AT, updated_at: AT, ...change });

function hook(name: string, detail: object): Promise<Response> {
	const event = { ...statusChanged.body, id: crypto.randomUUID(), type: `zen:event-type:ticket.${name}`, detail };
	const raw = JSON.stringify(event);
	const signature = createHmac("sha256", SECRET).update(`${AT}${raw}`).digest("base64");
	const headers = { "X-Zendesk-Webhook-Signature": signature, "X-Zendesk-Webhook-Signature-Timestamp": AT };
	return call(new URL(desk.hookUrl ?? "").pathname, { method: "POST", body: raw, headers });
}

async function sweepAndApply(news: number): Promise<void> {
	const log = watchLog();
	const before = log.of("event_applied").length;
	await sweep(home, desk);
	await expect.poll(() => log.of("event_applied").length - before, SOON).toBe(news);
}

const rows = () => home.db.query((query) => query.select().from(events).where(eq(events.connectionId, desk.id)));
const told = async () => (await rows()).filter(({ sameAs }) => sameAs === null).map(({ event }) => event.summary);

describe("a ticket that a sweep finds", () => {
	it("is one event, also when all webhooks of that state come after all, and its topic is none without words", async () => {
		answerOutside(({ url }) =>
			url.hostname === "oak.zendesk.com"
				? Response.json({ tickets, meta: { has_more: false, after_cursor: null, before_cursor: null } })
				: undefined,
		);
		await apply(() => hook("created", ticket({ updated_at: "2026-11-23T07:00:00Z", status: "NEW" })));
		tickets = [ticket({ id: 5158, status: "open", priority: "low", created_at: "2026-11-23T07:00:00Z" })];
		await sweepAndApply(1);
		await sweepAndApply(0);
		expect((await told()).toSorted()).toEqual([
			"Ticket #5158 created, new: Where is my table?",
			"Ticket #5158 status changed, open: Where is my table?",
		]);
		const later = { updated_at: `${new Date(Date.now() - 90_000).toISOString().slice(0, 19)}Z` };
		tickets = [ticket({ status: "open", priority: "low", ...later })];
		await sweepAndApply(1);
		await apply(
			() => hook("comment_added", ticket(later)),
			() => hook("status_changed", ticket()),
		);
		expect(await rows()).toHaveLength(5);
		expect((await told()).toSorted()).toEqual([
			"Ticket #5158 changed, open: Where is my table?",
			"Ticket #5158 created, new: Where is my table?",
			"Ticket #5158 status changed, open: Where is my table?",
		]);
		const [object, ...more] = await home.db.query((query) =>
			query.select().from(businessObjects).where(eq(businessObjects.connectionId, desk.id)),
		);
		expect(more).toEqual([]);
		expect(object?.item).toMatchObject({ type: "ticket", id: "5158", state: { label: "Open" } });
		const listed = z.object({ data: z.array(connection.extend({ health: connectionHealth })) });
		const [{ health } = { health: undefined }] = (await home.owner.get("/v1/connections", listed)).data;
		expect(health?.unknownTopics).toEqual([]);
	});
});
