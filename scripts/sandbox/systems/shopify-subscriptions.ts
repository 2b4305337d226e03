// An app that subscribes to a shop's webhooks: signed with the app's client secret from then on.
// https://shopify.dev/docs/api/admin-graphql/latest/mutations/webhookSubscriptionCreate
import type { Memory } from "../state.ts";
import type { TenantKey } from "../tenants.ts";
import { shopifyApp } from "./shopify-oauth.ts";

interface Wish {
	topic: string;
	webhookSubscription: { callbackUrl?: string | null };
}

/** Disputes need a scope that Heddle's app in the sandbox does not have. */
const DENIED = /^DISPUTES_/;
/** Shopify asks for https; Heddle on this machine has none. */
const REACHABLE = /^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost)[:/])/;

function subscriptionOf(topic: string, callbackUrl: string) {
	return {
		id: `gid://shopify/WebhookSubscription/${topic.length}`,
		topic,
		endpoint: { __typename: "WebhookHttpEndpoint", callbackUrl },
	};
}

/** The sandbox tells one address of all topics: the newest that was subscribed. */
export function subscriptionsOf(memory: Memory, tenant: TenantKey) {
	return {
		webhookSubscriptions({ first }: { first?: number | null }) {
			const { hooks, subscribed } = memory.state[tenant];
			const url = hooks.shopify?.url;
			const nodes = url ? subscribed.map((topic) => subscriptionOf(topic, url)) : [];
			return { nodes: nodes.slice(0, first ?? undefined) };
		},
		webhookSubscriptionCreate({ topic, webhookSubscription: { callbackUrl: url } }: Wish) {
			const refuse = (message: string) => ({
				webhookSubscription: null,
				userErrors: [{ field: ["webhookSubscription", "callbackUrl"], message }],
			});
			if (DENIED.test(topic)) return refuse("You do not have permission to create or update webhooks with this topic");
			if (!url || !REACHABLE.test(url)) return refuse("Address is invalid");
			const { hooks, subscribed } = memory.state[tenant];
			if (!subscribed.includes(topic)) subscribed.push(topic);
			hooks.shopify = { url, secret: shopifyApp.clientSecret };
			memory.save();
			return {
				webhookSubscription: subscriptionOf(topic, url),
				userErrors: [],
			};
		},
	};
}
