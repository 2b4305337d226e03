// Whether the shop still tells us: after days of failed deliveries Shopify removes a subscription without a word.
// https://shopify.dev/docs/api/admin-graphql/latest/queries/webhookSubscriptions lists those of this app alone: webhooks
// that somebody made by hand in the shop's admin are not among them, and are never seen to be gone.
import { z } from "zod";
import type { HookWatch } from "../connector.ts";
import { parse } from "../failure.ts";
import { firstOf } from "../foreign-value.ts";
import { failureOfQuery, query } from "./lookup.ts";
import type { Settings } from "./settings.ts";
import { enumOf, subscribeTo } from "./subscribe.ts";
import { topics } from "./translate.ts";

const LIVE = `query HeddleSubscriptions {
  webhookSubscriptions(first: 100) {
    nodes { topic endpoint { __typename ... on WebhookHttpEndpoint { callbackUrl } } }
  }
}`;

const answered = z.object({
	data: z.object({
		webhookSubscriptions: z.object({
			nodes: firstOf(250, z.object({ topic: z.string(), endpoint: z.object({ callbackUrl: z.string().optional() }) })),
		}),
	}),
});

export const watch: HookWatch<Settings> = {
	async live(hookPath, settings, fetchSystem) {
		const answer = await query(LIVE, settings, fetchSystem);
		const failure = failureOfQuery(answer, settings);
		if (failure) return failure;
		const read = parse(answered, answer.json, "Shopify");
		if (!read.ok) return read;
		const ours = read.value.data.webhookSubscriptions.nodes.filter(({ endpoint }) =>
			endpoint.callbackUrl?.endsWith(hookPath),
		);
		const told = new Set(ours.map(({ topic }) => topic));
		return {
			ok: true,
			value: {
				topics: topics.filter((topic) => told.has(enumOf(topic))),
				url: ours[0]?.endpoint.callbackUrl ?? null,
			},
		};
	},
	async again(lost, url, settings, fetchSystem) {
		const outcomes = await Promise.all(lost.map((topic) => subscribeTo(topic, settings, url, fetchSystem)));
		return lost.filter((_, at) => outcomes[at]);
	},
};
