// The two businesses of the sandbox: their names, addresses and keys. None of the keys opens anything else.

import { loomProducts } from "./fixtures/loom.ts";
import { nordlichtProducts } from "./fixtures/nordlicht.ts";
import type { Language } from "./pages/words.ts";

export const tenantKeys = ["loom", "nordlicht"] as const;
export type TenantKey = (typeof tenantKeys)[number];

export const systemKeys = [
	"shopify",
	"erpnext",
	"hubspot",
	"zendesk",
	"moodle",
	"pull-card",
	"mapped-rest",
	"stripe",
	"aftership",
	"woocommerce",
	"medusa",
	"request-tracker",
	"tryton",
] as const;
export type SystemKey = (typeof systemKeys)[number];

/** Something for each system. */
export function perSystem<T>(make: (key: SystemKey) => T): Record<SystemKey, T> {
	const made: Partial<Record<SystemKey, T>> = {};
	for (const key of systemKeys) made[key] = make(key);
	// Every key was just set: the type cannot know.
	return made as Record<SystemKey, T>;
}

/** Art is the name of a drawing in `pages/art.ts`. */
export type Product = { sku: string; title: string; detail: Record<Language, string>; cents: number; art: string };

export type Tenant = {
	name: string;
	/** Path of the demo shop on the sandbox's main origin. */
	shopPath: string;
	shopDomain: string;
	shopEmail: string;
	currency: string;
	/** The shop's time zone, as its webhooks write it. Fixed, so that fixtures do not change in summer. */
	utcOffset: string;
	company: string;
	products: Product[];
	credentials: {
		shopify: { accessToken: string };
		erpnext: { apiKey: string; apiSecret: string };
		hubspot: { accessToken: string };
		zendesk: { email: string; apiToken: string };
		/** The site calls itself by `url`, wherever it is reached. */
		moodle: { url: string; token: string };
		"pull-card": { secret: string };
		stripe: { apiKey: string };
		aftership: { apiKey: string };
		"mapped-rest": { apiKey: string };
		/** `url`: where the shop calls itself at home, for the folder in its path. */
		woocommerce: { url: string; consumerKey: string; consumerSecret: string };
		medusa: { url: string; secretKey: string };
		"request-tracker": { url: string; token: string };
		tryton: { database: string; user: string; password: string };
	};
	/** HubSpot owners and Zendesk agents: the people who work there. */
	staff: { ownerId: string; agentId: number; email: string; firstName: string; lastName: string }[];
};

export const tenants: Record<TenantKey, Tenant> = {
	loom: {
		name: "Loom & Thread",
		shopPath: "/",
		shopDomain: "loom-and-thread.myshopify.com",
		shopEmail: "hello@loom-and-thread.example",
		currency: "GBP",
		utcOffset: "+00:00",
		company: "Loom & Thread Ltd",
		products: loomProducts,
		credentials: {
			shopify: { accessToken: "shpat_sandbox_loom" },
			erpnext: { apiKey: "sandbox-loom-key", apiSecret: "sandbox-loom-secret" },
			hubspot: { accessToken: "pat-sandbox-loom" },
			zendesk: { email: "desk@loom-and-thread.example", apiToken: "sandbox-loom-token" },
			stripe: { apiKey: "rk_test_sandbox_loom" },
			aftership: { apiKey: "asat_sandbox_loom" },
			moodle: { url: "https://learn.loom-and-thread.example", token: "sandbox-loom-moodle-token" },
			"mapped-rest": { apiKey: "sandbox-loom-register-key" },
			woocommerce: {
				url: "https://loom-and-thread.example",
				consumerKey: "ck_sandbox_loom",
				consumerSecret: "cs_sandbox_loom",
			},
			medusa: { url: "https://api.loom-and-thread.example", secretKey: "sk_sandbox_loom" },
			"pull-card": { secret: "whsec_bG9vbSAmIHRocmVhZCBzYW5kYm94IGtleSAx" },
			"request-tracker": { url: "https://help.loom-and-thread.example", token: "1-14-sandbox-loom" },
			tryton: { database: "loom", user: "heddle", password: "sandbox loom password" },
		},
		staff: [
			{
				ownerId: "41512001",
				agentId: 381200001,
				email: "nora@loom-and-thread.example",
				firstName: "Nora",
				lastName: "Whitfield",
			},
			{
				ownerId: "41512002",
				agentId: 381200002,
				email: "imran@loom-and-thread.example",
				firstName: "Imran",
				lastName: "Siddiqui",
			},
		],
	},
	nordlicht: {
		name: "Nordlicht Bikes",
		shopPath: "/nordlicht",
		shopDomain: "nordlicht-bikes.myshopify.com",
		shopEmail: "moin@nordlicht-bikes.example",
		currency: "EUR",
		utcOffset: "+01:00",
		company: "Nordlicht Fahrradmanufaktur GmbH",
		products: nordlichtProducts,
		credentials: {
			shopify: { accessToken: "shpat_sandbox_nordlicht" },
			erpnext: { apiKey: "sandbox-nordlicht-key", apiSecret: "sandbox-nordlicht-secret" },
			hubspot: { accessToken: "pat-sandbox-nordlicht" },
			zendesk: { email: "werkstatt@nordlicht-bikes.example", apiToken: "sandbox-nordlicht-token" },
			stripe: { apiKey: "rk_test_sandbox_nordlicht" },
			aftership: { apiKey: "asat_sandbox_nordlicht" },
			moodle: { url: "https://nordlicht-bikes.example/werkstatt", token: "sandbox-nordlicht-moodle-token" },
			"mapped-rest": { apiKey: "sandbox-nordlicht-register-key" },
			woocommerce: {
				url: "https://nordlicht-bikes.example/laden",
				consumerKey: "ck_sandbox_nordlicht",
				consumerSecret: "cs_sandbox_nordlicht",
			},
			medusa: { url: "https://api.nordlicht-bikes.example", secretKey: "sk_sandbox_nordlicht" },
			"pull-card": { secret: "whsec_bm9yZGxpY2h0IGJpa2VzIHNhbmRib3gga2V5" },
			"request-tracker": { url: "https://nordlicht-bikes.example/rt", token: "1-14-sandbox-nordlicht" },
			tryton: { database: "nordlicht", user: "heddle", password: "sandbox nordlicht password" },
		},
		staff: [
			{
				ownerId: "52733001",
				agentId: 492300001,
				email: "hinnerk@nordlicht-bikes.example",
				firstName: "Hinnerk",
				lastName: "Petersen",
			},
			{
				ownerId: "52733002",
				agentId: 492300002,
				email: "svea@nordlicht-bikes.example",
				firstName: "Svea",
				lastName: "Lorenzen",
			},
		],
	},
};
