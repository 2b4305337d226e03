// What the demo's two businesses are in Heddle: people, connections, rules. Their systems are the sandbox's.
import type { NewConnection } from "../../src/protocol/connections.ts";
import type { RuleSettings } from "../../src/protocol/rules.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import type { SystemKey, TenantKey } from "../sandbox/tenants.ts";

export const DEMO_PASSWORD = "heddle-demo";

export interface Person {
	name: string;
	email: string;
	role: "owner" | "admin" | "agent";
}

export interface DemoBusiness {
	tenant: TenantKey;
	/** The first one founds the workspace. */
	people: [Person, ...Person[]];
	colour: string;
	greetings: Record<string, string>;
	rules: RuleSettings[];
}

export const businesses: DemoBusiness[] = [
	{
		tenant: "loom",
		people: [
			{ name: "Nora Whitfield", email: "nora@loom-and-thread.example", role: "owner" },
			{ name: "Sam Okafor", email: "sam@loom-and-thread.example", role: "agent" },
		],
		colour: "#2b6a57",
		greetings: {
			en: "Hello! Ask us about yarn, an order, anything.",
			de: "Hallo! Fragen Sie uns zu Garn, Bestellungen und allem anderen.",
			zh: "您好！关于毛线、订单或任何问题，请随时问我们。",
		},
		rules: rulesIn("GBP"),
	},
	{
		tenant: "nordlicht",
		people: [{ name: "Jonas Petersen", email: "jonas@nordlicht-bikes.example", role: "owner" }],
		colour: "#1f4e8c",
		greetings: { de: "Moin! Wie können wir helfen?", en: "Hello! How can we help?" },
		rules: rulesIn("EUR"),
	},
];

function rulesIn(currency: string): RuleSettings[] {
	return [
		{
			name: "Urgent order",
			enabled: true,
			kinds: ["order.created"],
			any: [
				{ fact: "total", atLeast: 50_000, currency },
				{ fact: "tag", is: "urgent" },
				{ fact: "shipping", contains: "express" },
			],
			actions: [{ type: "alert", severity: "urgent" }],
		},
		{
			name: "Late delivery",
			enabled: true,
			kinds: ["delivery.delayed"],
			any: [{ fact: "delayDays", atLeast: 1 }],
			actions: [{ type: "alert", severity: "warning" }],
		},
	];
}

/** With these the sandbox signs what it sends: demo values, which protect nothing. */
export function hookSecret(tenant: TenantKey, system: SystemKey): string {
	return `demo-${system}-${tenant}-signing-secret`;
}

export function connectionsOf(sandbox: Sandbox, tenant: TenantKey): (NewConnection & { system: SystemKey })[] {
	const { credentials, shopDomain } = sandbox.tenants[tenant];
	const at = (system: SystemKey) => ({ origin: sandbox.systems[system] });
	const common = { required: false };
	return [
		{
			...common,
			system: "shopify",
			connector: "shopify",
			name: "Orders",
			settings: { shop: shopDomain, ...credentials.shopify, ...at("shopify") },
			hookSecret: hookSecret(tenant, "shopify"),
		},
		{
			...common,
			system: "erpnext",
			connector: "erpnext",
			name: "Deliveries",
			settings: { url: `https://${tenant}.erp.example`, ...credentials.erpnext, ...at("erpnext") },
			hookSecret: hookSecret(tenant, "erpnext"),
		},
		{
			...common,
			system: "hubspot",
			connector: "hubspot",
			name: "Contact",
			settings: { ...credentials.hubspot, tagsProperty: "customer_tags", ...at("hubspot") },
		},
		{
			...common,
			system: "zendesk",
			connector: "zendesk",
			name: "Tickets",
			settings: { subdomain: `${tenant}-desk`, ...credentials.zendesk, ...at("zendesk") },
		},
		{
			...common,
			system: "moodle",
			connector: "moodle",
			name: "Courses",
			settings: { ...credentials.moodle, ...at("moodle") },
		},
		{
			...common,
			system: "stripe",
			connector: "stripe",
			name: "Payments",
			settings: { ...credentials.stripe, ...at("stripe") },
			hookSecret: hookSecret(tenant, "stripe"),
		},
		{
			...common,
			system: "aftership",
			connector: "aftership",
			name: "Parcels",
			settings: { ...credentials.aftership, ...at("aftership") },
		},
	];
}
