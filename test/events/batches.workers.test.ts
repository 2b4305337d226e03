// A system that packs several events into one request: HubSpot.
import { createHmac } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import hookContacts from "../../src/connectors/hubspot/fixtures/hook-contacts.json";
import { events } from "../../src/db/schema/event.ts";
import { madeConnection } from "../../src/protocol/connections.ts";
import { hookAccepted } from "../../src/protocol/http.ts";
import { SOON, stored } from "../support/server/applied.ts";
import { answerOf, call, ORIGIN, refusalOf } from "../support/server/call.ts";
import { found, type Home } from "../support/server/home.ts";
import { watchLog } from "../support/server/log-lines.ts";
import { answerOutside } from "../support/server/outside.ts";
import { identityOf, type MadeConnection } from "../support/server/shop.ts";
import { talk } from "../support/server/talk.ts";

const SECRET = "client-secret-of-the-app";
let home: Home;
let crm: MadeConnection;

beforeAll(async () => {
	home = await found("Oak");
	const body = { connector: "hubspot", name: "Contact", settings: { accessToken: "pat-1" }, hookSecret: SECRET };
	crm = await home.owner.post("/v1/connections", body, madeConnection);
});

beforeEach(() => {
	answerOutside(() => Response.json({ results: [] }));
});

function send(payload: unknown, secret = SECRET): Promise<Response> {
	const { pathname } = new URL(crm.hookUrl ?? "");
	const body = JSON.stringify(payload);
	const timestamp = String(Date.now());
	const signed = `POST${ORIGIN}${pathname}${body}${timestamp}`;
	const headers = {
		"x-hubspot-signature-v3": createHmac("sha256", secret).update(signed).digest("base64"),
		"x-hubspot-request-timestamp": timestamp,
	};
	return call(pathname, { method: "POST", body, headers });
}

const kept = async () => (await home.db.query((query) => query.select().from(events))).map(({ event }) => event);

describe("several events in one request", () => {
	it("are each stored once, however often and in whatever company they come", async () => {
		const identity = await identityOf(home, { sub: "7", email: "lena@example.com", name: "Lena" });
		const { agent, session } = await talk(home, home.owner, identity);
		await stored(home, session.conversationId);
		const log = watchLog();
		const again = hookContacts.body.map((event) => ({ ...event, attemptNumber: 1 }));
		for (const batch of [hookContacts.body, again, again.slice(1, 3)]) await answerOf(hookAccepted, await send(batch));
		await expect.poll(() => log.of("event_applied").length, SOON).toBe(10);

		const all = await kept();
		expect(all.map(({ summary }) => summary).toSorted()).toEqual([
			"Contact 100451 changed: email is now Lena@Example.com",
			"Contact 100451 changed: lifecyclestage is now customer",
			"Contact 100451 merged with another",
			"Contact 100999 created",
		]);
		const entries = agent.all("entry").map(({ entry }) => entry.content);
		expect(entries).toMatchObject([{ kind: "event", event: { summary: expect.stringContaining("email is now") } }]);
	});

	it("leave nothing behind when they are forged, and are none in an empty list", async () => {
		const before = (await kept()).length;
		expect(await refusalOf(await send(hookContacts.body, "another secret"))).toBe("401 invalid_signature");
		await answerOf(hookAccepted, await send([]));
		expect(await kept()).toHaveLength(before);
	});
});

describe("a request with more than a queue takes at once", () => {
	it("is handed over in portions", async () => {
		const log = watchLog();
		const many = Array.from({ length: 105 }, (_, place) => ({ ...hookContacts.body[2], objectId: 5_000_000 + place }));
		await answerOf(hookAccepted, await send(many));
		await expect.poll(() => log.of("event_applied").length, SOON).toBe(105);
		expect((await kept()).filter(({ objectId }) => objectId.startsWith("50"))).toHaveLength(105);
	});
});
