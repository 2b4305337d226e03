// Asking the sandbox's Medusa what changed.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tenants } from "../../scripts/sandbox/tenants.ts";
import { medusa } from "../../src/connectors/medusa/connector.ts";
import { medusaGet, openPlayground, type Playground, START } from "./playground.ts";
import { type Sweeping, sweeping } from "./sweeping.ts";

let playground: Playground;
let shop: Sweeping;
beforeEach(async () => {
	playground = await openPlayground();
	shop = sweeping(medusa, tenants.loom.credentials.medusa, playground.sandbox.systems.medusa);
});
afterEach(() => playground.close());

const LENA = "lena.hoffmann@example.com";
const HOUR_MS = 3_600_000;
const SINCE = START.getTime() - 1_000;
const UNTIL = START.getTime() + HOUR_MS;

async function place(steps: string[] = []): Promise<number> {
	const made = await playground.control("POST", "tenants/loom/orders", { customer: LENA, steps });
	return (await made.json()).order.id;
}
const step = (id: number, what: string, detail: object = {}) =>
	playground.control("POST", `tenants/loom/orders/${id}/${what}`, detail);
const kinds = async (afterMs: number) => (await shop.found(afterMs, UNTIL)).map((one) => shop.translate(one).kind);

describe("a sweep of Medusa", () => {
	it("finds an order as it was placed, with what a card needs", async () => {
		await place();
		const [first, ...more] = await shop.found(SINCE, UNTIL);
		expect(more).toEqual([]);
		if (!first) throw new Error("it is found");
		expect(shop.translate(first)).toMatchObject({
			kind: "order.created",
			version: new Date(START.getTime()).toISOString(),
			customer: { email: LENA },
			item: { type: "order", payment: { label: "Awaits payment" } },
		});
	});

	it("finds that it was paid, which its own time does not tell, sent, delivered and refunded", async () => {
		const id = await place();
		const told: string[] = [];
		for (const what of ["paid", "fulfilled", "delivered", "refunded"]) {
			playground.pass(60_000);
			const before = START.getTime() + told.length * 60_000 + 30_000;
			await step(id, what, what === "refunded" ? { amount: 5 } : {});
			told.push(...(await kinds(before)));
		}
		expect(told).toEqual(["order.paid", "order.fulfilled", "delivery.delivered", "order.refunded"]);
	});

	it("finds nothing in a window in which nothing happened, with two calls", async () => {
		await place(["paid"]);
		expect(await kinds(START.getTime() + 60_000)).toEqual([]);
		expect(shop.asked).toHaveLength(2);
	});

	it("is read to the end, and whole, where orders change while it reads", async () => {
		const ids: number[] = [];
		for (let count = 0; count < 35; count++) ids.push(await place(count % 2 === 0 ? ["paid"] : []));
		const untilMs = START.getTime() + 60_000;
		playground.pass(2 * HOUR_MS);
		const left = [...ids];
		// Each page the oldest two change: they leave the window, and what stood behind them moves up.
		const found = await shop.found(SINCE, untilMs, async () => {
			for (const id of left.splice(0, 2)) await step(id, "updated", { note: "Leave it next door" });
		});
		const changed = ids.slice(0, ids.length - left.length);
		const later = await shop.found(untilMs, START.getTime() + 3 * HOUR_MS);
		const idsOf = (all: typeof found) => new Set(all.map((one) => shop.translate(one).objectId));
		expect(idsOf([...found, ...later]).size).toBe(35);
		expect(idsOf(later).size).toBe(changed.length);
		expect(idsOf(found).size).toBeGreaterThanOrEqual(35 - changed.length);
	});
});

describe("the sandbox's lists", () => {
	const ask = async (path: string) => (await medusaGet(playground, "loom", path)).json();

	it("take each operator on times of change, and either order", async () => {
		const { orders } = await ask("/orders?order=updated_at&limit=50");
		const times: string[] = orders.map(({ updated_at }: { updated_at: string }) => updated_at);
		expect(times).toEqual(times.toSorted());
		const middle = times[Math.floor(times.length / 2)] ?? "";
		for (const [operator, fits] of Object.entries<(at: string) => boolean>({
			$gt: (at) => at > middle,
			$gte: (at) => at >= middle,
			$lt: (at) => at < middle,
			$lte: (at) => at <= middle,
		})) {
			const query = new URLSearchParams({ [`updated_at[${operator}]`]: middle, limit: "50" });
			expect((await ask(`/orders?${query}`)).count, operator).toBe(times.filter(fits).length);
		}
		const falling = await ask("/orders?order=-updated_at&limit=1");
		expect(falling.orders[0].updated_at).toBe(times.at(-1));
	});

	it("have a payment for each order that was paid, newest movement of money first", async () => {
		const id = await place(["paid"]);
		await place();
		playground.pass(60_000);
		await step(id, "refunded", { amount: 5 });
		const { payments } = await ask("/payments?order=-payment_collection.updated_at&limit=2");
		expect(payments[0].payment_collection).toMatchObject({
			updated_at: new Date(START.getTime() + 60_000).toISOString(),
			refunded_amount: 5,
			order: { id: expect.stringContaining(String(id)) },
		});
		const moved = payments.map(({ payment_collection }: Record<string, { updated_at: string }>) => {
			return payment_collection?.updated_at;
		});
		expect(moved).toEqual(moved.toSorted().reverse());
		expect((await ask("/payments?order_id=1")).message).toContain("order_id");
	});
});
