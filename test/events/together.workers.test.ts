// A queue's batch goes through Postgres together, and each event of it comes to its own end.
import { inArray } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { businessObjects, events } from "../../src/db/schema/event.ts";
import type { Delivery } from "../../src/events/delivery.ts";
import { deliveryOf } from "../support/server/delivery.ts";
import { expectFaults } from "../support/server/faults.ts";
import { consume } from "../support/server/history.ts";
import { found, type Home } from "../support/server/home.ts";
import { databaseRequests, failStatements } from "../support/server/outside.ts";
import { connectShop, type MadeConnection, openShop, order } from "../support/server/shop.ts";

const EVENTS = "heddle-events";
let home: Home;
let shop: MadeConnection;
let other: Home;
let otherShop: MadeConnection;

beforeAll(async () => {
	[home, other] = [await found("Oak"), await found("Elm")];
	[shop, otherShop] = [await connectShop(home), await connectShop(other)];
});

beforeEach(() => {
	openShop();
});

const orders = (count: number, at = home, connection = shop): Promise<Delivery[]> =>
	Promise.all(Array.from({ length: count }, () => deliveryOf(at, connection, order({ id: crypto.randomUUID() }))));
const statesOf = async ({ db }: Home, all: readonly Delivery[]) => {
	const ids = all.map(({ eventId }) => eventId);
	const rows = await db.query((query) => query.select().from(events).where(inArray(events.id, ids)));
	return ids.map((id) => rows.find((row) => row.id === id)?.state);
};

describe("a batch", () => {
	it("of twenty asks Postgres as often as one does", async () => {
		const requests = databaseRequests();
		const [one, many] = [await orders(1), await orders(20)];
		await consume(EVENTS, one);
		const asked = requests.length;
		expect(await consume(EVENTS, many)).toMatchObject({ retried: [] });
		expect(requests.length - asked).toBe(asked);
		expect(await statesOf(home, [...one, ...many])).toEqual(Array(21).fill("applied"));
	});

	it.each([
		["whose person cannot be looked for", /jsonb_to_recordset.*POISON/s],
		["that cannot be stored", /insert into "business_objects".*POISON/s],
	])("keeps an event %s for later, and applies all others", async (_, statement) => {
		const [before, after] = [await orders(3), await orders(3)];
		const poison = await deliveryOf(home, shop, order({ id: `POISON-${crypto.randomUUID()}` }));
		const all = [...before, poison, ...after];
		const faults = expectFaults();
		const broken = failStatements(statement);
		expect(await consume(EVENTS, all)).toEqual({ acked: [0, 1, 2, 4, 5, 6], retried: [3] });
		expect(await statesOf(home, [...before, ...after])).toEqual(Array(6).fill("applied"));
		broken.end();
		expect(faults.events()).toEqual(["event_not_applied"]);
		expect(await consume(EVENTS, [poison])).toEqual({ acked: [0], retried: [] });
		expect(await statesOf(home, [poison])).toEqual(["applied"]);
	});

	it("in which one object comes several times leaves it as its newest event has it, and keeps each event", async () => {
		const id = crypto.randomUUID();
		const at = (minute: number) =>
			deliveryOf(home, shop, order({ id, name: `#${minute}`, updated_at: `2026-11-23T08:0${minute}:00Z` }));
		const all = [await at(2), await at(3), await at(1)];
		expect(await consume(EVENTS, [...all, ...(await orders(2))])).toMatchObject({ retried: [] });
		expect(await statesOf(home, all)).toEqual(["applied", "applied", "applied"]);
		const rows = await home.db.query((query) =>
			query
				.select()
				.from(businessObjects)
				.where(
					inArray(
						businessObjects.statedBy,
						all.map(({ eventId }) => eventId),
					),
				),
		);
		expect(rows).toMatchObject([{ reference: "#3", statedBy: all[1]?.eventId }]);
	});

	it("of two workspaces is each one's own", async () => {
		const [mine, theirs] = [await orders(2), await orders(2, other, otherShop)];
		await consume(EVENTS, [mine[0], theirs[0], mine[1], theirs[1]]);
		expect([await statesOf(home, mine), await statesOf(other, theirs)]).toEqual([
			["applied", "applied"],
			["applied", "applied"],
		]);
		expect([await statesOf(home, theirs), await statesOf(other, mine)]).toEqual([
			[undefined, undefined],
			[undefined, undefined],
		]);
	});
});
