// Asking the sandbox's AfterShip what changed.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tenants } from "../../scripts/sandbox/tenants.ts";
import { aftership } from "../../src/connectors/aftership/connector.ts";
import { aftershipGet, openPlayground, type Playground, START } from "./playground.ts";
import { type Sweeping, sweeping } from "./sweeping.ts";

let playground: Playground;
let parcels: Sweeping;
beforeEach(async () => {
	playground = await openPlayground();
	parcels = sweeping(aftership, tenants.loom.credentials.aftership, playground.sandbox.systems.aftership);
});
afterEach(() => playground.close());

const LENA = "lena.hoffmann@example.com";
const HOUR_MS = 3_600_000;
const SINCE = START.getTime() - 1_000;
const UNTIL = START.getTime() + HOUR_MS;

async function send(): Promise<number> {
	const steps = ["paid", "fulfilled"];
	const made = await playground.control("POST", "tenants/loom/orders", { customer: LENA, steps });
	return (await made.json()).order.id;
}
const deliver = (id: number) => playground.control("POST", `tenants/loom/orders/${id}/delivered`, {});

describe("a sweep of AfterShip", () => {
	it("finds a parcel that is on its way, then delayed, then delivered, with its customer and card", async () => {
		const id = await send();
		const look = async (afterMs: number) => (await parcels.found(afterMs, UNTIL)).map(parcels.translate);
		expect(await look(SINCE)).toMatchObject([
			{ objectType: "tracking", customer: { email: LENA }, item: { type: "parcel", state: { label: "In transit" } } },
		]);
		playground.pass(60_000);
		await playground.control("POST", "tenants/loom/deliveries/delay", {
			customer: LENA,
			days: 4,
			reason: "Flooded road",
		});
		expect(await look(START.getTime() + 30_000)).toMatchObject([
			{ kind: "delivery.delayed", facts: { delayDays: 4 }, version: "2026-11-23T09:01:00.000Z" },
		]);
		playground.pass(60_000);
		await deliver(id);
		expect(await look(START.getTime() + 90_000)).toMatchObject([{ kind: "delivery.delivered" }]);
		expect(await look(START.getTime() + 180_000)).toEqual([]);
	});

	it("is read to the end, and whole, where parcels arrive while it reads", async () => {
		const ids: number[] = [];
		for (let count = 0; count < 120; count++) ids.push(await send());
		const untilMs = START.getTime() + 60_000;
		playground.pass(2 * HOUR_MS);
		const left = [...ids];
		const found = await parcels.found(SINCE, untilMs, async () => {
			for (const id of [...left.splice(0, 3), ...left.splice(-3)]) await deliver(id);
		});
		const arrived = ids.length - left.length;
		const later = await parcels.found(untilMs, START.getTime() + 3 * HOUR_MS);
		const idsOf = (all: typeof found) => new Set(all.map((one) => parcels.translate(one).objectId));
		expect(arrived).toBeGreaterThanOrEqual(6);
		expect(idsOf(later).size).toBe(arrived);
		expect(idsOf([...found, ...later]).size).toBe(120);
	});
});

it("the sandbox's list is narrowed to the seconds in which trackings changed", async () => {
	await send();
	const count = async (min: string, max: string) => {
		const query = new URLSearchParams({ updated_at_min: min, updated_at_max: max });
		return (await (await aftershipGet(playground, "loom", `?${query}`)).json()).data.pagination.total;
	};
	expect(await count("2026-11-23T09:00:00+00:00", "2026-11-23T09:00:00+00:00")).toBe(1);
	expect(await count("2026-11-23T10:00:01+01:00", "2026-11-23T11:00:00+01:00")).toBe(0);
});
