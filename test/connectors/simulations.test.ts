import { describe, expect, it } from "vitest";
import { connectors } from "../../src/connectors/registry.ts";
import type { BusinessEventKind } from "../../src/protocol/business-event.ts";
import type { Simulated } from "../../src/protocol/connections.ts";

const NOW = Date.parse("2026-11-23T08:00:00.500Z");
const ABOUT = { id: "8000000000000042", email: "kim@example.com", nowMs: NOW };

/** Whole forms are not needed: what a translation asks of its settings. */
const SETTINGS = { shop: "oak.myshopify.com", url: "https://shop.oak.example" };

/** What must come of each, so that the rules people write for it are the ones that are tried. */
const KINDS: Record<Simulated, readonly BusinessEventKind[]> = {
	order_placed: ["order.created"],
	late_parcel: ["delivery.delayed"],
	// WooCommerce has no event of its own for it: the order's state says so.
	payment_failed: ["payment.failed", "order.updated"],
	refund_failed: ["refund.failed"],
	dispute_opened: ["dispute.opened"],
};

const all = [...connectors.values()].flatMap(({ name, hooks }) =>
	Object.entries(hooks?.simulates ?? {}).map(([what, simulate]) => ({
		name,
		what: what as Simulated,
		hooks,
		simulate,
	})),
);

describe("a test event", () => {
	it("can be tried of the systems that tell of such things", () => {
		expect(all.map(({ name, what }) => `${name} ${what}`)).toEqual(
			expect.arrayContaining(["shopify late_parcel", "stripe refund_failed", "erpnext late_parcel"]),
		);
	});

	it.each(all)("$what of $name reads as what it plays, about whom it shall be", ({ what, hooks, simulate }) => {
		const { topic, payload } = simulate(ABOUT);
		expect(hooks?.topics).toContain(topic);
		const head = { topic, eventId: "test-1", occurredAt: new Date(NOW).toISOString() };
		const told = hooks?.translate(head, JSON.parse(JSON.stringify(payload)), SETTINGS);
		expect(KINDS[what]).toContain(told?.kind);
		expect(told?.objectId).toContain(ABOUT.id);
		expect(Math.abs(Date.parse(told?.version ?? "") - NOW)).toBeLessThan(1_000);
		if (told?.customer.email) expect(told.customer.email).toBe(ABOUT.email);
	});
});
