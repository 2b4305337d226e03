import { describe, expect, it } from "vitest";
import { sweepWords } from "../../src/console/settings/connections/sweep-words.ts";
import type { SweepHealth } from "../../src/protocol/connections.ts";

const AT = "2026-11-23T08:00:00.000Z";
const swept = (change: Partial<SweepHealth> = {}): SweepHealth => ({
	at: AT,
	readUpTo: AT,
	found: 0,
	lastFoundAt: null,
	lastError: null,
	lostHooks: null,
	...change,
});

describe("what asking has brought, in words", () => {
	it("is nothing where webhooks told of everything, else how many changes", () => {
		expect(sweepWords(swept(), "Shopify")).toEqual({ found: "Nothing that a webhook had not told of." });
		expect(sweepWords(swept({ found: 1 }), "Shopify").found).toContain("1 change that");
		expect(sweepWords(swept({ found: 12 }), "Shopify").found).toContain("12 changes that");
	});

	it("names the webhooks that are gone, and what is to be done where Heddle cannot", () => {
		const topics = ["orders/create", "orders/paid", "orders/updated", "refunds/create", "disputes/create"];
		const mended = sweepWords(swept({ lostHooks: { at: AT, topics, back: true } }), "Shopify").trouble;
		expect(mended).toEqual({
			isBad: false,
			text: "Shopify had stopped sending orders/create, orders/paid, orders/updated, refunds/create and 1 more. Heddle has set these webhooks up again.",
		});
		const gone = sweepWords(swept({ lostHooks: { at: AT, topics: ["order.created"], back: false } }), "WooCommerce");
		expect(gone.trouble?.isBad).toBe(true);
		expect(gone.trouble?.text).toContain("WooCommerce has stopped sending order.created, and");
		expect(gone.trouble?.text).toContain("by hand");
	});
});
