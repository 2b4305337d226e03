import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openPlayground, type Playground, stripeGet } from "./playground.ts";

let playground: Playground;
beforeEach(async () => {
	playground = await openPlayground();
});
afterEach(() => playground.close());

async function ask(path: string, tenant: "loom" | "nordlicht" = "loom") {
	const response = await stripeGet(playground, tenant, path);
	return { status: response.status, headers: response.headers, json: await response.json() };
}
const search = (query: string) => ask(`/v1/customers/search?query=${encodeURIComponent(query)}`);
/** The id of the customer with this address. */
async function customer(email: string): Promise<string> {
	const [found] = (await search(`email:"${email}"`)).json.data;
	return found.id;
}

describe("customers", () => {
	it("are found by the search whatever their case, by the list only as they are written", async () => {
		const { json, headers } = await search('email:"Eleanor.HARTLEY@example.com"');
		expect(json).toMatchObject({ object: "search_result", has_more: false, data: [{ object: "customer" }] });
		expect(headers.get("request-id")).toMatch(/^req_/);
		expect((await search("phone:'+441614960101'")).json.data).toEqual(json.data);
		expect((await ask("/v1/customers?email=eleanor.hartley@example.com")).json.data).toEqual(json.data);
		expect((await ask("/v1/customers?email=Eleanor.hartley@example.com")).json.data).toEqual([]);
		expect((await search('email:"x\\" OR email:\\"eleanor.hartley@example.com"')).json.data).toEqual([]);
	});

	it.each(["eleanor", "email~'eleanor'", "city:'York'", ""])("cannot be searched for like %j", async (query) => {
		expect((await search(query)).status).toBe(400);
	});
});

describe("charges", () => {
	it("are one for each paid order, with refunds where they are asked for", async () => {
		const path = `/v1/charges?customer=${await customer("juergen.mueller@example.org")}`;
		const { data } = (await ask(path)).json;
		expect(data).toHaveLength(1);
		expect(data[0]).toMatchObject({
			status: "succeeded",
			currency: "gbp",
			payment_method_details: { type: "sepa_debit" },
		});
		expect(data[0].amount_refunded).toBeGreaterThan(0);
		expect(data[0]).not.toHaveProperty("refunds");
		const [expanded] = (await ask(`${path}&expand[]=data.refunds`)).json.data;
		expect(expanded.refunds.data).toMatchObject([{ amount: data[0].amount_refunded, status: "succeeded" }]);
		expect((await ask(`/v1/refunds?charge=${expanded.id}`)).json.data).toEqual(expanded.refunds.data);
	});

	it("fail first where the card was declined, and tell what the shop does not know", async () => {
		const { data } = (await ask(`/v1/charges?customer=${await customer("mei.lin@example.org")}`)).json;
		const statuses = data.map(({ status, payment_intent }: Record<string, string>) => [status, payment_intent]);
		expect(statuses.slice(0, 2)).toEqual([
			["succeeded", statuses[1][1]],
			["failed", statuses[1][1]],
		]);
		expect(data[1]).toMatchObject({ failure_code: "card_declined", outcome: { reason: "insufficient_funds" } });
		const { data: disputes } = (await ask("/v1/disputes")).json;
		expect(disputes).toMatchObject([{ status: "needs_response", reason: "product_not_received" }]);
		const [disputed] = (await ask(`/v1/disputes?charge=${disputes[0].charge}`)).json.data;
		expect(disputed).toEqual(disputes[0]);
		const { data: refunds } = (await ask("/v1/refunds?limit=100")).json;
		expect(refunds.filter(({ status }: Record<string, string>) => status === "failed")).toMatchObject([
			{ failure_reason: "expired_or_canceled_card" },
		]);
	});

	it("come in pages, newest first", async () => {
		const { data, has_more } = (await ask("/v1/charges?limit=2")).json;
		expect([data.length, has_more]).toEqual([2, true]);
		expect(data[0].created).toBeGreaterThanOrEqual(data[1].created);
		const next = (await ask(`/v1/charges?limit=2&starting_after=${data[1].id}`)).json.data;
		expect(next[0].created).toBeLessThanOrEqual(data[1].created);
		expect(data.map(({ id }: { id: string }) => id)).not.toContain(next[0].id);
	});
});

describe("what is refused", () => {
	it.each([
		["/v1/charges?limit=101", "parameter_invalid_integer"],
		["/v1/charges?email=x", "parameter_unknown"],
		["/v1/charges?expand[]=data.dispute", undefined],
	])("%s, as Stripe refuses it", async (path, code) => {
		const { status, json } = await ask(path);
		expect([status, json.error.type, json.error.code]).toEqual([400, "invalid_request_error", code]);
	});

	it("a wrong key, no key, an address that is none", async () => {
		const to = (headers: Record<string, string>) =>
			fetch(`${playground.sandbox.systems.stripe}/v1/charges`, { headers });
		const wrong = await to({ authorization: "Bearer rk_test_51abcdefgh1234" });
		expect([wrong.status, (await wrong.json()).error.message]).toEqual([
			401,
			"Invalid API Key provided: rk_test_********1234",
		]);
		expect((await to({})).status).toBe(401);
		expect((await ask("/v1/nothing")).json.error.message).toMatch(/Unrecognized request URL/);
	});

	it("more than 25 calls in a second", async () => {
		for (let n = 0; n < 25; n++) expect((await ask("/v1/charges?limit=1")).status).toBe(200);
		expect((await ask("/v1/charges?limit=1")).status).toBe(429);
		expect((await ask("/v1/charges?limit=1", "nordlicht")).status).toBe(200);
		playground.pass(40);
		expect((await ask("/v1/charges?limit=1")).status).toBe(200);
	});
});
