// Whether the shop still tells us: after five failed deliveries in a row WooCommerce switches a webhook off.
// https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks (status: active, paused, disabled)
import { z } from "zod";
import type { HookWatch } from "../connector.ts";
import { firstOf } from "../foreign-value.ts";
import { change, list } from "./api.ts";
import type { Settings } from "./settings.ts";

const webhooks = firstOf(
	100,
	z.object({ id: z.number().int(), status: z.string(), topic: z.string(), delivery_url: z.string() }),
);

export const watch: HookWatch<Settings> = {
	/** What somebody paused is left alone: it counts as there. */
	async live(hookPath, settings, fetchSystem) {
		const read = await list({ settings, fetchSystem }, "webhooks", { per_page: "100", status: "all" }, webhooks);
		if (!read.ok) return read;
		const ours = read.value.filter(({ delivery_url }) => delivery_url.endsWith(hookPath));
		return {
			ok: true,
			value: {
				topics: [...new Set(ours.filter(({ status }) => status !== "disabled").map(({ topic }) => topic))],
				url: ours[0]?.delivery_url ?? null,
			},
		};
	},
	/** A key that may only read, as Heddle asks for, changes nothing: then it is named, and somebody does it by hand. */
	async again(lost, url, settings, fetchSystem) {
		const shop = { settings, fetchSystem };
		const read = await list(shop, "webhooks", { per_page: "100", status: "disabled" }, webhooks);
		if (!read.ok) return [];
		const ours = read.value.filter(({ delivery_url, topic }) => delivery_url === url && lost.includes(topic));
		const back = await Promise.all(ours.map(({ id }) => change(shop, `webhooks/${id}`, { status: "active" })));
		return ours.filter((_, at) => back[at]).map(({ topic }) => topic);
	},
};
