import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPlayground, type Playground, trytonCall } from "./playground.ts";

let playground: Playground;
beforeAll(async () => {
	playground = await openPlayground();
});
afterAll(() => playground.close());

async function search(model: string, domain: unknown[], fields: string[], limit = 20) {
	const params = [domain, 0, limit, [["id", "DESC"]], fields, {}];
	return (await trytonCall(playground, "loom", `model.${model}.search_read`, params)).json();
}

async function partyOf(value: string): Promise<number> {
	const domain = [
		["type", "=", "email"],
		["value", "ilike", value],
	];
	const { result } = await search("party.contact_mechanism", domain, ["party", "value"]);
	return result[0]?.party;
}

describe("Tryton in the sandbox", () => {
	it("finds a contact mechanism by a resembling value, where % and _ are wildcards but for a backslash before", async () => {
		expect(await partyOf("Eleanor.Hartley@example.com")).toEqual(expect.any(Number));
		expect(await partyOf("eleanor_hartley@example.com")).toBe(await partyOf("eleanor.hartley@example.com"));
		expect(await partyOf("eleanor%")).toBe(await partyOf("eleanor.hartley@example.com"));
		expect(await partyOf("eleanor\\_hartley@example.com")).toBeUndefined();
		expect(await partyOf("leanor.hartley@example.com")).toBeUndefined();
	});

	it("finds by either of two conditions", async () => {
		const [{ value }] = (await search("party.contact_mechanism", [["type", "=", "phone"]], ["value"], 1)).result;
		const either = [
			["type", "in", ["phone", "mobile"]],
			["OR", ["value", "=", value], ["value_compact", "=", value]],
		];
		expect((await search("party.contact_mechanism", either, ["value"])).result).toMatchObject([{ value }]);
	});

	it("reads sales with fields of their records, newest first, in Tryton's forms of money and time", async () => {
		const party = await partyOf("eleanor.hartley@example.com");
		const fields = ["number", "state", "total_amount", "sale_date", "currency.code", "lines.product.rec_name"];
		const { result } = await search("sale.sale", [["party", "in", [party]]], fields);
		expect(result.length).toBeGreaterThan(0);
		const ids = result.map(({ id }: { id: number }) => id);
		expect(ids).toEqual(ids.toSorted((one: number, other: number) => other - one));
		expect(result[0]).toMatchObject({
			total_amount: { __class__: "Decimal", decimal: expect.stringMatching(/^\d+\.\d\d$/) },
			sale_date: { __class__: "date", year: 2026 },
			"currency.": { code: "GBP" },
		});
		expect(result[0]["lines."][0]).toMatchObject({ "product.": { rec_name: expect.stringMatching(/^\[.+\] .+/) } });
		// Of a note among the lines, which is no article.
		expect(result[0]["lines."].at(-1)).toEqual({ id: 0, "product.": null });
		expect(result[0]).not.toHaveProperty("lines");
	});

	it("answers a fault with status 200 and the exception: an unknown model, field, or parameters", async () => {
		expect(await search("sale.opportunity", [], ["number"])).toEqual({ id: 1, error: ["'sale.opportunity'", ""] });
		expect(await search("sale.sale", [], ["colour"])).toEqual({ id: 1, error: ["'colour'", ""] });
		const few = await trytonCall(playground, "loom", "model.sale.sale.search_read", []);
		expect([few.status, await few.json()]).toEqual([200, { id: 1, error: [expect.any(String), ""] }]);
	});

	it("lets nobody in by a wrong password, or into another business's database", async () => {
		const { user, password } = playground.sandbox.tenants.loom.credentials.tryton;
		const call = async (path: string, signIn: string) => {
			const response = await fetch(`${playground.sandbox.systems.tryton}${path}`, {
				method: "POST",
				headers: { "content-type": "application/json", authorization: `Basic ${btoa(signIn)}` },
				body: JSON.stringify({ id: 1, method: "model.res.user.get_preferences", params: [true, {}] }),
			});
			return response.status;
		};
		expect(await call("/loom/", `${user}:${password}`)).toBe(200);
		expect(await call("/loom/", `${user}:guess`)).toBe(401);
		expect(await call("/nordlicht/", `${user}:${password}`)).toBe(401);
	});
});
