// An installed app's webhooks: it subscribes to the topics by itself, and its client secret signs what comes.
// https://shopify.dev/docs/api/admin-graphql/latest/mutations/webhookSubscriptionCreate
import { z } from "zod";
import { type SystemFetch, SystemUnreachable } from "../connector.ts";
import { query } from "./lookup.ts";
import type { Settings } from "./settings.ts";
import { topics } from "./translate.ts";

/** Set for the app as a whole, in its configuration. https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance */
const OF_THE_APP = new Set(["customers/data_request", "customers/redact", "shop/redact"]);

const SUBSCRIBE = `mutation HeddleSubscribe($topic: WebhookSubscriptionTopic!, $url: URL!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: { callbackUrl: $url, format: JSON }) {
    webhookSubscription { id }
    userErrors { message }
  }
}`;

const answered = z.object({
	data: z.object({
		webhookSubscriptionCreate: z.object({
			webhookSubscription: z.object({ id: z.string() }).nullable(),
			userErrors: z.array(z.object({ message: z.string() })),
		}),
	}),
});

/**
 * Each topic by itself: one that this shop or these scopes do not allow costs no other. A repeat finds the subscription
 * there. Never throws.
 */
export async function subscribe(
	settings: Settings,
	hookUrl: string,
	fetchShop: SystemFetch,
): Promise<{ subscribed: string[]; refused: string[] }> {
	const wanted = topics.filter((topic) => !OF_THE_APP.has(topic));
	const outcomes = await Promise.all(wanted.map((topic) => subscribeTo(topic, settings, hookUrl, fetchShop)));
	return {
		subscribed: wanted.filter((_, at) => outcomes[at]),
		refused: wanted.filter((_, at) => !outcomes[at]),
	};
}

/** `orders/create` as GraphQL names it. https://shopify.dev/docs/api/admin-graphql/latest/enums/WebhookSubscriptionTopic */
export function enumOf(topic: string): string {
	return topic.replace("/", "_").toUpperCase();
}

export async function subscribeTo(
	topic: string,
	settings: Settings,
	url: string,
	fetchShop: SystemFetch,
): Promise<boolean> {
	try {
		const variables = { topic: enumOf(topic), url };
		const { json } = await query(SUBSCRIBE, settings, fetchShop, variables);
		const read = answered.safeParse(json);
		if (!read.success) return false;
		const { webhookSubscription, userErrors } = read.data.data.webhookSubscriptionCreate;
		return webhookSubscription !== null || userErrors.some(({ message }) => /already been taken/.test(message));
	} catch (error) {
		if (error instanceof SystemUnreachable) return false;
		throw error;
	}
}
