import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { planned, shuffled } from "../../scripts/torture/events/plan.ts";
import { secretOf, written } from "../../scripts/torture/events/sending.ts";
import { changedAt, systemOf } from "../../scripts/torture/events/systems.ts";
import { fromText, toText } from "../../scripts/torture/events/wire.ts";
import { Random } from "../../scripts/torture/random.ts";
import { connectors } from "../../src/connectors/registry.ts";
import { ALDER, BIRCH } from "./event-histories.ts";

const GROUND = { marks: ["alder", "birch"], people: ["lena@torture.example"], from: 1 };
const NOW = Date.UTC(2026, 10, 25);

it("plans the same webhooks for the same seed: 5 % each forged, malformed and another workspace's, sent 1 to 10 times", () => {
	const webhooks = planned(20_000, new Random(7), GROUND);
	expect(planned(20_000, new Random(7), GROUND)).toEqual(webhooks);
	for (const flaw of ["forged", "malformed", "stray"])
		expect(webhooks.filter((one) => one.flaw === flaw).length / webhooks.length).toBeCloseTo(0.05, 2);
	const copies = webhooks.map((one) => one.copies);
	expect([Math.min(...copies), Math.max(...copies)]).toEqual([1, 10]);
	const sends = shuffled(webhooks, new Random(8));
	expect(sends.length).toBe(copies.reduce((sum, one) => sum + one, 0));
	expect(sends.slice(0, 50).map(({ id }) => id)).not.toEqual(webhooks.slice(0, 50).map(({ id }) => id));
});

it("signs good webhooks so that the connector takes them, and flawed ones so that it does not, or finds no JSON", async () => {
	for (const webhook of planned(2_000, new Random(3), GROUND)) {
		const { body, headers } = written(webhook, [ALDER, BIRCH], NOW);
		const hooks = connectors.get(webhook.connector)?.hooks;
		const lower = new Map(Object.entries(headers));
		const verified = await hooks?.verify(
			{
				method: "POST",
				url: "https://heddle.example",
				header: (name) => lower.get(name.toLowerCase()) ?? null,
				body: new TextEncoder().encode(body),
				receivedAtMs: NOW,
			},
			[secretOf(webhook.mark, webhook.connector)],
		);
		const isGood = verified?.ok === true && isJson(body);
		expect(isGood, `${webhook.connector} ${webhook.flaw} ${webhook.way}`).toBe(webhook.flaw === null);
	}
});

it("knows where each system's event will stand: object, moment, and whose it is", () => {
	for (const connector of ["shopify", "woocommerce", "erpnext", "stripe"]) {
		const system = systemOf(connector);
		const change = { object: 7, revision: 3, urgent: true, person: "lena@torture.example", mark: "alder" };
		const hooks = connectors.get(connector)?.hooks;
		const topics = { shopify: "orders/updated", woocommerce: "order.updated", erpnext: "Sales Order" };
		const head = {
			topic: { ...topics, stripe: "invoice.payment_failed" }[connector] ?? "",
			eventId: "1",
			...(connector === "stripe" && { occurredAt: changedAt(change).toISOString() }),
		};
		const translated = hooks?.translate(head, JSON.parse(system.body(change)), system.settings);
		expect(translated).toMatchObject({
			objectId: system.objectId(7),
			customer: { email: change.person },
			facts: { total: { amount: 64_000, currency: "EUR" } },
		});
		const version = Date.parse(translated?.version ?? "");
		expect(Math.floor(version / 1000)).toBe(changedAt(change).getTime() / 1000);
	}
});

it("brings bytes over as they were", () => {
	const body = { eventId: "evt_1", body: Uint8Array.from([0, 1, 254, 255]), occurredAt: undefined };
	expect(fromText(toText(body))).toEqual({ eventId: "evt_1", body: Uint8Array.from([0, 1, 254, 255]) });
});

it("gives each workspace's system a secret of its own", () => {
	expect(secretOf("alder", "shopify")).toBe(createHmac("sha256", "torture").update("alder shopify").digest("hex"));
	expect(secretOf("alder", "shopify")).not.toBe(secretOf("birch", "shopify"));
});

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}
