// Asking the sandbox's systems that tell nobody by themselves what changed: what is found is what a card of it shows.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type SystemKey, tenants } from "../../scripts/sandbox/tenants.ts";
import type { Connector, Translated } from "../../src/connectors/connector.ts";
import { requestTracker } from "../../src/connectors/request-tracker/connector.ts";
import { tryton } from "../../src/connectors/tryton/connector.ts";
import { checkTranslated } from "../connectors/translated.ts";
import { openPlayground, type Playground, START } from "./playground.ts";
import { sweeping } from "./sweeping.ts";

let playground: Playground;
beforeEach(async () => {
	playground = await openPlayground();
	// The sandbox's clock and ours are one: Request Tracker is asked for what is so long ago.
	vi.useFakeTimers({ toFake: ["Date"], now: START });
});
afterEach(async () => {
	vi.useRealTimers();
	await playground.close();
});

const pass = (ms: number) => {
	playground.pass(ms);
	vi.setSystemTime(Date.now() + ms);
};
const LENA = "lena.hoffmann@example.com";
const DAY_MS = 86_400_000;
const BEFORE = START.getTime() - 900 * DAY_MS;
const { credentials } = tenants.loom;

function connected<Settings>(connector: Connector<Settings>, system: SystemKey, form: object) {
	const open = sweeping(connector, form, playground.sandbox.systems[system]);
	const { settings, fetchSystem, translate } = open;
	/** As Heddle reads it; `last` gives the state that is known before. */
	const found = async (afterMs = BEFORE, last: readonly Translated[] = [], untilMs = Date.now()) =>
		(await open.found(afterMs, untilMs)).map((finding) => {
			const told = translate(finding);
			const before = last.find((one) => one.objectType === told.objectType && one.objectId === told.objectId)?.item;
			return checkTranslated(translate((before && connector.poll?.besideLast?.(finding, before)) ?? finding));
		});
	const card = async (email: string) => {
		const read = await connector.lookup({ email }, settings, fetchSystem);
		if (!read.ok) throw new Error(read.reason);
		return read.items;
	};
	return { found, card };
}

const order = async (change: object = {}) => {
	const made = await playground.control("POST", "tenants/loom/orders", { customer: LENA, ...change });
	return (await made.json()).order;
};
const byId = ({ id }: { id: string }, other: { id: string }) => (id < other.id ? -1 : 1);

describe("Request Tracker", () => {
	const open = () => connected(requestTracker, "request-tracker", credentials["request-tracker"]);

	it("tells of every ticket once, each as its requestor's card shows it", async () => {
		const { found, card } = open();
		const all = await found();
		expect(all.length).toBeGreaterThan(1);
		expect(new Set(all.map(({ objectId }) => objectId)).size).toBe(all.length);
		for (const email of new Set(all.map(({ customer }) => customer.email ?? "nobody"))) {
			const items = all.flatMap(({ customer, item }) => (customer.email === email && item ? [item] : []));
			expect(items.toSorted(byId)).toEqual((await card(email)).toSorted(byId));
		}
	});

	it("tells in a window only what changed in it, to the second", async () => {
		const { found } = open();
		const [one] = (await found()).toSorted((a, b) => (a.version > b.version ? -1 : 1));
		if (!one) throw new Error("there is a ticket");
		const at = Date.parse(one.version);
		expect((await found(at - 1_000, [], at)).map(({ objectId }) => objectId)).toEqual([one.objectId]);
		expect(await found(at, [], at + 60_000)).toEqual([]);
	});
});

describe("Tryton", () => {
	const open = () => connected(tryton, "tryton", { url: "https://erp.example.com", ...credentials.tryton });

	it("tells of a new sale and its shipment, for their party, as the party's card shows them", async () => {
		const { found, card } = open();
		pass(60_000);
		const made = await order();
		const news = await found(START.getTime());
		expect(news).toMatchObject([
			{ kind: "order.created", objectId: String(made.id), customer: { email: LENA } },
			{ kind: "delivery.created", customer: { email: LENA } },
		]);
		const items = await card(LENA);
		for (const { item } of news) expect(items).toContainEqual(item);
	});

	it("tells what happened to it between two sweeps", async () => {
		const { found } = open();
		const kinds: string[] = [];
		let known = await found();
		const sweep = async (sinceMs: number) => {
			const news = await found(sinceMs, known);
			kinds.push(...news.map(({ kind }) => kind));
			known = [...news, ...known];
		};
		const { id } = await order();
		pass(1_000);
		await sweep(Date.now() - 1_500);
		for (const step of ["paid", "fulfilled", "cancelled"]) {
			pass(300_000);
			const since = Date.now() - 1;
			await playground.control("POST", `tenants/loom/orders/${id}/${step}`, {});
			pass(1_000);
			await sweep(since);
		}
		expect(kinds.filter((kind) => kind.startsWith("order."))).toEqual([
			"order.created",
			"order.paid",
			"order.fulfilled",
			"order.cancelled",
		]);
	});

	it("tells that a shipment's planned day moved, and by how much", async () => {
		const { found } = open();
		await order({ steps: ["paid"] });
		const known = await found();
		pass(60_000);
		await playground.control("POST", "tenants/loom/deliveries/delay", { days: 4, reason: "Flooded road" });
		const news = await found(START.getTime() + 30_000, known);
		expect(news).toMatchObject([{ kind: "delivery.delayed", objectType: "delivery", facts: { delayDays: 4 } }]);
	});

	it("is read to the end, also where more than a page changed", async () => {
		for (let count = 0; count < 53; count++) await order();
		// In the sandbox no two changes have one time: they go on after its clock.
		pass(60_000);
		const all = (await open().found(START.getTime() - 1_000)).filter(({ objectType }) => objectType === "order");
		expect(new Set(all.map(({ objectId }) => objectId)).size).toBe(53);
	});
});
