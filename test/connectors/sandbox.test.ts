// Both sides of the wire: the connectors against the sandbox, which plays the same documentation from the other end.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../scripts/sandbox/sandbox.ts";
import type { Connector, Lookup, SystemFetch, Translated } from "../../src/connectors/connector.ts";
import { connectors } from "../../src/connectors/registry.ts";
import { item } from "../../src/protocol/card.ts";
import type { ErrorCode } from "../../src/protocol/errors.ts";
import { hookRequest } from "./fake-system.ts";
import { checkTranslated } from "./translated.ts";

const SYSTEMS = [
	"shopify",
	"erpnext",
	"hubspot",
	"zendesk",
	"moodle",
	"pull-card",
	"stripe",
	"aftership",
	"woocommerce",
	"medusa",
	"request-tracker",
	"tryton",
] as const;
const TENANTS = ["loom", "nordlicht"] as const;
const BOTH = "lena.hoffmann@example.com";
const SECRET = "hook secret";

let sandbox: Sandbox;
const dataDir = mkdtempSync(join(tmpdir(), "connectors-"));
const received: { headers: IncomingHttpHeaders; body: string }[] = [];
const receiver = createServer(async (request, response) => {
	received.push({ headers: request.headers, body: await text(request) });
	response.end();
});

beforeAll(async () => {
	await new Promise<void>((listening) => receiver.listen(0, "127.0.0.1", listening));
	// A clock on which a second passes with each look: budgets by the second are always full again.
	let at = Date.now();
	sandbox = await startSandbox({
		port: 0,
		dataDir,
		heddleOrigin: "http://127.0.0.1:1",
		now: () => {
			at += 1_000;
			return new Date(at);
		},
	});
	const address = receiver.address();
	if (address === null || typeof address === "string") throw new Error("the receiver has no port");
	const hook = { url: `http://127.0.0.1:${address.port}/`, secret: SECRET };
	await control("PUT", "/control/tenants/loom/hooks", { shopify: hook, erpnext: hook });
});
afterEach(() => {
	received.length = 0;
});
afterAll(async () => {
	await sandbox.stop();
	receiver.close();
	rmSync(dataDir, { recursive: true });
});

async function control(method: string, path: string, body: object): Promise<void> {
	const headers = { "content-type": "application/json" };
	const answer = await fetch(sandbox.origin + path, { method, headers, body: JSON.stringify(body) });
	if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}

function connect(system: (typeof SYSTEMS)[number], tenant: (typeof TENANTS)[number], change: object = {}) {
	const { credentials, shopDomain } = sandbox.tenants[tenant];
	const forms = {
		shopify: { shop: shopDomain, ...credentials.shopify },
		erpnext: { url: `https://erp.${tenant}.example`, ...credentials.erpnext },
		hubspot: credentials.hubspot,
		zendesk: { subdomain: tenant, ...credentials.zendesk },
		moodle: credentials.moodle,
		stripe: credentials.stripe,
		aftership: credentials.aftership,
		woocommerce: credentials.woocommerce,
		medusa: credentials.medusa,
		"request-tracker": credentials["request-tracker"],
		tryton: { url: `https://erp.${tenant}.example`, ...credentials.tryton },
		"pull-card": { url: `https://api.${tenant}.example/heddle/card`, ...credentials["pull-card"] },
	};
	const connector = connectors.get(system);
	if (!connector) throw new Error(`no connector ${system}`);
	const settings = connector.settings.parse({ ...forms[system], origin: sandbox.systems[system], ...change });
	return { connector, settings, fetchSystem: reach(connector.origin(settings)) };
}

function reach(origin: string): SystemFetch {
	return async ({ method = "GET", path, headers = {}, json, text }) => {
		const body = json === undefined ? text?.body : JSON.stringify(json);
		const answer = await fetch(origin + path, {
			method,
			headers: { "content-type": text?.contentType ?? "application/json", ...headers },
			...(body !== undefined && { body }),
		});
		const said = await answer.text();
		return { status: answer.status, headers: answer.headers, json: parsed(said) };
	};
}

function parsed(said: string): unknown {
	try {
		return JSON.parse(said);
	} catch {
		return undefined;
	}
}

function lookUp(
	system: (typeof SYSTEMS)[number],
	tenant: (typeof TENANTS)[number],
	email: string,
	change = {},
): Promise<Lookup> {
	const { connector, settings, fetchSystem } = connect(system, tenant, change);
	return connector.lookup({ email }, settings, fetchSystem);
}

describe.each(SYSTEMS)("%s in the sandbox", (system) => {
	it.each(TENANTS)("answers for every customer of %s, in shapes that a card holds", async (tenant) => {
		const type = {
			shopify: "order",
			erpnext: "delivery",
			hubspot: "contact",
			zendesk: "ticket",
			moodle: "course",
			stripe: "payment",
			aftership: "parcel",
			woocommerce: "order",
			medusa: "order",
			"request-tracker": "ticket",
			tryton: "order delivery",
			"pull-card": "fields",
		}[system];
		let shown = 0;
		for (const { email } of sandbox.tenants[tenant].customers) {
			const found = await lookUp(system, tenant, email);
			if (!found.ok) throw new Error(found.reason);
			for (const one of found.items) expect(type.split(" ")).toContain(item.parse(one).type);
			shown += found.items.length;
		}
		expect(shown).toBeGreaterThan(3);
	});

	it("does not know a stranger", async () => {
		expect(await lookUp(system, "loom", "stranger@example.net")).toEqual({ ok: true, found: false, items: [] });
	});

	it("has other data about the same person in another business", async () => {
		const [loom, nordlicht] = await Promise.all(TENANTS.map((tenant) => lookUp(system, tenant, BOTH)));
		// A pull card's ids are places on the card: what tells two apart is what they say.
		const ids = (found: Lookup | undefined) =>
			found?.ok ? found.items.map((one) => (one.type === "fields" ? JSON.stringify(one) : one.id)) : [];
		expect(ids(loom).length + ids(nordlicht).length).toBeGreaterThan(0);
		expect(ids(loom).filter((id) => ids(nordlicht).includes(id))).toEqual([]);
	});

	it("passes the test of its connection, and says what is wrong with a wrong key", async () => {
		const { connector, settings, fetchSystem } = connect(system, "loom");
		const lines = await connector.test(settings, fetchSystem);
		expect(lines.filter(({ ok }) => !ok)).toEqual([]);
		const secret = `whsec_${"d3Jvbmch".repeat(4)}`;
		const wrong = {
			accessToken: "wrong",
			apiKey: "rk_test_wrong",
			consumerSecret: "cs_wrong",
			secretKey: "sk_wrong",
			apiSecret: "wrong",
			apiToken: "wrong",
			token: "wrong",
			password: "wrong",
			secret,
		};
		expect(await lookUp(system, "loom", BOTH, wrong)).toMatchObject({
			ok: false,
			reason: expect.stringMatching(/accept/),
		});
		const refused = connect(system, "loom", wrong);
		expect(await connector.test(refused.settings, refused.fetchSystem)).toMatchObject([{ ok: false }]);
	});

	it.each([
		["failing", /fault of its own/],
		["malformed", /unexpected shape/],
		["rate_limited", /limiting our calls/],
	])("is understood when it is %s", async (mode, reason) => {
		await control("PUT", `/control/tenants/loom/systems/${system}`, { mode });
		const found = await lookUp(system, "loom", BOTH);
		await control("PUT", `/control/tenants/loom/systems/${system}`, { mode: "ok" });
		expect(found).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
		if (mode === "rate_limited") expect(found).toHaveProperty("retryAfterMs", expect.any(Number));
	});
});

/** What a connector makes of everything that the sandbox has sent since the last test. */
function understand(connector: Connector, settings: unknown): Promise<(Translated | ErrorCode)[]> {
	return Promise.all(
		received.map(async ({ headers, body }) => {
			const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
			const verified = await connector.hooks?.verify(hookRequest(body, given), ["another", SECRET]);
			if (!verified?.ok) return verified?.code ?? "internal";
			return checkTranslated(
				connector.hooks?.translate(verified.head, JSON.parse(body), settings) ?? Object.create(null),
			);
		}),
	);
}

describe("webhooks of the sandbox", () => {
	it("tell the life of an order, in order", async () => {
		const { connector, settings } = connect("shopify", "loom");
		const urgent = { total: 1_234.5, tags: ["urgent"], shippingTitle: "Express", shippingPrice: 12.5 };
		await control("POST", "/control/tenants/loom/orders", {
			customer: BOTH,
			...urgent,
			steps: ["paid", "fulfilled", "delivered", "refunded"],
		});
		const events = (await understand(connector, settings)).map((event) =>
			typeof event === "string" ? undefined : event,
		);
		expect(events.map((event) => event?.kind)).toEqual([
			"order.created",
			"order.paid",
			"order.fulfilled",
			"order.updated",
			"order.refunded",
		]);
		expect(events[0]).toMatchObject({
			customer: { email: BOTH },
			facts: {
				total: { amount: 123_450, currency: "GBP" },
				tags: ["urgent"],
				shipping: "Express",
				paymentState: "pending",
			},
		});
		expect(events[3]?.item).toMatchObject({ payment: { label: "Paid" }, fulfilment: { label: "Delivered" } });
		const versions = events.map((event) => event?.version ?? "");
		expect(versions.toSorted()).toEqual(versions);
	});

	it("are the same in the payload as in the answer to a look-up", async () => {
		const { connector, settings } = connect("shopify", "loom");
		await control("POST", "/control/tenants/loom/orders", { customer: BOTH, total: 20, steps: ["paid", "fulfilled"] });
		const [told] = (await understand(connector, settings)).slice(-1);
		const found = await lookUp("shopify", "loom", BOTH);
		const pushed = typeof told === "string" || told?.item?.type !== "order" ? undefined : told.item;
		const pulled = found.ok ? found.items.find(({ id }) => id === pushed?.id) : undefined;
		if (!pushed || pulled?.type !== "order") throw new Error("the order is not there");
		// A webhook carries whole seconds and no estimate of the parcel's arrival.
		const comparable = ({ placedAt, parcels, ...rest }: typeof pushed) => ({
			...rest,
			placedAt: placedAt.slice(0, 19),
			parcels: parcels.map(({ expectedAt: _, ...parcel }) => parcel),
		});
		expect(comparable(pushed)).toEqual(comparable(pulled));
	});

	it("tell a delay of the ERP", async () => {
		const { connector, settings } = connect("erpnext", "loom");
		await control("POST", "/control/tenants/loom/orders", { customer: BOTH, total: 20 });
		received.length = 0;
		await control("POST", "/control/tenants/loom/deliveries/delay", { customer: BOTH, days: 5, reason: "Snow" });
		const [event] = await understand(connector, settings);
		expect(event).toMatchObject({
			kind: "delivery.delayed",
			objectType: "delivery_note",
			facts: { delayDays: 5 },
			summary: expect.stringContaining("Snow"),
			customer: { email: BOTH },
			item: { type: "delivery", state: { label: "Delayed", tone: "bad" } },
		});
	});

	it("are refused when forged", async () => {
		const { connector, settings } = connect("shopify", "loom");
		await control("POST", "/control/tenants/loom/orders", { customer: BOTH, forge: true });
		expect(await understand(connector, settings)).toEqual(["invalid_signature"]);
		received.length = 0;
		const erp = connect("erpnext", "loom");
		await control("POST", "/control/tenants/loom/deliveries/delay", { customer: BOTH, forge: true });
		expect(await understand(erp.connector, erp.settings)).toEqual(["invalid_signature"]);
	});
});
