import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { alerts, businessObjects, events } from "../../src/db/schema/event.ts";
import { hookAccepted } from "../../src/protocol/http.ts";
import { apply, stored } from "../support/server/applied.ts";
import { refusalOf } from "../support/server/call.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import { connectShop, identityOf, type MadeConnection, makeRule, openShop } from "../support/server/shop.ts";
import { talk } from "../support/server/talk.ts";

let home: Home;
let shop: MadeConnection;

beforeAll(async () => {
	home = await found("Oak");
	shop = await connectShop(home);
});
beforeEach(() => {
	openShop();
});

const simulate = (body: object, by = home.owner) => by.ask("POST", `/v1/connections/${shop.id}/simulate`, { body });
const rows = () => home.db.query((query) => query.select().from(events).where(eq(events.connectionId, shop.id)));

describe("a test event", () => {
	it("goes the whole way, says everywhere that it is one, and changes no object", async () => {
		const rule = await makeRule(home, { name: "Late", kinds: ["delivery.delayed"] });
		const identity = await identityOf(home, { sub: "61", email: "test@example.com", name: "Te" });
		const { agent, session } = await talk(home, home.owner, identity);
		await stored(home, session.conversationId);
		await apply(() => simulate({ what: "late_parcel", email: "Test@Example.com" }));

		expect(await rows()).toMatchObject([{ state: "applied", event: { kind: "delivery.delayed", test: true } }]);
		const { entry } = await agent.next("entry");
		expect(entry.content).toMatchObject({ kind: "event", event: { test: true } });
		const rung = await home.db.query((query) => query.select().from(alerts));
		expect(rung.filter(({ alert }) => alert.ruleId === rule.id)).toMatchObject([{ alert: { event: { test: true } } }]);
		expect(await home.db.query((query) => query.select().from(businessObjects))).toEqual([]);
	});

	it("is another one each time, so that it rings again", async () => {
		const before = (await rows()).length;
		await apply(...Array(2).fill(() => simulate({ what: "dispute_opened" })));
		const objects = new Set((await rows()).map(({ event }) => event.objectId));
		expect(objects.size).toBe(before + 2);
	});

	it("is refused where the system tells of no such thing, and to who is no admin", async () => {
		expect(await refusalOf(await simulate({ what: "refund_failed" }))).toBe("422 invalid_request");
		expect(await refusalOf(await simulate({ what: "earthquake" }))).toBe("422 invalid_request");
		const agent = await invite(home, "Agent", "agent");
		expect(await refusalOf(await simulate({ what: "late_parcel" }, agent))).toBe("403 forbidden");
		expect(hookAccepted.safeParse(await (await simulate({ what: "late_parcel" })).json()).success).toBe(true);
	});
});
