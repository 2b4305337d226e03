import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { FURTHER_TOPICS, MOST_TOPICS } from "../../src/connections/unknown-topics.ts";
import { connection, connectionHealth } from "../../src/protocol/connections.ts";
import { deliveryOf } from "../support/server/delivery.ts";
import { expectFaults } from "../support/server/faults.ts";
import { consume } from "../support/server/history.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import { failStatements } from "../support/server/outside.ts";
import { connectShop, type MadeConnection, openShop, order } from "../support/server/shop.ts";

let home: Home;
let shop: MadeConnection;
const EVENTS = "heddle-events";

beforeAll(async () => {
	home = await found("Oak");
});

beforeEach(async () => {
	openShop();
	shop = await connectShop(home);
});

const listed = z.object({ data: z.array(connection.extend({ health: connectionHealth })) });
async function topics({ id }: MadeConnection): Promise<Record<string, number>> {
	const { data } = await home.owner.get("/v1/connections", listed);
	const found = data.find((one) => one.id === id)?.health.unknownTopics ?? [];
	return Object.fromEntries(found.map(({ topic, count }) => [topic, count]));
}
const of = (topic: string, at = shop) => deliveryOf(home, at, { id: crypto.randomUUID() }, topic);

describe("a topic that the connector has no words for", () => {
	it("is counted once for each event, however often that is delivered, and for its own connection", async () => {
		const [one, two] = [await of("themes/publish"), await of("themes/publish")];
		await consume(EVENTS, [one, one, two]);
		await consume(EVENTS, [one, two, await of("locales/create")]);
		expect(await topics(shop)).toEqual({ "themes/publish": 2, "locales/create": 1 });
		expect(await topics(await connectShop(home))).toEqual({});
	});

	it("is counted once where the consumer dies after all other effects", async () => {
		const one = await of("themes/update");
		const faults = expectFaults();
		const broken = failStatements(/with marked as/);
		expect(await consume(EVENTS, [one])).toMatchObject({ retried: [0] });
		expect(await topics(shop)).toEqual({});
		broken.end();
		await consume(EVENTS, [one, one]);
		expect(await topics(shop)).toEqual({ "themes/update": 1 });
		expect(faults.events()).toEqual(["event_not_applied"]);
	});

	it("beyond a hundred of them is counted together with the others", async () => {
		for (let at = 0; at < MOST_TOPICS + 6; at += 53)
			await consume(EVENTS, await Promise.all(Array.from({ length: 53 }, (_, i) => of(`made/up_${at + i}`))));
		await consume(EVENTS, [await of("one/more"), await of("made/up_0")]);
		const counted = await topics(shop);
		// Neighbours in a batch see each other's rows late: a few more than a hundred may get in.
		expect(Object.keys(counted).length).toBeLessThanOrEqual(MOST_TOPICS + 53);
		expect(counted).toMatchObject({ "made/up_0": 2, [FURTHER_TOPICS]: expect.any(Number) });
		expect(counted).not.toHaveProperty("one/more");
		expect(Object.values(counted).reduce((sum, count) => sum + count)).toBe(MOST_TOPICS + 6 + 2);
	});
});

it("a topic that the connector lists is not, and neither is what agents who are no admins see of it", async () => {
	await consume(EVENTS, [
		await deliveryOf(home, shop, order({ id: 1 })),
		await of("returns/request"),
		await of("themes/publish"),
	]);
	expect(await topics(shop)).toEqual({ "themes/publish": 1 });
	const bob = await invite(home, "Bob", "agent");
	expect(await (await bob.ask("GET", "/v1/connections")).text()).not.toContain("themes/publish");
});
