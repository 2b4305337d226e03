// Asking the sandbox's systems what changed: what a lost webhook would have said is found, and reads as the webhook reads.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type SystemKey, tenants } from "../../scripts/sandbox/tenants.ts";
import type { Connector, Finding } from "../../src/connectors/connector.ts";
import { erpnext } from "../../src/connectors/erpnext/connector.ts";
import { shopify } from "../../src/connectors/shopify/connector.ts";
import { stripe } from "../../src/connectors/stripe/connector.ts";
import { woocommerce } from "../../src/connectors/woocommerce/connector.ts";
import { openPlayground, openReceiver, type Playground, type Receiver, START } from "./playground.ts";
import { sweeping } from "./sweeping.ts";

let playground: Playground;
let receiver: Receiver;
beforeEach(async () => {
	playground = await openPlayground();
	receiver = await openReceiver();
});
afterEach(async () => {
	await receiver.close();
	await playground.close();
});

const SECRET = "a secret that both know";
const LENA = "lena.hoffmann@example.com";
const SINCE = START.getTime() - 1_000;
const UNTIL = START.getTime() + 3_600_000;

function connected<Settings>(connector: Connector<Settings>, system: SystemKey, form: object) {
	const open = sweeping(connector, form, playground.sandbox.systems[system]);
	const found = (afterMs = SINCE, untilMs = UNTIL) => open.found(afterMs, untilMs);
	/** What came by webhook, verified and read as Heddle does. */
	const told = async (): Promise<Finding[]> =>
		Promise.all(
			receiver.received.map(async ({ headers, body }) => {
				const request = {
					method: "POST",
					url: receiver.url,
					header: (name: string) => headers.get(name),
					body: new TextEncoder().encode(body),
					receivedAtMs: START.getTime(),
				};
				const verified = await connector.hooks?.verify(request, [SECRET]);
				if (!verified?.ok) throw new Error(verified?.code);
				return { head: verified.head, payload: JSON.parse(body) };
			}),
		);
	return { ...open, found, told };
}

const { credentials, shopDomain } = tenants.loom;
const openShopify = () => connected(shopify, "shopify", { shop: shopDomain, ...credentials.shopify });
const hooks = (which: object) => playground.control("PUT", "tenants/loom/hooks", which);
const toReceiver = () => ({ url: receiver.url, secret: SECRET });
const order = (change: object = {}) => playground.control("POST", "tenants/loom/orders", { customer: LENA, ...change });

describe("Shopify", () => {
	it("an order that is found reads as its webhook does, but for the fraction of a second", async () => {
		await hooks({ shopify: toReceiver() });
		await order({ tags: ["vip", "gift"], shippingTitle: "Express", shippingPrice: 9 });
		const { found, told, translate } = openShopify();
		const [webhook] = await told();
		const [finding, ...more] = await found();
		expect(more).toEqual([]);
		if (!finding || !webhook) throw new Error("both tell of it");
		const { version, ...polled } = translate(finding);
		const { version: pushed, ...read } = translate(webhook);
		expect(polled).toEqual(read);
		expect(finding.head.topic).toBe("orders/create");
		expect(version).toBe(`${pushed.slice(0, 19)}.000Z`);
	});

	it("tells an order that was cancelled, one that changed, and its refund, each as what it is", async () => {
		const orders = [1, 2].map(() => order({ steps: ["paid"] }));
		const [cancelled, refunded] = await Promise.all((await Promise.all(orders)).map((one) => one.json()));
		playground.pass(600_000);
		await playground.control("POST", `tenants/loom/orders/${cancelled.order.id}/cancelled`, {});
		await playground.control("POST", `tenants/loom/orders/${refunded.order.id}/refunded`, { amount: 5 });
		const { found, translate } = openShopify();
		const later = await found(START.getTime() + 60_000);
		expect(later.map((one) => translate(one).kind).toSorted()).toEqual([
			"order.cancelled",
			"order.refunded",
			"order.updated",
		]);
	});

	it("is read to the end where it fills many pages", async () => {
		for (let count = 0; count < 23; count++) await order();
		const { found, translate, asked } = openShopify();
		expect(new Set((await found()).map((one) => translate(one).objectId)).size).toBe(23);
		expect(asked).toHaveLength(3);
	});

	it("that removed our subscriptions without a word is seen, and lets us subscribe again", async () => {
		const { connector, settings, fetchSystem } = openShopify();
		const watch = connector.hooks?.watch;
		const path = new URL(receiver.url).pathname;
		const live = async () => {
			const read = await watch?.live(path, settings, fetchSystem);
			return read?.ok ? read.value : undefined;
		};
		expect(await live()).toEqual({ topics: [], url: null });
		expect(await watch?.again(["orders/create", "orders/paid"], receiver.url, settings, fetchSystem)).toHaveLength(2);
		expect(await live()).toEqual({ topics: ["orders/create", "orders/paid"], url: receiver.url });
		await playground.control("DELETE", "tenants/loom/subscriptions");
		expect((await live())?.topics).toEqual([]);
		expect(await watch?.again(["orders/create", "disputes/create"], receiver.url, settings, fetchSystem)).toEqual([
			"orders/create",
		]);
	});
});

it("a webhook that is lost is lost once, named in the log, and what happened has happened", async () => {
	await hooks({ shopify: toReceiver() });
	await playground.control("PUT", "tenants/loom/losing", { next: 1 });
	await order();
	expect(receiver.received).toHaveLength(0);
	const log = await (await playground.control("GET", "log")).json();
	expect(log).toMatchObject([{ topic: "orders/create", status: null, attempts: 0, error: "lost on its way" }]);
	expect(await openShopify().found()).toHaveLength(1);
	await order();
	expect(receiver.received).toHaveLength(1);
});

describe("WooCommerce", () => {
	const open = () => connected(woocommerce, "woocommerce", credentials.woocommerce);

	it("tells of new orders and changed ones, with what a card needs", async () => {
		const made = await (await order()).json();
		playground.pass(600_000);
		const { found, translate } = open();
		const [first, ...more] = await found();
		expect(more).toEqual([]);
		if (!first) throw new Error("it is found");
		expect(translate(first)).toMatchObject({
			kind: "order.created",
			customer: { email: LENA },
			item: { type: "order" },
		});
		await playground.control("POST", `tenants/loom/orders/${made.order.id}/cancelled`, {});
		const later = await found(START.getTime() + 60_000);
		expect(later.map((one) => translate(one).kind)).toEqual(["order.cancelled"]);
	});

	it("is read to the end, also where more than a page changed within one second", async () => {
		for (let count = 0; count < 107; count++) await order();
		playground.pass(5_000);
		for (let count = 0; count < 3; count++) await order();
		const { found, translate } = open();
		expect(new Set((await found()).map((one) => translate(one).objectId)).size).toBe(110);
	});
});

describe("ERPNext", () => {
	it("a delay that is found reads as its webhook does, with the days that the state before tells", async () => {
		await hooks({ erpnext: toReceiver() });
		const { found, told, translate, connector } = connected(erpnext, "erpnext", {
			url: "https://erp.example.com",
			...credentials.erpnext,
		});
		await order({ steps: ["paid"] });
		const before = (await found(START.getTime() - 400 * 86_400_000)).map(translate);
		playground.pass(60_000);
		await playground.control("POST", "tenants/loom/deliveries/delay", { days: 4, reason: "Flooded road" });
		const webhook = (await told()).at(-1);
		const finding = (await found(START.getTime() + 30_000)).find(({ head }) => head.topic === "Delivery Note");
		if (!webhook || !finding) throw new Error("both tell of it");
		const last = before.find(({ objectId }) => objectId === translate(finding).objectId)?.item;
		if (!last) throw new Error("the state before is known");
		const { item: _, ...polled } = translate(connector.poll?.besideLast?.(finding, last) ?? finding);
		const { item: __, ...read } = translate(webhook);
		expect(polled).toEqual(read);
		expect(polled).toMatchObject({ kind: "delivery.delayed", facts: { delayDays: 4 } });
	});
});

describe("Stripe", () => {
	it("keeps its events: what is found is what the webhook carries, under the same id", async () => {
		await hooks({ stripe: toReceiver() });
		const { order: made } = await (await order()).json();
		for (const what of ["payment_failed", "refund_failed", "dispute_opened"])
			await playground.control("POST", `tenants/loom/orders/${made.id}/money/${what}`, {});
		const { found, told, translate } = connected(stripe, "stripe", credentials.stripe);
		const all = await found();
		const webhooks = await told();
		expect(all.map(({ head }) => head).toSorted(byId)).toEqual(webhooks.map(({ head }) => head).toSorted(byId));
		expect(all.map((one) => translate(one).kind).toSorted()).toEqual([
			"dispute.opened",
			"payment.failed",
			"refund.failed",
		]);
		expect(await found(UNTIL, UNTIL + 1_000)).toEqual([]);
	});
});

function byId(one: { eventId: string }, other: { eventId: string }): number {
	return one.eventId < other.eventId ? -1 : 1;
}
