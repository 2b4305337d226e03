// A system whose webhooks are made by hand, if at all: what a sweep tells of it, and what its webhook then still has to tell.
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { businessObjects, events } from "../../src/db/schema/event.ts";
import { madeConnection } from "../../src/protocol/connections.ts";
import { apply, SOON, stored } from "../support/server/applied.ts";
import { call } from "../support/server/call.ts";
import { found, type Home } from "../support/server/home.ts";
import { watchLog } from "../support/server/log-lines.ts";
import { answerOutside } from "../support/server/outside.ts";
import { identityOf, type MadeConnection } from "../support/server/shop.ts";
import { sweep } from "../support/server/sweeping.ts";
import { talk } from "../support/server/talk.ts";

let home: Home;
let desk: MadeConnection;
let tickets: object[];

beforeAll(async () => {
	home = await found("Oak");
});
beforeEach(async () => {
	const settings = { url: "https://rt.oak.example", token: "1-14-0123456789abcdef0123456789abcdef" };
	desk = await home.owner.post(
		"/v1/connections",
		{ connector: "request-tracker", name: "Desk", settings },
		madeConnection,
	);
	tickets = [];
	answerOutside(({ url }) =>
		url.hostname === "rt.oak.example" ? Response.json({ total: tickets.length, items: tickets }) : undefined,
	);
});

const ticket = (id: string, change: object = {}) => ({
	...{ id, Subject: "Loom squeaks", Status: "open", Priority: "50" },
	...{ Created: "2026-11-20T08:00:00Z", LastUpdated: "2026-11-23T08:00:00Z" },
	Requestor: [{ EmailAddress: "kim@example.com" }],
	...change,
});
const hook = (id: string, change: object = {}) => {
	const body = { topic: "Correspond", object: { type: "ticket", id }, updatedAt: "2026-11-23T08:00:00Z", ...change };
	return () => call(`${new URL(desk.hookUrl ?? "").pathname}/${desk.hookSecret}`, { method: "POST", body });
};
const rowsOf = () => home.db.query((query) => query.select().from(events).where(eq(events.connectionId, desk.id)));
const objectsOf = () =>
	home.db.query((query) => query.select().from(businessObjects).where(eq(businessObjects.connectionId, desk.id)));

/** A sweep, and its events through the queue. `news`: how many are awaited. */
async function sweepAndApply(news: number): Promise<void> {
	const log = watchLog();
	const [applied, told] = [log.of("event_applied").length, log.of("event_found").length];
	await sweep(home, desk);
	expect(log.of("event_found").length - told).toBe(news);
	await expect.poll(() => log.of("event_applied").length - applied, SOON).toBe(news);
}

describe("a ticket that nobody has told of", () => {
	it("is told by the sweep, once, in the conversation of its requestor", async () => {
		const identity = await identityOf(home, { sub: "9", email: "kim@example.com", name: "Kim" });
		const { agent, session } = await talk(home, home.owner, identity);
		await stored(home, session.conversationId);
		tickets = [ticket("42")];
		await sweepAndApply(1);
		await sweepAndApply(0);
		expect(await rowsOf()).toMatchObject([
			{ state: "applied", conversationId: session.conversationId, event: { kind: "other", objectId: "42" } },
		]);
		await agent.next("card");
		const told = agent.all("entry").flatMap(({ entry }) => (entry.content.kind === "event" ? [entry.content] : []));
		expect(told).toHaveLength(1);
		expect(JSON.stringify(told)).toContain("Ticket #42 changed, open: Loom squeaks");
	});

	it("is no news where a webhook comes late with the same state, and is where it comes with a newer one", async () => {
		tickets = [ticket("43")];
		await sweepAndApply(1);
		await apply(hook("43"), hook("43", { updatedAt: "2026-11-23T08:00:01Z" }));
		const rows = await rowsOf();
		expect(rows).toHaveLength(3);
		const news = rows.filter(({ sameAs }) => sameAs === null).map(({ event }) => event.topic);
		expect(news.toSorted()).toEqual(["Correspond", "ticket.updated"]);
	});

	it("is no news for the sweep where a webhook was first", async () => {
		await apply(hook("44"));
		tickets = [ticket("44")];
		await sweepAndApply(0);
	});

	it("is what the system says of it, also where a mapping reads the webhooks", async () => {
		const expression = `{"type": "ticket", "id": "999", "reference": "#999", "subject": "Mapped",
			"state": {"label": "Odd", "tone": "bad"}, "updatedAt": "2026-11-23T08:00:00Z"}`;
		await home.owner.ask("PUT", `/v1/connections/${desk.id}/mapping`, { body: { expression, basedOn: 0 } });
		tickets = [ticket("45")];
		await sweepAndApply(1);
		expect((await objectsOf()).map(({ objectId }) => objectId)).toEqual(["45"]);
		await apply(hook("45", { eventId: "b" }));
		expect((await objectsOf()).map(({ objectId }) => objectId).toSorted()).toEqual(["45", "999"]);
	});
});
