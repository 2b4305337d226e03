// What the vendors' own libraries make of our signatures and fixtures. Their code is a development dependency only.

import { createHmac } from "node:crypto";
import { Tag } from "@aftership/tracking-sdk/dist/model/Tag.js";
import type { Tracking } from "@aftership/tracking-sdk/dist/model/Tracking.js";
import { ApiVersion, LogSeverity, shopifyApi, WebhookType } from "@shopify/shopify-api";
import "@shopify/shopify-api/adapters/web-api";
import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { aftership } from "../../src/connectors/aftership/connector.ts";
import trackings from "../../src/connectors/aftership/fixtures/trackings.json" with { type: "json" };
import type { Connector } from "../../src/connectors/connector.ts";
import { shopify } from "../../src/connectors/shopify/connector.ts";
import { API_VERSION } from "../../src/connectors/stripe/answers.ts";
import { stripe } from "../../src/connectors/stripe/connector.ts";
import charges from "../../src/connectors/stripe/fixtures/charges.json" with { type: "json" };
import customersList from "../../src/connectors/stripe/fixtures/customers-list.json" with { type: "json" };
import customersSearch from "../../src/connectors/stripe/fixtures/customers-search.json" with { type: "json" };
import disputes from "../../src/connectors/stripe/fixtures/disputes.json" with { type: "json" };
import hookCharge from "../../src/connectors/stripe/fixtures/hook-charge-failed.json" with { type: "json" };
import hookDispute from "../../src/connectors/stripe/fixtures/hook-dispute.json" with { type: "json" };
import hookIntent from "../../src/connectors/stripe/fixtures/hook-intent-failed.json" with { type: "json" };
import hookInvoice from "../../src/connectors/stripe/fixtures/hook-invoice-failed.json" with { type: "json" };
import hookRefund from "../../src/connectors/stripe/fixtures/hook-refund-failed.json" with { type: "json" };
import refunds from "../../src/connectors/stripe/fixtures/refunds.json" with { type: "json" };
import { fakeSystem, hookRequest, payload } from "./fake-system.ts";

/** A vendor's type with its literals and enums as plain text and numbers: what an imported JSON file can be held against. */
type Plain<T> = T extends string
	? string
	: T extends number
		? number
		: T extends boolean
			? boolean
			: T extends readonly (infer E)[]
				? Plain<E>[]
				: T extends object
					? { [K in keyof T]: Plain<T[K]> }
					: T;

// These lines are the test: the compiler refuses a fixture that is not what the vendor's types say.
const fixtures = {
	charges: charges.body.data satisfies Plain<Stripe.Charge>[],
	refunds: refunds.body.data satisfies Plain<Stripe.Refund>[],
	disputes: disputes.body.data satisfies Plain<Stripe.Dispute>[],
	customers: [...customersList.body.data, ...customersSearch.body.data] satisfies Plain<Stripe.Customer>[],
	trackings: trackings.body.data.trackings satisfies Plain<Tracking>[],
	events: [
		hookCharge.body satisfies Plain<Omit<Stripe.ChargeFailedEvent, "data">>,
		hookDispute.body satisfies Plain<Omit<Stripe.ChargeDisputeCreatedEvent, "data">>,
		hookRefund.body satisfies Plain<Omit<Stripe.RefundFailedEvent, "data">>,
	],
	objects: [
		hookCharge.body.data.object satisfies Plain<Stripe.Charge>,
		hookDispute.body.data.object satisfies Plain<Stripe.Dispute>,
		hookRefund.body.data.object satisfies Plain<Stripe.Refund>,
		hookIntent.body.data.object satisfies Partial<Plain<Stripe.PaymentIntent>>,
		hookInvoice.body.data.object satisfies Partial<Plain<Stripe.Invoice>>,
	],
};

describe("fixtures", () => {
	it("have the fields that the vendors' types name", () => {
		for (const list of Object.values(fixtures)) expect(list.length).toBeGreaterThan(0);
	});

	it("of AfterShip have tags that its SDK knows, and we know all of them", async () => {
		const known: string[] = Object.values(Tag);
		expect(fixtures.trackings.map(({ tag }) => tag).filter((tag) => !known.includes(tag))).toEqual([]);
		const [one] = fixtures.trackings;
		const body = { data: { trackings: known.map((tag) => ({ ...one, tag })) } };
		const unknown: string[] = [];
		const { fetchSystem } = fakeSystem({ "/tracking/": { body } });
		const settings = aftership.settings.parse({ apiKey: "asat_1" });
		const found = await aftership.lookup({ email: "lena@example.com" }, settings, fetchSystem, (_, value) => {
			unknown.push(value);
		});
		expect(found).toMatchObject({ ok: true, found: true });
		expect(unknown).toEqual([]);
	});

	it("of Stripe are of the version that we ask for, which is the SDK's", () => {
		expect(API_VERSION).toBe(Stripe.API_VERSION);
		for (const event of fixtures.events) expect(event.api_version).toBe(API_VERSION);
	});
});

const SECRET = "whsec_0123456789abcdef";
const NOW_S = 1_764_144_100;

function ours(connector: Connector, body: string, headers: Record<string, string>, receivedAtMs = NOW_S * 1000) {
	if (!connector.hooks) throw new Error(`${connector.name} has no webhooks`);
	return connector.hooks.verify(hookRequest(body, headers, { receivedAtMs }), [SECRET]);
}

describe("Stripe's library", () => {
	const { webhooks } = new Stripe("sk_test_1");
	const body = JSON.stringify(payload("stripe", "hook-charge-failed.json"));
	const header = webhooks.generateTestHeaderString({ payload: body, secret: SECRET, timestamp: NOW_S });
	const theirs = (text: string, signature: string, receivedAtMs = NOW_S * 1000): boolean => {
		try {
			return webhooks.constructEvent(text, signature, SECRET, undefined, undefined, receivedAtMs).id !== "";
		} catch (fault) {
			if (fault instanceof Stripe.errors.StripeSignatureVerificationError) return false;
			throw fault;
		}
	};
	const flipped = header.replace(/.$/, (digit) => (digit === "0" ? "1" : "0"));
	const other = webhooks.generateTestHeaderString({ payload: body, secret: "whsec_other", timestamp: NOW_S });

	it.each<[name: string, signature: string, text: string, laterS: number, accepted: boolean]>([
		["what it signed", header, body, 0, true],
		["the last second of its tolerance", header, body, 300, true],
		["a signature that is too old", header, body, 301, false],
		["a signature of a clock ahead", header, body, -3_600, true],
		["a second signature that fits", `${other},${header.split(",")[1]}`, body, 0, true],
		["a body with a byte more", header, `${body} `, 0, false],
		["another amount", header, body.replace("1099", "1098"), 0, false],
		["a signature with one digit changed", flipped, body, 0, false],
		["another secret's signature", other, body, 0, false],
		["another time", header.replace(`t=${NOW_S}`, `t=${NOW_S + 1}`), body, 0, false],
		["a scheme that is none", header.replace("v1=", "v0="), body, 0, false],
		["no time", header.replace(/^t=\d+,/, ""), body, 0, false],
		["nothing", "", body, 0, false],
	])("says the same as we of %s", async (_, signature, text, laterS, accepted) => {
		const receivedAtMs = (NOW_S + laterS) * 1000;
		expect(theirs(text, signature, receivedAtMs)).toBe(accepted);
		expect((await ours(stripe, text, { "Stripe-Signature": signature }, receivedAtMs)).ok).toBe(accepted);
	});
});

describe("Shopify's library", () => {
	const { webhooks } = shopifyApi({
		apiKey: "key",
		apiSecretKey: SECRET,
		hostName: "heddle.example",
		isEmbeddedApp: false,
		apiVersion: ApiVersion.October26,
		logger: { level: LogSeverity.Error },
	});
	const body = JSON.stringify(payload("shopify", "hook-order.json")).replaceAll("/", "\\/");
	const sign = (text: string, secret = SECRET) => createHmac("sha256", secret).update(text, "utf8").digest("base64");
	const headersOf = (signature: string) => ({
		"X-Shopify-Topic": "orders/create",
		"X-Shopify-Hmac-Sha256": signature,
		"X-Shopify-Shop-Domain": "oak.myshopify.com",
		"X-Shopify-API-Version": "2026-10",
		"X-Shopify-Webhook-Id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
	});
	const asEvent = (headers: Record<string, string>) =>
		Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.replace("X-Shopify", "shopify"), value]));
	const theirs = (text: string, headers: Record<string, string>) =>
		webhooks.validate({
			rawBody: text,
			rawRequest: new Request("https://heddle.example/", { method: "POST", headers }),
		});

	it.each<[name: string, signature: string, text: string, accepted: boolean]>([
		["what was signed", sign(body), body, true],
		["a body with a byte more", sign(body), `${body} `, false],
		["the same JSON written otherwise", sign(body), JSON.stringify(JSON.parse(body)), false],
		["another secret's signature", sign(body, "other"), body, false],
		["a signature cut short", sign(body).slice(0, -2), body, false],
		["a signature in hexadecimal", Buffer.from(sign(body), "base64").toString("hex"), body, false],
	])("says the same as we of %s, in both families of headers", async (_, signature, text, accepted) => {
		for (const headers of [headersOf(signature), asEvent(headersOf(signature))]) {
			expect((await theirs(text, headers)).valid).toBe(accepted);
			expect((await ours(shopify, text, headers)).ok).toBe(accepted);
		}
	});

	it("reads the same topic and ids from what both accept", async () => {
		const headers = { ...headersOf(sign(body)), "X-Shopify-Event-Id": "7b8c9d0a-1234-5678-90ab-cdef12345678" };
		const read = await theirs(body, headers);
		if (!read.valid || read.webhookType !== WebhookType.Webhooks) throw new Error("refused");
		expect(await ours(shopify, body, headers)).toMatchObject({
			head: { topic: read.topic.toLowerCase().replace("_", "/"), eventId: read.eventId },
		});
	});
});
