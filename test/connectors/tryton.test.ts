import { describe, expect, it } from "vitest";
import {
	answer,
	changed,
	day,
	LENA,
	lookUp,
	MECHANISM,
	methodOf,
	nobody,
	SALE,
	SHIPMENT,
	shown,
} from "./fake-tryton.ts";

describe("a customer's sales and shipments", () => {
	it("are orders and deliveries, unpaid ones first", async () => {
		const { result, requests, unknown } = lookUp();
		const items = shown(await result);
		expect(
			items.map((one) => {
				if (one.type === "order") return [one.reference, one.payment.label, one.fulfilment.label];
				return one.type === "delivery" ? [one.reference, one.state.label] : [];
			}),
		).toEqual([
			["2", "Waits for payment", "Shipped"],
			["1", "Waits for payment", "To be shipped"],
			["3", "Cancelled", "Cancelled"],
			["PO-7", "Draft", "Draft"],
			["1", "Waits for stock"],
			["2", "Shipped"],
		]);
		expect(unknown).toEqual([]);
		expect(requests.map(({ method, path, json }) => [method, path, methodOf(json)])).toEqual([
			["POST", "/loom/", MECHANISM],
			["POST", "/loom/", SALE],
			["POST", "/loom/", SHIPMENT],
		]);
	});

	it("have their money in minor units, their lines without remarks, their times in UTC and a link", async () => {
		const items = shown(await lookUp().result);
		expect(items[1]).toEqual({
			type: "order",
			id: "1",
			reference: "1",
			href: "https://erp.example/#loom/model/sale.sale/1",
			placedAt: "2026-11-25T16:50:50.569Z",
			total: { amount: 25_980, currency: "EUR" },
			payment: { label: "Waits for payment", tone: "warn" },
			fulfilment: { label: "To be shipped", tone: "neutral" },
			lines: [{ title: "Rigid loom", quantity: 2 }],
			parcels: [],
		});
		expect(items.find(({ type, id }) => type === "delivery" && id === "1")).toEqual({
			type: "delivery",
			id: "1",
			reference: "1",
			href: "https://erp.example/#loom/model/stock.shipment.out/1",
			postedAt: "2026-11-25T16:50:51.380Z",
			expectedAt: "2026-11-25T12:00:00.000Z",
			state: { label: "Waits for stock", tone: "neutral" },
			lines: [{ title: "Rigid loom", quantity: 2 }],
		});
		expect(items.find(({ type, id }) => type === "delivery" && id === "2")).toMatchObject({
			postedAt: "2026-11-25T12:00:00.000Z",
			state: { label: "Shipped", tone: "good" },
		});
	});

	it("are asked for with the user's sign-in, exactly the members that Tryton knows, and the party", async () => {
		const { result, requests } = lookUp();
		await result;
		expect(requests[0]?.headers).toEqual({
			Authorization: `Basic ${Buffer.from("heddle:Zürich: 1").toString("base64")}`,
		});
		expect(requests[0]?.json).toEqual({
			id: 1,
			method: MECHANISM,
			params: [
				[
					["type", "=", "email"],
					["value", "ilike", LENA],
				],
				0,
				20,
				[["id", "DESC"]],
				["party", "value", "value_compact"],
				{},
			],
		});
		expect(requests[1]?.json).toMatchObject({
			params: [[["party", "in", [2]]], 0, 20, [["id", "DESC"]], expect.any(Array), {}],
		});
		expect(requests[2]?.json).toMatchObject({
			params: [[["customer", "in", [2]]], 0, 20, [["id", "DESC"]], expect.any(Array), {}],
		});
	});

	it("are late once the planned day is over everywhere, and not when they were sent", async () => {
		const at = async (nowMs: number, change: object = {}) => {
			const shipment = changed("shipments.json", {
				state: "waiting",
				effective_date: null,
				planned_date: day(2026, 11, 25),
				...change,
			});
			const items = shown(
				await lookUp({ [SHIPMENT]: shipment, [SALE]: answer("nothing.json") }, undefined, nowMs).result,
			);
			return items.map((one) => (one.type === "delivery" ? [one.state.label, one.state.tone, one.expectedAt] : []))[0];
		};
		const waits = ["Waits for stock", "neutral", "2026-11-25T12:00:00.000Z"];
		expect(await at(Date.parse("2026-11-26T11:59:59Z"))).toEqual(waits);
		expect(await at(Date.parse("2026-11-26T12:00:00Z"))).toEqual(["Late", "bad", waits[2]]);
		for (const state of ["done", "shipped", "cancelled"])
			expect((await at(Date.parse("2027-01-01T00:00:00Z"), { state }))?.slice(1)).toEqual([
				state === "cancelled" ? "neutral" : "good",
				undefined,
			]);
		expect(await at(Date.parse("2027-01-01T00:00:00Z"), { planned_date: null })).toEqual([
			"Waits for stock",
			"neutral",
			undefined,
		]);
	});

	it("say what a sale is before it is confirmed, but hide no trouble", async () => {
		const one = async (change: object) => {
			const items = shown(
				await lookUp({ [SALE]: changed("sales.json", change), [SHIPMENT]: answer("nothing.json") }).result,
			);
			return items.map((order) =>
				order.type === "order" ? [order.payment.label, order.fulfilment.label, order.cancelledAt] : [],
			)[0];
		};
		expect(await one({ state: "quotation" })).toEqual(["Quotation", "Quotation", undefined]);
		expect(await one({ state: "done", invoice_state: "paid", shipment_state: "sent" })).toEqual([
			"Paid",
			"Shipped",
			undefined,
		]);
		expect(await one({ state: "draft", invoice_state: "exception" })).toEqual([
			"Trouble with the invoice",
			"Draft",
			undefined,
		]);
		expect(await one({ state: "processing", invoice_state: "partially paid", shipment_state: "exception" })).toEqual([
			"Partly paid",
			"Trouble with the shipment",
			undefined,
		]);
		expect((await one({ state: "cancelled" }))?.[2]).toMatch(/^2026-11-25T17:/);
	});

	it("count from the day of the sale, where it was entered on another", async () => {
		const placedAt = async (sale_date: unknown) => {
			const items = shown(
				await lookUp({ [SALE]: changed("sales.json", { sale_date }), [SHIPMENT]: answer("nothing.json") }).result,
			);
			return items[0]?.type === "order" ? items[0].placedAt : undefined;
		};
		expect(await placedAt(day(2026, 11, 20))).toBe("2026-11-20T12:00:00.000Z");
		expect(await placedAt(day(2026, 11, 25))).toMatch(/^2026-11-25T17:/);
	});

	it("show states that a module has added in their own words, and tell of them", async () => {
		const { result, unknown } = lookUp({
			[SALE]: changed("sales.json", { state: "on_hold", invoice_state: "disputed", shipment_state: "lost" }),
			[SHIPMENT]: changed("shipments.json", { state: "weighed" }),
		});
		expect(shown(await result)).toMatchObject([
			{ payment: { label: "disputed", tone: "neutral" }, fulfilment: { label: "lost", tone: "neutral" } },
			{ state: { label: "weighed", tone: "neutral" } },
		]);
		expect(unknown.toSorted()).toEqual([
			"sale.sale.invoice_state disputed",
			"sale.sale.shipment_state lost",
			"sale.sale.state on_hold",
			"stock.shipment.out.state weighed",
		]);
	});
});

describe("the customer", () => {
	it("is the party with the equal address, not one that resembles it", async () => {
		const { result, requests } = lookUp({
			[MECHANISM]: changed(
				"mechanisms.json",
				{ value: `x${LENA}`, party: 3 },
				{ party: 2 },
				{ value: LENA.toUpperCase(), party: 9 },
			),
		});
		await result;
		expect(requests[1]?.json).toMatchObject({
			params: [[["party", "in", [2, 9]]], 0, 20, expect.any(Array), expect.any(Array), {}],
		});
		const stranger = lookUp({}, { email: "ena.hoffmann@example.com" });
		expect(await stranger.result).toEqual(nobody);
		expect(stranger.requests).toHaveLength(1);
	});

	it("is looked for by an address in which no sign is a wildcard", async () => {
		const { result, requests } = lookUp({}, { email: "a_b%c\\d@example.com" });
		expect(await result).toEqual(nobody);
		expect(requests[0]?.json).toMatchObject({
			params: [
				[
					["type", "=", "email"],
					["value", "ilike", "a\\_b\\%c\\\\d@example.com"],
				],
				0,
				20,
				expect.any(Array),
				expect.any(Array),
				{},
			],
		});
	});

	it("is looked for by telephone number where the address is nobody's, as typed or compact", async () => {
		const phone = "+4940123456";
		const { result, requests } = lookUp(
			{
				[MECHANISM]: [
					answer("nothing.json"),
					changed("mechanisms.json", { value: "+49 40 123456", value_compact: phone }),
				].flat(),
			},
			{ email: LENA, phone },
		);
		expect(shown(await result)).toHaveLength(6);
		expect(requests[1]?.json).toMatchObject({
			params: [
				[
					["type", "in", ["phone", "mobile"]],
					["OR", ["value", "=", phone], ["value_compact", "=", phone]],
				],
				0,
				20,
				expect.any(Array),
				expect.any(Array),
				{},
			],
		});
	});

	it("is known without a sale, and never looked for by a shop's own id", async () => {
		const nothing = answer("nothing.json");
		expect(await lookUp({ [SALE]: nothing, [SHIPMENT]: nothing }).result).toEqual({ ok: true, found: true, items: [] });
		const { result, requests } = lookUp({}, { externalId: "2" });
		expect(await result).toEqual(nobody);
		expect(requests).toEqual([]);
	});
});
