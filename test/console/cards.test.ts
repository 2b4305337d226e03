import { expect, test } from "vitest";
import { cardWords } from "../../src/console/customer/card-words.ts";
import { linesInWords } from "../../src/console/customer/lines-in-words.ts";
import { mergeCard } from "../../src/console/customer/merge-cards.ts";
import { cardState } from "../../src/protocol/card.ts";
import { byImportance, toneOf } from "../../src/protocol/card-order.ts";
import { aCard, anOrder, aTicket } from "./given.ts";

const EARLIER = "2026-11-23T11:50:00.000Z";
const NOW = Date.parse("2026-11-23T12:00:12.000Z");

test("a card that fails keeps what was good, and says how old that is", () => {
	const known = aCard({ items: [aTicket("1")] });
	const failed = mergeCard(known, aCard({ state: "failed", fetchedAt: undefined, reason: "It answered 503." }));
	expect(failed.items).toEqual(known.items);
	expect(failed.state).toBe("failed");
	expect(cardWords(failed, NOW).sentence).toContain("It answered 503. What you see is from 12");
});

test("asking again does not blank the card", () => {
	const known = aCard({ items: [aTicket("1")] });
	expect(mergeCard(known, aCard({ state: "loading", fetchedAt: undefined })).items).toEqual(known.items);
});

test("an older answer never replaces a newer one, whichever way it came", () => {
	const newer = aCard({ items: [aTicket("2")] });
	const older = aCard({ items: [aTicket("1")], fetchedAt: EARLIER });
	expect(mergeCard(newer, older)).toBe(newer);
	expect(mergeCard(older, newer)).toBe(newer);
});

test("a fresh answer without items empties the card: the data is gone there too", () => {
	const known = aCard({ items: [aTicket("1")], fetchedAt: EARLIER });
	expect(mergeCard(known, aCard({ items: [] })).items).toEqual([]);
	expect(mergeCard(known, aCard({ state: "not_found" })).items).toEqual([]);
});

test("bad news comes first, then what needs an eye, then the newest", () => {
	const items = [
		anOrder("old", { placedAt: EARLIER }),
		anOrder("new"),
		anOrder("late", { fulfilment: { label: "Late", tone: "warn" }, placedAt: EARLIER }),
		anOrder("lost", { parcels: [{ number: "1", state: { label: "Lost", tone: "bad" } }], placedAt: EARLIER }),
	];
	expect(byImportance(items).map(({ id }) => id)).toEqual(["lost", "late", "new", "old"]);
});

test("a cancelled order has no trouble left to shout about", () => {
	expect(toneOf(anOrder("1", { payment: { label: "Voided", tone: "bad" } }))).toBe("bad");
	expect(toneOf(anOrder("1", { payment: { label: "Voided", tone: "bad" }, cancelledAt: EARLIER }))).toBe("neutral");
});

test("every state has words, and those that failed offer to ask again", () => {
	for (const state of cardState.options) {
		const words = cardWords(aCard({ state, fetchedAt: undefined }), NOW);
		expect(words.age === "" && words.sentence === null, state).toBe(state === "fresh");
		if (words.tone === "bad") expect(words.retry, state).toBe(true);
	}
	expect(cardWords(aCard({ state: "no_verified_key" }), NOW)).toMatchObject({ retry: false, tone: "neutral" });
});

test("lines are short enough to read while typing", () => {
	const lines = ["Blanket", "Sheet", "Pillow", "Wrap"].map((title, index) => ({ title, quantity: index + 1 }));
	expect(linesInWords(lines)).toBe("Blanket, 2 × Sheet, 3 × Pillow, and 1 more");
	expect(linesInWords([{ title: "Blanket", quantity: 1 }])).toBe("Blanket");
});
