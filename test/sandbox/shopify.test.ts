import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPlayground, type Playground, shopifyQuery } from "./playground.ts";

const CARD = `query Card($identifier: CustomerIdentifierInput!, $first: Int!, $after: String) {
	customerByIdentifier(identifier: $identifier) {
		id displayName defaultEmailAddress { emailAddress }
		orders(first: $first, after: $after, sortKey: CREATED_AT, reverse: true) {
			nodes {
				...Line
				fulfillments(first: 3) { displayStatus estimatedDeliveryAt trackingInfo(first: 1) { company number url } }
				refunds { totalRefundedSet { shopMoney { amount } } }
			}
			pageInfo { hasNextPage endCursor }
		}
	}
}
fragment Line on Order {
	name updatedAt cancelledAt displayFinancialStatus displayFulfillmentStatus
	currentTotalPriceSet { shopMoney { amount currencyCode } }
}`;
const ELEANOR = { emailAddress: "eleanor.hartley@example.com" };
const LENA = { emailAddress: "lena.hoffmann@example.com" };

let playground: Playground;
beforeAll(async () => {
	playground = await openPlayground();
});
afterAll(() => playground.close());

async function ask(query: string, variables = {}, tenant: "loom" | "nordlicht" = "loom") {
	const response = await shopifyQuery(playground, tenant, query, variables);
	return { status: response.status, headers: response.headers, body: await response.json() };
}

describe("Shopify in the sandbox", () => {
	it("answers a customer's newest orders with parcels, refunds and cost", async () => {
		const { status, headers, body } = await ask(CARD, { identifier: ELEANOR, first: 5 });
		expect(status).toBe(200);
		expect(headers.get("x-shopify-api-version")).toBe("2026-10");
		const customer = body.data.customerByIdentifier;
		expect(customer.displayName).toBe("Eleanor Hartley");
		const [newest, oldest] = customer.orders.nodes;
		expect(newest).toMatchObject({
			name: "#2049",
			cancelledAt: null,
			displayFinancialStatus: "PAID",
			displayFulfillmentStatus: "PARTIALLY_FULFILLED",
			currentTotalPriceSet: { shopMoney: { amount: "608.30", currencyCode: "GBP" } },
			fulfillments: [{ displayStatus: "IN_TRANSIT", trackingInfo: [{ company: "DHL" }] }],
		});
		expect(newest.updatedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
		expect(oldest.fulfillments[0].displayStatus).toBe("DELIVERED");
		expect(body.extensions.cost.throttleStatus).toMatchObject({ maximumAvailable: 2000, restoreRate: 100 });
		expect(body.extensions.cost.actualQueryCost).toBeLessThan(body.extensions.cost.requestedQueryCost);
	});

	it("pages through orders with cursors, none twice", async () => {
		const names: string[] = [];
		let after: string | null = null;
		for (let page = 0; page < 2; page++) {
			const { body } = await ask(CARD, { identifier: ELEANOR, first: 1, after });
			const { nodes, pageInfo } = body.data.customerByIdentifier.orders;
			names.push(...nodes.map(({ name }: { name: string }) => name));
			expect(pageInfo.hasNextPage).toBe(page === 0);
			after = pageInfo.endCursor;
		}
		expect(names).toEqual(["#2049", "#2043"]);
	});

	it("knows the same address as different customers in the two shops", async () => {
		const inLoom = (await ask(CARD, { identifier: LENA, first: 5 }, "loom")).body.data.customerByIdentifier;
		const inNordlicht = (await ask(CARD, { identifier: LENA, first: 5 }, "nordlicht")).body.data.customerByIdentifier;
		expect(inLoom.id).not.toBe(inNordlicht.id);
		expect(inNordlicht.orders.nodes[0].currentTotalPriceSet.shopMoney.currencyCode).toBe("EUR");
		const numbers = ({ orders }: typeof inLoom) => orders.nodes.map(({ name }: { name: string }) => name);
		expect(numbers(inLoom).filter((name: string) => numbers(inNordlicht).includes(name))).toEqual([]);
	});

	it("answers null for somebody it does not know", async () => {
		const { body } = await ask(CARD, { identifier: { emailAddress: "nobody@example.com" }, first: 5 });
		expect(body.data).toEqual({ customerByIdentifier: null });
		expect(body.errors).toBeUndefined();
	});

	it("finds by phone and by id, and refuses two identifiers at once", async () => {
		const query = "query Q($i: CustomerIdentifierInput!) { customerByIdentifier(identifier: $i) { id firstName } }";
		const byPhone = (await ask(query, { i: { phoneNumber: "+44 161 496 0101" } })).body.data.customerByIdentifier;
		expect(byPhone.firstName).toBe("Eleanor");
		expect((await ask(query, { i: { id: byPhone.id } })).body.data.customerByIdentifier).toEqual(byPhone);
		expect((await ask(query, { i: { id: byPhone.id, ...ELEANOR } })).body.errors).toHaveLength(1);
	});

	it("reconciles: orders updated since a moment", async () => {
		const query = "query Q($q: String!) { orders(first: 50, query: $q, sortKey: UPDATED_AT) { nodes { updatedAt } } }";
		const since = "2026-11-19T00:00:00Z";
		const { body } = await ask(query, { q: `updated_at:>'${since}'` });
		const times = body.data.orders.nodes.map(({ updatedAt }: { updatedAt: string }) => updatedAt);
		expect(times.length).toBeGreaterThan(2);
		expect(times).toEqual([...times].sort());
		expect(times[0] > since).toBe(true);
	});

	it("refuses a field that does not exist, in Shopify's words", async () => {
		const { status, body } = await ask("{ shop { name horoscope } }");
		expect(status).toBe(200);
		expect(body).toEqual({
			errors: [
				{
					message: "Field 'horoscope' doesn't exist on type 'Shop'",
					locations: [{ line: 1, column: 15 }],
					path: ["query", "horoscope"],
					extensions: { code: "undefinedField", typeName: "Shop", fieldName: "horoscope" },
				},
			],
		});
	});

	it("refuses what is no GraphQL, no JSON, and a list without a length", async () => {
		expect((await ask("{ shop {")).body.errors[0].message).toContain("Syntax Error");
		expect((await ask("{ orders { nodes { id } } }")).body.errors[0].extensions.code).toBe("BAD_REQUEST");
		const { accessToken } = playground.sandbox.tenants.loom.credentials.shopify;
		const garbled = await fetch(`${playground.sandbox.systems.shopify}/admin/api/2026-10/graphql.json`, {
			method: "POST",
			headers: { "content-type": "application/json", "x-shopify-access-token": accessToken },
			body: "{",
		});
		expect(garbled.status).toBe(400);
	});

	it("refuses a query that would cost more than 1,000 points", async () => {
		const { body } = await ask("{ orders(first: 100) { nodes { lineItems(first: 20) { nodes { title } } } } }");
		expect(body.errors[0].extensions.code).toBe("MAX_COST_EXCEEDED");
		expect(body.data).toBeUndefined();
	});

	it("answers a wrong token with 401", async () => {
		const response = await fetch(`${playground.sandbox.systems.shopify}/admin/api/2026-10/graphql.json`, {
			method: "POST",
			headers: { "content-type": "application/json", "x-shopify-access-token": "shpat_wrong" },
			body: JSON.stringify({ query: "{ shop { name } }" }),
		});
		expect(response.status).toBe(401);
		expect(await response.json()).toEqual({
			errors: "[API] Invalid API key or access token (unrecognized login or wrong password)",
		});
	});

	it("tells a self-test the shop's name and the app's scopes", async () => {
		const { body } = await ask("{ shop { name myshopifyDomain } currentAppInstallation { accessScopes { handle } } }");
		expect(body.data.shop).toEqual({ name: "Loom & Thread", myshopifyDomain: "loom-and-thread.myshopify.com" });
		expect(body.data.currentAppInstallation.accessScopes).toContainEqual({ handle: "read_orders" });
	});

	it("throttles when the points are spent, with status 200, and recovers at 100 points a second", async () => {
		const expensive = "{ orders(first: 50) { nodes { customer { id } lineItems(first: 3) { nodes { title } } } } }";
		let last = await ask(expensive);
		for (let n = 0; n < 40 && !last.body.errors; n++) last = await ask(expensive);
		expect(last.status).toBe(200);
		expect(last.body.errors[0].extensions.code).toBe("THROTTLED");
		expect(last.body.extensions.cost.actualQueryCost).toBeNull();
		const { requestedQueryCost, throttleStatus } = last.body.extensions.cost;
		playground.pass(
			((requestedQueryCost - throttleStatus.currentlyAvailable) / throttleStatus.restoreRate) * 1000 + 10,
		);
		expect((await ask(expensive)).body.errors).toBeUndefined();
	});
});
