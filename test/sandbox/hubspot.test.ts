import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hubspotSearch, openPlayground, type Playground } from "./playground.ts";

let playground: Playground;
beforeEach(async () => {
	playground = await openPlayground();
});
afterEach(() => playground.close());

const byEmail = (value: string, properties: string[] = []) => ({
	filterGroups: [{ filters: [{ propertyName: "email", operator: "EQ", value }] }],
	properties,
});

describe("HubSpot in the sandbox", () => {
	it("finds a contact by address with the default properties and those asked for", async () => {
		const asked = byEmail("Eleanor.Hartley@example.com", [
			"lifecyclestage",
			"customer_tags",
			"hubspot_owner_id",
			"unheard_of",
		]);
		const response = await hubspotSearch(playground, "loom", asked);
		expect(response.status).toBe(200);
		const { total, results } = await response.json();
		expect(total).toBe(1);
		expect(results[0].properties).toEqual({
			createdate: results[0].createdAt,
			email: "eleanor.hartley@example.com",
			firstname: "Eleanor",
			lastname: "Hartley",
			hs_object_id: results[0].id,
			lastmodifieddate: results[0].updatedAt,
			lifecyclestage: "customer",
			customer_tags: "vip;teacher",
			hubspot_owner_id: "41512001",
		});
		expect(results[0].archived).toBe(false);
	});

	it("knows no contact of somebody who only bought, and another one in the other business", async () => {
		expect(await (await hubspotSearch(playground, "loom", byEmail("amara.okafor@example.net"))).json()).toEqual({
			total: 0,
			results: [],
		});
		const lena = byEmail("lena.hoffmann@example.com", ["customer_tags"]);
		const tags = async (tenant: "loom" | "nordlicht") =>
			(await (await hubspotSearch(playground, tenant, lena)).json()).results[0].properties.customer_tags;
		expect(await tags("loom")).toBe("beginner");
		expect(await tags("nordlicht")).toBe("cargo;vip");
	});

	it("pages with after", async () => {
		const first = await (await hubspotSearch(playground, "loom", { limit: 4 })).json();
		expect(first.total).toBe(6);
		const rest = await (await hubspotSearch(playground, "loom", { limit: 4, after: first.paging.next.after })).json();
		expect(rest.paging).toBeUndefined();
		const ids = [...first.results, ...rest.results].map(({ id }: { id: string }) => id);
		expect(new Set(ids).size).toBe(6);
	});

	it("names an owner, and no other business's", async () => {
		const owner = (id: string) =>
			fetch(`${playground.sandbox.systems.hubspot}/crm/v3/owners/${id}`, {
				headers: { authorization: "Bearer pat-sandbox-loom" },
			});
		expect(await (await owner("41512001")).json()).toMatchObject({
			id: "41512001",
			firstName: "Nora",
			lastName: "Whitfield",
			archived: false,
		});
		const foreign = await owner("52733001");
		expect(foreign.status).toBe(404);
		expect(await foreign.json()).toMatchObject({ status: "error", category: "OBJECT_NOT_FOUND" });
	});

	it("refuses a filter on a property that is not there", async () => {
		const response = await hubspotSearch(playground, "loom", {
			filterGroups: [{ filters: [{ propertyName: "horoscope", operator: "EQ", value: "x" }] }],
		});
		expect(response.status).toBe(400);
		expect(await response.json()).toMatchObject({ status: "error", category: "VALIDATION_ERROR" });
	});

	it("answers a wrong token with 401", async () => {
		const response = await fetch(`${playground.sandbox.systems.hubspot}/crm/v3/owners/41512001`, {
			headers: { authorization: "Bearer pat-guess" },
		});
		expect(response.status).toBe(401);
		expect(await response.json()).toMatchObject({ status: "error", category: "INVALID_AUTHENTICATION" });
	});

	it("allows five searches a second for each account", async () => {
		const statuses = async (tenant: "loom" | "nordlicht", times: number) => {
			const answers = await Promise.all(Array.from({ length: times }, () => hubspotSearch(playground, tenant, {})));
			return answers.map(({ status }) => status).sort();
		};
		expect(await statuses("loom", 7)).toEqual([200, 200, 200, 200, 200, 429, 429]);
		expect(await statuses("nordlicht", 1)).toEqual([200]);
		const refused = await hubspotSearch(playground, "loom", {});
		expect(await refused.json()).toMatchObject({
			errorType: "RATE_LIMIT",
			policyName: "SECONDLY",
			message: "You have reached your secondly limit.",
		});
		playground.pass(1000);
		expect(await statuses("loom", 1)).toEqual([200]);
	});
});
