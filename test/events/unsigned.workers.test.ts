import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { businessObjects, events } from "../../src/db/schema/event.ts";
import { madeConnection } from "../../src/protocol/connections.ts";
import { apply } from "../support/server/applied.ts";
import { call, refusalOf } from "../support/server/call.ts";
import { found, type Home } from "../support/server/home.ts";
import { watchLog } from "../support/server/log-lines.ts";
import { connectShop, type MadeConnection } from "../support/server/shop.ts";

let home: Home;
let system: MadeConnection;

const SETTINGS = {
	url: "https://erp.oak.example",
	database: "oak",
	username: "heddle",
	key: "0123456789abcdef0123456789",
};

beforeAll(async () => {
	home = await found("Oak");
});
beforeEach(async () => {
	const body = {
		connector: "request-tracker",
		name: "Desk",
		settings: { url: SETTINGS.url, token: "1-14-0123456789abcdef0123456789abcdef" },
	};
	system = await home.owner.post("/v1/connections", body, madeConnection);
});

const addressOf = (secret: string | null, { hookUrl } = system) => `${new URL(hookUrl ?? "").pathname}/${secret}`;
const post = (secret: string | null, body: unknown, at = system) =>
	call(addressOf(secret, at), { method: "POST", body });
const rowsOf = () => home.db.query((query) => query.select().from(events).where(eq(events.connectionId, system.id)));

const ticket = (change: object = {}) => ({
	eventId: "transaction-881",
	topic: "ticket.changed",
	object: { type: "ticket", id: "42" },
	reference: "#42",
	summary: "Ticket #42 resolved",
	updatedAt: "2026-11-23T09:00:00+01:00",
	customer: { email: "kim@example.com" },
	...change,
});

describe("an address with its secret", () => {
	it("takes an event once, however often it is sent, and says of it what the body said", async () => {
		await apply(...Array(3).fill(() => post(system.hookSecret, ticket())));
		const rows = await rowsOf();
		expect(rows).toHaveLength(1);
		expect(rows[0]).toMatchObject({
			state: "applied",
			event: {
				kind: "other",
				topic: "ticket.changed",
				objectType: "ticket",
				objectId: "42",
				summary: "Ticket #42 resolved",
			},
		});
	});

	it("needs no escaping, and is in no log", async () => {
		const log = watchLog();
		expect(system.hookSecret).toMatch(/^[\w-]{40,}$/);
		await apply(() => post(system.hookSecret, ticket()));
		await post("a-wrong-secret-that-nobody-knows", ticket());
		expect(log.text()).not.toContain(system.hookSecret);
		expect(log.text()).not.toContain("a-wrong-secret-that-nobody-knows");
	});

	it("is refused with a wrong secret, a part of it, and none, and leaves nothing behind", async () => {
		const secret = system.hookSecret ?? "";
		for (const wrong of ["guess", secret.slice(0, -1), `${secret}x`, secret.toLowerCase()])
			expect(await refusalOf(await post(wrong, ticket()))).toBe("401 invalid_signature");
		const bare = await call(new URL(system.hookUrl ?? "").pathname, { method: "POST", body: ticket() });
		expect(await refusalOf(bare)).toBe("401 invalid_signature");
		expect(await rowsOf()).toEqual([]);
	});

	it("is no door of another connection, nor of one that signs", async () => {
		const shop = await connectShop(home);
		const other = await home.owner.post(
			"/v1/connections",
			{
				connector: "request-tracker",
				name: "Other",
				settings: { url: SETTINGS.url, token: "1-14-0123456789abcdef0123456789abcdef" },
			},
			madeConnection,
		);
		expect(await refusalOf(await post(system.hookSecret, ticket(), other))).toBe("401 invalid_signature");
		expect(await refusalOf(await post(system.hookSecret, ticket(), shop))).toBe("404 not_found");
	});

	it("holds beside the one that replaces it, and not beside the one after that", async () => {
		const renew = (hookSecret: string) =>
			home.owner.ask("PATCH", `/v1/connections/${system.id}`, { body: { hookSecret } });
		const [second, third] = ["second-secret-0123456789", "third-secret-01234567890"];
		expect((await renew(second)).status).toBe(200);
		await apply(
			() => post(system.hookSecret, ticket({ eventId: "1" })),
			() => post(second, ticket({ eventId: "2" })),
		);
		expect((await renew(third)).status).toBe(200);
		expect(await refusalOf(await post(system.hookSecret, ticket({ eventId: "3" })))).toBe("401 invalid_signature");
		await apply(() => post(third, ticket({ eventId: "4" })));
	});

	it("is none that could be guessed", async () => {
		const answer = await home.owner.ask("PATCH", `/v1/connections/${system.id}`, {
			body: { hookSecret: "short-secret" },
		});
		expect(await refusalOf(answer)).toBe("422 invalid_request");
	});
});

describe("a body", () => {
	it("that says nothing known is kept as other, and one that is no JSON is refused", async () => {
		await apply(() => post(system.hookSecret, { anything: [1, 2], customer: "Kim", updatedAt: "yesterday" }));
		expect(await rowsOf()).toMatchObject([{ event: { kind: "other", topic: "event", objectType: "event" } }]);
		expect(await refusalOf(await post(system.hookSecret, "no json"))).toBe("400 malformed_json");
	});

	it("that comes late changes no newer state", async () => {
		await apply(() => post(system.hookSecret, ticket({ eventId: "b", reference: "newest" })));
		await apply(() =>
			post(system.hookSecret, ticket({ eventId: "a", reference: "older", updatedAt: "2026-11-23T07:00:00Z" })),
		);
		const [object] = await home.db.query((query) =>
			query.select().from(businessObjects).where(eq(businessObjects.connectionId, system.id)),
		);
		expect(object?.reference).toBe("newest");
	});
});
