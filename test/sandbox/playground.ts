// A sandbox on free ports in a folder of its own, with a clock that only the test moves, and somebody to send webhooks to.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { type Sandbox, startSandbox } from "../../scripts/sandbox/sandbox.ts";
import { listen } from "../../scripts/sandbox/server.ts";
import type { SystemKey, TenantKey } from "../../scripts/sandbox/tenants.ts";

export const START = new Date("2026-11-23T09:00:00.250Z");

export type Playground = {
	sandbox: Sandbox;
	dataDir: string;
	/** Waits that the sandbox asked for, in ms. None of them takes time. */
	waits: number[];
	pass(ms: number): void;
	control(method: string, path: string, body?: unknown): Promise<Response>;
	/** Stops the sandbox and starts it again on the same folder. */
	restart(): Promise<Playground>;
	close(): Promise<void>;
};

export async function openPlayground(dataDir = mkdtempSync(join(tmpdir(), "heddle-sandbox-"))): Promise<Playground> {
	const waits: number[] = [];
	let now = START.getTime();
	const sandbox = await startSandbox({
		port: 0,
		dataDir,
		heddleOrigin: "http://heddle.example",
		now: () => new Date(now),
		wait: async (ms) => {
			waits.push(ms);
		},
	});
	return {
		sandbox,
		dataDir,
		waits,
		pass: (ms) => {
			now += ms;
		},
		control: (method, path, body) =>
			fetch(`${sandbox.origin}/control/${path}`, {
				method,
				headers: { "content-type": "application/json" },
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
			}),
		restart: async () => {
			await sandbox.stop();
			return openPlayground(dataDir);
		},
		close: async () => {
			await sandbox.stop();
			rmSync(dataDir, { recursive: true });
		},
	};
}

export function shopifyQuery(
	{ sandbox }: Playground,
	tenant: TenantKey,
	query: string,
	variables = {},
): Promise<Response> {
	return fetch(`${sandbox.systems.shopify}/admin/api/2026-10/graphql.json`, {
		method: "POST",
		headers: {
			"content-type": "application/json",
			"x-shopify-access-token": sandbox.tenants[tenant].credentials.shopify.accessToken,
		},
		body: JSON.stringify({ query, variables }),
	});
}

export function erpnextGet(
	{ sandbox }: Playground,
	tenant: TenantKey,
	path: string,
	query: Record<string, unknown> = {},
): Promise<Response> {
	const { apiKey, apiSecret } = sandbox.tenants[tenant].credentials.erpnext;
	const params = new URLSearchParams(
		Object.entries(query).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
	);
	return fetch(`${sandbox.systems.erpnext}${path}?${params}`, {
		headers: { authorization: `token ${apiKey}:${apiSecret}` },
	});
}

export function hubspotSearch({ sandbox }: Playground, tenant: TenantKey, body: unknown): Promise<Response> {
	return fetch(`${sandbox.systems.hubspot}/crm/v3/objects/contacts/search`, {
		method: "POST",
		headers: {
			"content-type": "application/json",
			authorization: `Bearer ${sandbox.tenants[tenant].credentials.hubspot.accessToken}`,
		},
		body: JSON.stringify(body),
	});
}

export function zendeskGet({ sandbox }: Playground, tenant: TenantKey, path: string): Promise<Response> {
	const { email, apiToken } = sandbox.tenants[tenant].credentials.zendesk;
	return fetch(`${sandbox.systems.zendesk}/api/v2${path}`, {
		headers: { authorization: `Basic ${btoa(`${email}/token:${apiToken}`)}` },
	});
}

export function moodleCall(
	{ sandbox }: Playground,
	tenant: TenantKey,
	wsfunction: string,
	parameters: Record<string, string> = {},
): Promise<Response> {
	const { url, token } = sandbox.tenants[tenant].credentials.moodle;
	const folder = new URL(url).pathname.replace(/\/$/, "");
	const form = new URLSearchParams({ wstoken: token, wsfunction, moodlewsrestformat: "json", ...parameters });
	return fetch(`${sandbox.systems.moodle}${folder}/webservice/rest/server.php`, { method: "POST", body: form });
}

/** Signed by the scheme's own library. */
export function pullCardAsk({ sandbox }: Playground, tenant: TenantKey, customer: object): Promise<Response> {
	const body = JSON.stringify({ customer });
	const at = new Date();
	return fetch(`${sandbox.systems["pull-card"]}/heddle/card`, {
		method: "POST",
		headers: {
			"webhook-id": "msg_1",
			"webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
			"webhook-signature": new Webhook(sandbox.tenants[tenant].credentials["pull-card"].secret).sign("msg_1", at, body),
		},
		body,
	});
}

export function registerGet({ sandbox }: Playground, tenant: TenantKey, email: string): Promise<Response> {
	return fetch(`${sandbox.systems["mapped-rest"]}/api/owners/${encodeURIComponent(email)}`, {
		headers: { "x-api-key": sandbox.tenants[tenant].credentials["mapped-rest"].apiKey },
	});
}

export function stripeGet({ sandbox }: Playground, tenant: TenantKey, path: string): Promise<Response> {
	const { apiKey } = sandbox.tenants[tenant].credentials.stripe;
	return fetch(`${sandbox.systems.stripe}${path}`, { headers: { authorization: `Bearer ${apiKey}` } });
}

export function aftershipGet({ sandbox }: Playground, tenant: TenantKey, path: string): Promise<Response> {
	const { apiKey } = sandbox.tenants[tenant].credentials.aftership;
	return fetch(`${sandbox.systems.aftership}/tracking/2026-07/trackings${path}`, { headers: { "as-api-key": apiKey } });
}

export function wordpressGet({ sandbox }: Playground, tenant: TenantKey, path: string): Promise<Response> {
	const { url, consumerKey, consumerSecret } = sandbox.tenants[tenant].credentials.woocommerce;
	const folder = new URL(url).pathname.replace(/\/$/, "");
	return fetch(`${sandbox.systems.woocommerce}${folder}/wp-json/wc/v3${path}`, {
		headers: { authorization: `Basic ${btoa(`${consumerKey}:${consumerSecret}`)}` },
	});
}

export function medusaGet({ sandbox }: Playground, tenant: TenantKey, path: string): Promise<Response> {
	const { secretKey } = sandbox.tenants[tenant].credentials.medusa;
	return fetch(`${sandbox.systems.medusa}/admin${path}`, {
		headers: { authorization: `Basic ${btoa(`${secretKey}:`)}` },
	});
}

export function requestTrackerGet({ sandbox }: Playground, tenant: TenantKey, path: string): Promise<Response> {
	const { url, token } = sandbox.tenants[tenant].credentials["request-tracker"];
	const folder = new URL(url).pathname.replace(/\/$/, "");
	return fetch(`${sandbox.systems["request-tracker"]}${folder}/REST/2.0${path}`, {
		headers: { authorization: `token ${token}` },
	});
}

export function trytonCall(
	{ sandbox }: Playground,
	tenant: TenantKey,
	method: string,
	params: unknown[],
): Promise<Response> {
	const { database, user, password } = sandbox.tenants[tenant].credentials.tryton;
	return fetch(`${sandbox.systems.tryton}/${database}/`, {
		method: "POST",
		headers: { "content-type": "application/json", authorization: `Basic ${btoa(`${user}:${password}`)}` },
		body: JSON.stringify({ id: 1, method, params }),
	});
}

/** One small call that each system answers for any customer-independent key. */
export function ping(playground: Playground, tenant: TenantKey, system: SystemKey): Promise<Response> {
	switch (system) {
		case "shopify":
			return shopifyQuery(playground, tenant, "{ shop { name } }");
		case "erpnext":
			return erpnextGet(playground, tenant, "/api/resource/Item");
		case "hubspot":
			return hubspotSearch(playground, tenant, {});
		case "zendesk":
			return zendeskGet(playground, tenant, "/users/me.json");
		case "moodle":
			return moodleCall(playground, tenant, "core_webservice_get_site_info");
		case "pull-card":
			return pullCardAsk(playground, tenant, { email: "lena.hoffmann@example.com" });
		case "mapped-rest":
			return registerGet(playground, tenant, "lena.hoffmann@example.com");
		case "stripe":
			return stripeGet(playground, tenant, "/v1/customers?limit=1");
		case "woocommerce":
			return wordpressGet(playground, tenant, "/orders?per_page=1");
		case "medusa":
			return medusaGet(playground, tenant, "/orders?limit=1");
		case "request-tracker":
			return requestTrackerGet(playground, tenant, "/rt");
		case "tryton":
			return trytonCall(playground, tenant, "model.res.user.get_preferences", [true, {}]);
		case "aftership":
			return aftershipGet(playground, tenant, "?limit=1");
	}
}

export type Received = { headers: Headers; body: string };
export type Receiver = {
	url: string;
	received: Received[];
	/** Statuses to answer with, in turn; 202 when none is left. */
	answers: number[];
	/** Resolves when so many have come in all. */
	count(wanted: number): Promise<void>;
	close(): Promise<void>;
};

export async function openReceiver(): Promise<Receiver> {
	const received: Received[] = [];
	const answers: number[] = [];
	let wake = (): void => undefined;
	const server = await listen(async (request) => {
		received.push({ headers: request.headers, body: await request.text() });
		wake();
		return new Response("seen", { status: answers.shift() ?? 202 });
	}, 0);
	return {
		url: `${server.origin}/v1/hooks/wsp_1/con_1`,
		received,
		answers,
		count: async (wanted) => {
			while (received.length < wanted) {
				await new Promise<void>((resolve) => {
					wake = resolve;
				});
			}
		},
		close: () => server.close(),
	};
}
