import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pullCardAnswer } from "../../src/protocol/pull-card.ts";
import { openPlayground, type Playground, pullCardAsk } from "./playground.ts";

let playground: Playground;
beforeAll(async () => {
	playground = await openPlayground();
});
afterAll(() => playground.close());

describe("the loyalty card of the sandbox", () => {
	it("keeps to the contract, and says what the orders come to", async () => {
		const response = await pullCardAsk(playground, "loom", { email: "eleanor.hartley@example.com" });
		const answer = pullCardAnswer.parse(await response.json());
		const fields = Object.fromEntries(answer.cards[0]?.fields.map((field) => [field.key, field]) ?? []);
		expect(Number(fields.points?.value)).toBeGreaterThan(0);
		expect(fields.credit?.value).toMatch(/ GBP$/);
		expect(fields.birthday).toMatchObject({ type: "date", sensitive: true });
		expect(fields.tier?.sensitive).toBeUndefined();
	});

	it("knows a member by the shop's id too, and nobody else", async () => {
		const [{ id } = { id: "" }] = playground.sandbox.tenants.loom.customers;
		expect((await pullCardAsk(playground, "loom", { externalId: id })).status).toBe(200);
		expect((await pullCardAsk(playground, "nordlicht", { externalId: id })).status).toBe(404);
		expect((await pullCardAsk(playground, "loom", { email: "nobody@example.com" })).status).toBe(404);
		expect((await pullCardAsk(playground, "loom", { externalId: 7 })).status).toBe(400);
	});

	it("answers nobody whose signature does not fit", async () => {
		const body = JSON.stringify({ customer: { email: "eleanor.hartley@example.com" } });
		const response = await fetch(playground.sandbox.systems["pull-card"], { method: "POST", body });
		expect(response.status).toBe(401);
	});
});
