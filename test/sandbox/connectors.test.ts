// Heddle's own connectors against the sandbox: both were written from the same documents, by different hands.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SystemKey, TenantKey } from "../../scripts/sandbox/tenants.ts";
import { aftership } from "../../src/connectors/aftership/connector.ts";
import type { Connector, SystemFetch, Translated } from "../../src/connectors/connector.ts";
import { erpnext } from "../../src/connectors/erpnext/connector.ts";
import { hubspot } from "../../src/connectors/hubspot/connector.ts";
import { medusa } from "../../src/connectors/medusa/connector.ts";
import { moodle } from "../../src/connectors/moodle/connector.ts";
import { pullCard } from "../../src/connectors/pull-card/connector.ts";
import { requestTracker } from "../../src/connectors/request-tracker/connector.ts";
import { shopify } from "../../src/connectors/shopify/connector.ts";
import { stripe } from "../../src/connectors/stripe/connector.ts";
import { tryton } from "../../src/connectors/tryton/connector.ts";
import { woocommerce } from "../../src/connectors/woocommerce/connector.ts";
import { zendesk } from "../../src/connectors/zendesk/connector.ts";
import { item } from "../../src/protocol/card.ts";
import { openPlayground, openReceiver, type Playground, type Received } from "./playground.ts";

let playground: Playground;
beforeEach(async () => {
	playground = await openPlayground();
});
afterEach(() => playground.close());

const ELEANOR = { email: "eleanor.hartley@example.com" };

/** What a business would type into Heddle's set-up form, and the sandbox's origin in place of the real one. */
function formOf(system: SystemKey, tenant: TenantKey): object {
	const { credentials, shopDomain } = playground.sandbox.tenants[tenant];
	const origin = playground.sandbox.systems[system];
	const forms = {
		shopify: { shop: shopDomain, ...credentials.shopify },
		erpnext: { url: "https://erp.example.com", ...credentials.erpnext },
		hubspot: { ...credentials.hubspot },
		zendesk: { subdomain: "example", ...credentials.zendesk },
		moodle: { ...credentials.moodle },
		"pull-card": { url: "https://api.example.com/heddle/card", ...credentials["pull-card"] },
		stripe: { ...credentials.stripe },
		aftership: { ...credentials.aftership },
		woocommerce: { ...credentials.woocommerce },
		medusa: { ...credentials.medusa },
		"request-tracker": { ...credentials["request-tracker"] },
		tryton: { url: "https://erp.example.com", ...credentials.tryton },
		"mapped-rest": {
			url: "https://register.example.com/api/owners/{email}",
			auth: "header",
			name: "X-Api-Key",
			secret: credentials["mapped-rest"].apiKey,
		},
	};
	return { ...forms[system], origin };
}

/** A connector with a tenant's settings and a fetch that reaches its origin only. */
function connected<Settings>(connector: Connector<Settings>, system: SystemKey, tenant: TenantKey = "loom") {
	const settings = connector.settings.parse(formOf(system, tenant));
	const fetchSystem: SystemFetch = async ({ method = "GET", path, headers = {}, json, text }) => {
		const body = json === undefined ? text?.body : JSON.stringify(json);
		const response = await fetch(`${connector.origin(settings)}${path}`, {
			method,
			headers: {
				...headers,
				...(body === undefined ? {} : { "content-type": text?.contentType ?? "application/json" }),
			},
			...(body === undefined ? {} : { body }),
		});
		const said = await response.text();
		const isJson = response.headers.get("content-type")?.includes("json");
		return { status: response.status, headers: response.headers, json: isJson ? JSON.parse(said) : undefined };
	};
	return {
		settings,
		lookup: (keys: { email: string }) => connector.lookup(keys, settings, fetchSystem),
		test: () => connector.test(settings, fetchSystem),
		hooks: connector.hooks,
	};
}

function everyConnector(tenant: TenantKey = "loom") {
	return [
		connected(shopify, "shopify", tenant),
		connected(erpnext, "erpnext", tenant),
		connected(hubspot, "hubspot", tenant),
		connected(zendesk, "zendesk", tenant),
		connected(moodle, "moodle", tenant),
		connected(pullCard, "pull-card", tenant),
		connected(stripe, "stripe", tenant),
		connected(aftership, "aftership", tenant),
		connected(woocommerce, "woocommerce", tenant),
		connected(medusa, "medusa", tenant),
		connected(requestTracker, "request-tracker", tenant),
		connected(tryton, "tryton", tenant),
	];
}

describe("every connector, in the sandbox", () => {
	it("passes its own self-test", async () => {
		for (const { test } of everyConnector()) expect((await test()).filter(({ ok }) => !ok)).toEqual([]);
	});

	it("finds items for a customer whom all systems know, and items differ between the businesses", async () => {
		const lena = { email: "lena.hoffmann@example.com" };
		const [loom, nordlicht] = [everyConnector("loom"), everyConnector("nordlicht")];
		// Lena wrote no ticket.
		const ofTickets = [3, 10];
		for (const [place, connector] of loom.entries()) {
			const found = await connector.lookup(ofTickets.includes(place) ? ELEANOR : lena);
			expect(found).toMatchObject({ ok: true, found: true });
			if (!found.ok) continue;
			expect(found.items.length).toBeGreaterThan(0);
			for (const one of found.items) expect(item.safeParse(one).error).toBeUndefined();
			expect(await nordlicht[place]?.lookup(lena)).not.toEqual(found);
		}
	});

	it("knows nobody by an address that is nobody's", async () => {
		for (const { lookup } of everyConnector()) {
			expect(await lookup({ email: "nobody@example.com" })).toEqual({ ok: true, found: false, items: [] });
		}
	});

	it("fails with a sentence, never an exception, when its system does", async () => {
		for (const mode of ["failing", "malformed", "rate_limited"]) {
			for (const [place, system] of (
				[
					...["shopify", "erpnext", "hubspot", "zendesk", "moodle", "pull-card", "stripe", "aftership"],
					...["woocommerce", "medusa", "request-tracker", "tryton"],
				] as const
			).entries()) {
				await playground.control("PUT", `tenants/loom/systems/${system}`, { mode });
				const outcome = await everyConnector()[place]?.lookup(ELEANOR);
				expect(outcome, `${system} ${mode}`).toMatchObject({ ok: false, reason: expect.stringMatching(/\w{3}/) });
			}
		}
	});
});

describe("webhooks of the sandbox, in their connectors", () => {
	async function read<Settings>(
		connector: Connector<Settings>,
		system: SystemKey,
		secret: string,
		received: Received | undefined,
	): Promise<Translated> {
		const { settings, hooks } = connected(connector, system);
		if (!hooks || !received) throw new Error("there is nothing to read");
		const request = {
			method: "POST",
			url: "https://heddle.example/hook",
			header: (name: string) => received.headers.get(name),
			body: new TextEncoder().encode(received.body),
			receivedAtMs: Date.now(),
		};
		expect(await hooks.verify(request, ["wrong"])).toMatchObject({ ok: false, code: "invalid_signature" });
		const verified = await hooks.verify(request, ["wrong", secret]);
		if (!verified.ok) throw new Error(`a sound signature was refused: ${verified.code}`);
		return hooks.translate(verified.head, JSON.parse(received.body), settings);
	}

	it("verify, and read as what happened", async () => {
		const receiver = await openReceiver();
		const hook = (secret: string) => ({ url: receiver.url, secret });
		await playground.control("PUT", "tenants/loom/hooks", { shopify: hook("one"), erpnext: hook("two") });
		const order = { customer: ELEANOR.email, total: 950, shippingTitle: "Express", steps: ["paid", "fulfilled"] };
		await playground.control("POST", "tenants/loom/orders", order);
		await playground.control("POST", "tenants/loom/orders/2054/refunded", {});
		await playground.control("POST", "tenants/loom/deliveries/delay", { customer: ELEANOR.email, days: 4 });
		expect(receiver.received).toHaveLength(5);

		const shop = await Promise.all(receiver.received.slice(0, 4).map((one) => read(shopify, "shopify", "one", one)));
		expect(shop.map(({ kind }) => kind)).toEqual(["order.created", "order.paid", "order.fulfilled", "order.refunded"]);
		expect(shop[0]).toMatchObject({ reference: "#2054", customer: ELEANOR });
		const versions = shop.slice(0, 3).map(({ version }) => version);
		expect(versions).toEqual([...versions].sort());
		expect(new Set(versions).size).toBe(3);

		const delay = await read(erpnext, "erpnext", "two", receiver.received[4]);
		expect(delay).toMatchObject({ kind: "delivery.delayed", facts: { delayDays: 4 }, customer: ELEANOR });
		await receiver.close();
	});
});
