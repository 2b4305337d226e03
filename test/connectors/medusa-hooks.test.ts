import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { ORDER_FIELDS } from "../../src/connectors/medusa/answers.ts";
import { medusa } from "../../src/connectors/medusa/connector.ts";
import { translate } from "../../src/connectors/medusa/translate.ts";
import { HOSTILE, hookRequest, payload } from "./fake-system.ts";
import { checkTranslated } from "./translated.ts";

const settings = medusa.settings.parse({ url: "https://api.oak.example", secretKey: "sk_1" });
const SECRET = "K7bVbq0PpG3vYkq2b7cQx0f5Wm1o4u8h9t6r3e1w2q0=";
const NOW = Math.floor(Date.now() / 1000) * 1000;
const hooks = medusa.hooks;
if (!hooks) throw new Error("Medusa has webhooks");

const body = JSON.stringify(payload("medusa", "hook-order.json"));
const signed = (text: string, atMs = NOW) => ({
	"webhook-id": "msg_1",
	"webhook-timestamp": String(atMs / 1000),
	"webhook-signature": new Webhook(SECRET, { format: "raw" }).sign("msg_1", new Date(atMs), text),
});
const verify = (text: string, headers: Record<string, string>, secrets = ["old", SECRET]) =>
	hooks.verify(hookRequest(text, headers, { receivedAtMs: NOW }), secrets);

describe("a webhook's signature", () => {
	it("is that of Standard Webhooks; topic and time stand in the body", async () => {
		expect(await verify(body, signed(body))).toEqual({
			ok: true,
			head: { topic: "order.placed", eventId: "msg_1", occurredAt: "2026-11-20T08:16:03.000Z" },
		});
		const refused = { ok: false, code: "invalid_signature" };
		expect(await verify(`${body} `, signed(body))).toEqual(refused);
		expect(await verify(body, signed(body), ["another"])).toEqual(refused);
		expect(await verify(body, signed(body, NOW - 301_000))).toEqual(refused);
		expect(await verify(body, {})).toEqual({ ok: false, code: "missing_header" });
	});

	it("lets in a signed body that says nothing, as an unknown topic of its signature's time", async () => {
		for (const text of ["{}", "[]", "no json", '{"type": 7}'])
			expect(await verify(text, signed(text))).toMatchObject({
				ok: true,
				head: { topic: "unknown", occurredAt: new Date(NOW).toISOString() },
			});
	});
});

const read = (type: string, name: string, change: object = {}) => {
	const message = payload("medusa", name);
	const data = Object.assign({}, message.data, change);
	const head = { topic: type, eventId: "msg_1", occurredAt: "2026-11-20T08:16:03.000Z" };
	return checkTranslated(translate(head, { ...message, type, data }, settings));
};

describe("a webhook in canonical form", () => {
	it("tells an order with its facts, customer and card item", () => {
		expect(read("order.placed", "hook-order.json")).toMatchObject({
			kind: "order.created",
			objectType: "order",
			objectId: "order_01K00000000000000000000015",
			reference: "#15",
			summary: "Order #15 placed, 129.90 EUR",
			href: "https://api.oak.example/app/orders/order_01K00000000000000000000015",
			version: "2026-11-20T08:16:02.789Z",
			facts: {
				total: { amount: 12_990, currency: "EUR" },
				shipping: "DHL Standard",
				country: "DE",
				paymentState: "paid",
			},
			customer: { email: "lena@example.com" },
			item: { type: "order", payment: { label: "Paid" } },
		});
	});

	it.each([
		["order.placed", "hook-order.json", "order.created", "order"],
		["order.updated", "hook-order.json", "order.updated", "order"],
		["order.completed", "hook-order.json", "order.updated", "order"],
		["order.canceled", "hook-order.json", "order.cancelled", "order"],
		["order.fulfillment_created", "hook-order.json", "order.updated", "order"],
		["shipment.created", "hook-order.json", "order.fulfilled", "order"],
		["delivery.created", "hook-order.json", "delivery.delivered", "order"],
		["payment.captured", "hook-order.json", "order.paid", "order"],
		["payment.refunded", "hook-order.json", "order.refunded", "order"],
		["customer.created", "hook-customer.json", "customer.updated", "customer"],
		["customer.updated", "hook-customer.json", "customer.updated", "customer"],
		["product.updated", "hook-order.json", "other", "product"],
	])("reads %s", (topic, name, kind, objectType) => {
		expect(read(topic, name)).toMatchObject({ kind, objectType });
	});

	it("keeps every topic that it asks for under test", () => {
		expect(hooks.topics).toHaveLength(11);
	});

	it("is as new as the newest part of the order; where a part does not say, as the time that it was read", () => {
		const parcel = (updated_at?: string) => ({ fulfillments: [{ labels: [], updated_at }] });
		const versionOf = (change: object) => read("shipment.created", "hook-order.json", change).version;
		expect(versionOf(parcel("2026-11-21T08:00:00.001Z"))).toBe("2026-11-21T08:00:00.001Z");
		expect(versionOf({ payment_collections: [] })).toBe("2026-11-20T08:16:02.456Z");
		expect(versionOf(parcel())).toBe("2026-11-20T08:16:03.000Z");
	});

	it("says how much came back, and gives rules the payment in common words", () => {
		const back = { payment_status: "partially_refunded", payment_collections: [{ refunded_amount: 9.9 }] };
		expect(read("payment.refunded", "hook-order.json", back)).toMatchObject({
			summary: "Order #15 refunded, 9.90 EUR in all",
			facts: { paymentState: "partially_refunded" },
		});
		expect(read("order.placed", "hook-order.json", { payment_status: "not_paid" }).facts.paymentState).toBe("pending");
	});

	it.each(["constructor", "toString", "__proto__"])(
		"never throws, nor knows a payment that is %s",
		(payment_status) => {
			const { data } = payload("medusa", "hook-order.json");
			const read = translate(
				{ topic: "order.updated", eventId: "msg_1" },
				{ data: { ...Object(data), payment_status } },
				settings,
			);
			expect(checkTranslated(read).facts.paymentState).toBe(payment_status);
		},
	);

	it.each(HOSTILE)("never throws: %s", (_, hostile) => {
		for (const topic of [...hooks.topics, "order", "__proto__", ""]) {
			const head = { topic, eventId: "msg_1" };
			checkTranslated(translate(head, hostile, settings));
			checkTranslated(translate(head, { type: topic, data: hostile }, settings));
		}
	});
});

/** The code that the guide has the shop add, as it stands there, with Medusa's workflow in `workflow`'s place. */
async function subscriberOf(workflow: () => object) {
	const guide = readFileSync(new URL("../../src/connectors/medusa/README.md", import.meta.url), "utf8");
	const code = /```ts\n([\s\S]*?)```/.exec(guide)?.[1] ?? "";
	expect(code).toContain('from "@medusajs/medusa/core-flows"');
	const alone = code.replace(/^import .* from "@medusajs\/.*$/gm, "");
	Reflect.set(globalThis, "getOrderDetailWorkflow", workflow);
	const module = await import(
		/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(alone))}#${Math.random()}`
	);
	const shape = z.object({
		config: z.object({ event: z.array(z.string()) }),
		default: z.custom<(given: object) => Promise<void>>((value) => typeof value === "function"),
	});
	return { code, ...shape.parse(module) };
}

describe("the subscriber of the guide", () => {
	afterEach(() => {
		vi.unstubAllGlobals();
		vi.unstubAllEnvs();
		Reflect.deleteProperty(globalThis, "getOrderDetailWorkflow");
	});

	it("sends what Heddle verifies and reads, of the order that an event is about, once for each state", async () => {
		vi.stubEnv("HEDDLE_HOOK_URL", "https://heddle.example/v1/hooks/w/c");
		vi.stubEnv("HEDDLE_HOOK_SECRET", SECRET);
		const sent: { url: string; headers: Record<string, string>; body: string }[] = [];
		let status = 202;
		vi.stubGlobal(
			"fetch",
			async (url: string, { headers, body }: { headers: Record<string, string>; body: string }) => {
				sent.push({ url, headers, body });
				return new Response(null, { status });
			},
		);
		const asked: unknown[] = [];
		const order = Object.assign({}, payload("medusa", "hook-order.json").data);
		const subscriber = await subscriberOf(() => ({
			run: async (given: unknown) => {
				asked.push(given);
				return { result: order };
			},
		}));
		const query = {
			graph: async ({ entity }: { entity: string }) => ({
				data: [
					entity === "payment" ? { payment_collection: { order: { id: "order_p" } } } : { order: { id: "order_f" } },
				],
			}),
		};
		const tell = (name: string, data: object) =>
			subscriber.default({ event: { name, data }, container: { resolve: () => query } });

		await tell("order.placed", { id: "order_1" });
		await tell("order.fulfillment_created", { order_id: "order_2", fulfillment_id: "ful_1" });
		await tell("shipment.created", { id: "ful_1" });
		await tell("payment.captured", { id: "pay_1" });
		expect(asked).toMatchObject(
			["order_1", "order_2", "order_f", "order_p"].map((order_id) => ({
				input: { order_id, fields: ORDER_FIELDS.split(",") },
			})),
		);
		const kinds = [];
		for (const { url, headers, body } of sent) {
			expect(url).toBe("https://heddle.example/v1/hooks/w/c");
			const request = hookRequest(body, headers);
			const verified = await hooks.verify(request, [SECRET]);
			if (!verified.ok) throw new Error(verified.code);
			kinds.push(checkTranslated(translate(verified.head, JSON.parse(body), settings)).kind);
		}
		expect(kinds).toEqual(["order.created", "order.updated", "order.fulfilled", "order.paid"]);

		await tell("order.placed", { id: "order_1" });
		expect(sent[4]?.headers["webhook-id"]).toBe(sent[0]?.headers["webhook-id"]);
		Object.assign(order, { payment_status: "refunded" });
		await tell("order.placed", { id: "order_1" });
		expect(sent[5]?.headers["webhook-id"]).not.toBe(sent[0]?.headers["webhook-id"]);
		expect(subscriber.config.event.toSorted()).toEqual([...hooks.topics].toSorted());

		status = 503;
		await expect(tell("order.placed", { id: "order_1" })).rejects.toThrow("503");
	});
});
