import { describe, expect, it } from "vitest";
import type { Translated } from "../../src/connectors/connector.ts";
import { withMapping } from "../../src/events/mapped-event.ts";

const NOW = Date.parse("2026-11-23T08:00:00Z");
const CAME: Translated = {
	kind: "other",
	objectType: "event",
	objectId: "abc",
	reference: "event",
	summary: "event",
	version: "2026-11-23T07:00:00.000Z",
	facts: {},
	customer: {},
};
const MAPPING = `answers[path = "webhook"].json.{"type": "ticket", "id": number, "subject": title, "reference": "#" & number,
	"status": {"label": state, "tone": "neutral"}, "state": {"label": state, "tone": "neutral"},
	"createdAt": at, "updatedAt": at}`;
const BODY = { number: "42", title: "Loom squeaks", state: "Open", at: "2026-11-23T07:00:00Z" };

describe("an unsigned system's event", () => {
	it("is about what the connection's mapping makes of it", async () => {
		const seen = await withMapping(CAME, { mapping: MAPPING }, BODY, NOW);
		expect(seen).toMatchObject({ objectType: "ticket", objectId: "42", kind: "other", version: CAME.version });
		expect(seen.item).toMatchObject({ type: "ticket", id: "42" });
	});

	it("stays as it came without a mapping, and where the mapping makes nothing of it or breaks", async () => {
		for (const mapping of [null, undefined, "[]", '$error("no")', "(((", "answers.json.nothing"])
			expect(await withMapping(CAME, { mapping }, BODY, NOW)).toBe(CAME);
	});
});
