// Asking what changed, where the system answers in a way that nobody hoped for. Against the sandbox: test/sandbox/sweeps.test.ts.
import { describe, expect, it } from "vitest";
import type { Connector } from "../../src/connectors/connector.ts";
import { erpnext } from "../../src/connectors/erpnext/connector.ts";
import { unsignedHooks } from "../../src/connectors/own-events.ts";
import { shopify } from "../../src/connectors/shopify/connector.ts";
import { stripe } from "../../src/connectors/stripe/connector.ts";
import { woocommerce } from "../../src/connectors/woocommerce/connector.ts";
import { watch } from "../../src/connectors/woocommerce/watch.ts";
import { fakeSystem, HOSTILE, hookRequest } from "./fake-system.ts";
import { checkTranslated } from "./translated.ts";

const SPAN = { afterMs: Date.parse("2026-11-23T08:00:00Z"), untilMs: Date.parse("2026-11-23T09:00:00Z") };
const WOO = { url: "https://oak.example/shop", consumerKey: "ck_1", consumerSecret: "cs_1" };
const ERP = {
	url: "https://erp.oak.example",
	apiKey: "key-0123456789",
	apiSecret: "secret-0123456789",
	timeZone: "Europe/Berlin",
};

const polled = <S>(connector: Connector<S>, form: object) => ({
	name: connector.name,
	ask: (fetchSystem: Parameters<NonNullable<typeof connector.poll>["changedSince"]>[2], cursor?: string) => {
		if (!connector.poll) throw new Error(`${connector.name} cannot be asked`);
		return connector.poll.changedSince(SPAN, connector.settings.parse(form), fetchSystem, cursor);
	},
});
const all = [
	polled(shopify, { shop: "oak.myshopify.com", accessToken: "shpat_0123456789abcdef" }),
	polled(woocommerce, WOO),
	polled(erpnext, ERP),
	polled(stripe, { apiKey: "rk_test_0123456789abcdef" }),
];

describe.each(all)("$name, asked what changed", ({ ask }) => {
	it.each(HOSTILE)("that answers with %s is told of in a sentence, or has nothing to tell", async (_, body) => {
		const { fetchSystem } = fakeSystem({ "/": { body } });
		const read = await ask(fetchSystem);
		if (read.ok) expect(read.value.findings).toEqual([]);
		else expect(read.reason).toMatch(/^[A-Z].{10,}/);
	});

	it("that refuses says what to do", async () => {
		const { fetchSystem } = fakeSystem({ "/": { status: 403, body: {} } });
		expect(await ask(fetchSystem)).toMatchObject({ ok: false, reason: expect.stringMatching(/\w{3,} .*\./) });
	});

	it("takes no cursor that is not its own for a reason to break", async () => {
		const { fetchSystem } = fakeSystem({ "/": { status: 500, body: {} } });
		expect((await ask(fetchSystem, '{"not":"mine"}')).ok).toBe(false);
	});
});

it("ERPNext is asked in its own time, page behind page, and in the end for the next doctype", async () => {
	const page = Array.from({ length: 50 }, (_, at) => ({
		name: `DN-${at}`,
		modified: `2026-11-23 09:10:${String(at).padStart(2, "0")}.000000`,
	}));
	const { fetchSystem, requests } = fakeSystem({
		"/api/resource/Delivery Note": [{ body: { data: page } }, { body: { data: page.slice(0, 1) } }],
		"/api/resource/Sales Order": { body: { data: [] } },
	});
	const { ask } = polled(erpnext, ERP);
	const filters: unknown[] = [];
	let cursor: string | undefined;
	do {
		const read = await ask(fetchSystem, cursor);
		if (!read.ok) throw new Error(read.reason);
		cursor = read.value.next;
		const { searchParams } = new URL(requests.at(-1)?.path ?? "", "https://erp.oak.example");
		filters.push(JSON.parse(searchParams.get("filters") ?? "null")[0]);
	} while (cursor !== undefined);
	expect(filters).toEqual([
		["modified", ">", "2026-11-23 09:00:00.000000"],
		["modified", ">=", "2026-11-23 09:10:49.000000"],
		["modified", ">", "2026-11-23 09:00:00.000000"],
	]);
});

it("an order of WooCommerce's that is known is not placed once more, however young it is", async () => {
	const order = { id: 7, date_created_gmt: "2026-11-23T08:30:00", date_modified_gmt: "2026-11-23T08:31:00" };
	const { fetchSystem } = fakeSystem({ "/": { body: [order] } });
	const read = await polled(woocommerce, WOO).ask(fetchSystem);
	const [finding] = read.ok ? read.value.findings : [];
	if (!finding) throw new Error("nothing found");
	const last = { type: "fields" as const, id: "7", title: "#7", fields: [] };
	expect(finding.head.topic).toBe("order.created");
	expect(woocommerce.poll?.besideLast?.(finding, last)).toEqual({
		...finding,
		head: { ...finding.head, topic: "order.updated" },
	});
});

describe("WooCommerce's webhooks", () => {
	const PATH = "/v1/hooks/wsp_1/cnn_1";
	const OURS = `https://heddle.example${PATH}`;
	const hook = (id: number, topic: string, status: string, delivery_url = OURS) => ({
		id,
		topic,
		status,
		delivery_url,
	});
	const settings = woocommerce.settings.parse(WOO);
	const LIST = "/shop/wp-json/wc/v3/webhooks?";

	it("that are switched off are not live; paused ones are somebody's wish, and others' are not ours", async () => {
		const { fetchSystem } = fakeSystem({
			[LIST]: {
				body: [
					hook(1, "order.created", "active"),
					hook(2, "order.updated", "disabled"),
					hook(3, "customer.updated", "paused"),
					hook(4, "order.deleted", "active", "https://elsewhere.example/v1/hooks/wsp_1/cnn_2"),
				],
			},
		});
		expect(await watch.live(PATH, settings, fetchSystem)).toEqual({
			ok: true,
			value: { topics: ["order.created", "customer.updated"], url: OURS },
		});
	});

	it("are switched on again where the key may write, and only ours", async () => {
		const body = [
			hook(2, "order.updated", "disabled"),
			hook(5, "order.updated", "disabled", "https://elsewhere.example/x"),
		];
		const writable = fakeSystem({ [LIST]: { body }, "/shop/wp-json/wc/v3/webhooks/2": { body: {} } });
		expect(await watch.again(["order.updated"], OURS, settings, writable.fetchSystem)).toEqual(["order.updated"]);
		expect(writable.requests.at(-1)).toMatchObject({ method: "POST", json: { status: "active" } });
		expect(writable.requests).toHaveLength(2);
		const readable = fakeSystem({ [LIST]: { body }, "/shop/wp-json/wc/v3/webhooks/2": { status: 403, body: {} } });
		expect(await watch.again(["order.updated"], OURS, settings, readable.fetchSystem)).toEqual([]);
	});
});

describe("an event without a signature", () => {
	const hooks = unsignedHooks("Put it there.");

	// What is nested so deeply cannot be written out here; the door reads it as it comes.
	const written = HOSTILE.filter(([name]) => name !== "deep nesting");

	it.each(written)("that is %s becomes an event that can be kept", async (_, body) => {
		const text = JSON.stringify(body) ?? "";
		const verified = await hooks.verify(hookRequest(text, {}), []);
		if (!verified.ok) throw new Error(verified.code);
		checkTranslated(hooks.translate(verified.head, body, {}));
	});

	it("is told apart by its own id, else by its bytes", async () => {
		const idOf = async (body: object) => {
			const verified = await hooks.verify(hookRequest(JSON.stringify(body), {}), []);
			return verified.ok ? verified.head.eventId : undefined;
		};
		expect(await idOf({ eventId: 7, try: 1 })).toBe(await idOf({ eventId: 7, try: 2 }));
		expect(await idOf({ summary: "a" })).toBe(await idOf({ summary: "a" }));
		expect(await idOf({ summary: "a" })).not.toBe(await idOf({ summary: "b" }));
	});
});
