import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { erpnextGet, openPlayground, type Playground } from "./playground.ts";

let playground: Playground;
beforeAll(async () => {
	playground = await openPlayground();
});
afterAll(() => playground.close());

async function list(doctype: string, query: Record<string, unknown> = {}, tenant: "loom" | "nordlicht" = "loom") {
	const response = await erpnextGet(playground, tenant, `/api/resource/${encodeURIComponent(doctype)}`, query);
	return { status: response.status, body: await response.json() };
}

describe("ERPNext in the sandbox", () => {
	it("lists only names, 20 of them, unless asked for more", async () => {
		const { body } = await list("Customer");
		expect(body.data).toHaveLength(8);
		expect(Object.keys(body.data[0])).toEqual(["name"]);
	});

	it("finds a customer by address in either notation of filters, without regard to case", async () => {
		const asList = await list("Customer", {
			filters: [["email_id", "=", "Wang.Xiaoyu@example.com"]],
			fields: ["name", "customer_name", "territory"],
		});
		expect(asList.body.data).toEqual([{ name: "CUST-02042", customer_name: "王小雨", territory: "China" }]);
		const asObject = await list("Customer", { filters: { email_id: "wang.xiaoyu@example.com" } });
		expect(asObject.body.data).toEqual([{ name: "CUST-02042" }]);
		const withDoctype = await list("Customer", { filters: [["Customer", "email_id", "like", "wang%"]] });
		expect(withDoctype.body.data).toEqual([{ name: "CUST-02042" }]);
	});

	it("lists a customer's deliveries, newest first, and leaves child tables to the single document", async () => {
		const { body } = await list("Delivery Note", {
			filters: [
				["customer", "in", ["CUST-02041"]],
				["docstatus", "<", 2],
			],
			fields: ["*"],
			order_by: "posting_date desc",
			limit_page_length: "10",
		});
		expect(body.data.map(({ po_no }: { po_no: string }) => po_no)).toEqual(["#2049", "#2043"]);
		expect(body.data[0].items).toBeUndefined();
		expect(body.data[0].modified).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/);
		const one = await erpnextGet(playground, "loom", `/api/resource/Delivery%20Note/${body.data[0].name}`);
		expect((await one.json()).data.items[0]).toMatchObject({
			item_code: "LOOM-RIGID-60",
			qty: 2,
			doctype: "Delivery Note Item",
		});
	});

	it("filters by a row of the child table and by alternatives", async () => {
		const byItem = await list("Delivery Note", {
			filters: [["Delivery Note Item", "item_code", "=", "KIT-TAPESTRY"]],
			fields: ["po_no"],
		});
		expect(byItem.body.data.map(({ po_no }: { po_no: string }) => po_no).sort()).toEqual(["#2043", "#2051"]);
		const either = await list("Bin", {
			or_filters: [
				["actual_qty", "<", 1],
				["ordered_qty", ">", 100],
			],
			fields: ["item_code"],
		});
		expect(either.body.data.map(({ item_code }: { item_code: string }) => item_code).sort()).toEqual([
			"LOOM-RIGID-60",
			"YARN-LINEN-OAT",
		]);
	});

	it("pages", async () => {
		const all = (await list("Sales Order", { limit_page_length: "0" })).body.data;
		const second = (await list("Sales Order", { limit_start: "2", limit_page_length: "3" })).body.data;
		expect(second).toEqual(all.slice(2, 5));
	});

	it("shows each business its own documents", async () => {
		const mei = { filters: { email_id: "mei.lin@example.org" }, fields: ["customer_name", "default_currency"] };
		expect((await list("Customer", mei, "loom")).body.data).toEqual([
			{ customer_name: "林美", default_currency: "GBP" },
		]);
		expect((await list("Customer", mei, "nordlicht")).body.data).toEqual([
			{ customer_name: "Mei Lin", default_currency: "EUR" },
		]);
	});

	it("says who is signed in", async () => {
		const response = await erpnextGet(playground, "loom", "/api/method/frappe.auth.get_logged_user");
		expect(await response.json()).toEqual({ message: "desk@loom-and-thread.example" });
	});

	it.each([
		["an unknown field", "Customer", { fields: ["name", "shoe_size"] }, 417, "DataError"],
		["a child table as a field", "Delivery Note", { fields: ["items"] }, 417, "DataError"],
		["filters that are no JSON", "Customer", { filters: "[[" }, 417, "DataError"],
		["an unknown doctype", "Spaceship", {}, 404, "DoesNotExistError"],
	])("refuses %s as Frappe does", async (_, doctype, query, status, type) => {
		const refused = await list(doctype, query);
		expect(refused.status).toBe(status);
		expect(refused.body.exc_type).toBe(type);
		expect(JSON.parse(JSON.parse(refused.body._server_messages)[0]).message).toBeTruthy();
	});

	it("answers a wrong key with 401 and none with 403", async () => {
		const url = `${playground.sandbox.systems.erpnext}/api/resource/Customer`;
		const wrong = await fetch(url, { headers: { authorization: "token sandbox-loom-key:guess" } });
		expect(wrong.status).toBe(401);
		expect((await wrong.json()).exc_type).toBe("AuthenticationError");
		const none = await fetch(url);
		expect(none.status).toBe(403);
		expect((await none.json()).exc_type).toBe("PermissionError");
	});
});
