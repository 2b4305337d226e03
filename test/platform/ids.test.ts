import { expect, test } from "vitest";
import { derivedId, newId } from "../../src/platform/ids.ts";
import { conversationId, customerId } from "../../src/protocol/ids.ts";

test("a new id is its noun's, and no other's", () => {
	expect(conversationId.safeParse(newId("conversation")).success).toBe(true);
	expect(customerId.safeParse(newId("conversation")).success).toBe(false);
	expect(new Set(Array.from({ length: 1_000 }, () => newId("event"))).size).toBe(1_000);
});

test("a derived id is the same for the same parts, and tells apart how they are cut, their order and their noun", async () => {
	expect(await derivedId("event", "a", "b")).toBe(await derivedId("event", "a", "b"));
	const others = await Promise.all([
		derivedId("event", "a", "b"),
		derivedId("event", "b", "a"),
		derivedId("event", "ab"),
		derivedId("event", "a", "b", ""),
		derivedId("event", "1:a|1:b"),
		derivedId("alert", "a", "b"),
	]);
	expect(new Set(others.map((id) => id.slice(4))).size).toBe(others.length);
});
