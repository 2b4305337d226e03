// Where business events are played: on a copy first, kept when they are real, then told to Heddle.
import type { Refusal, Scene } from "./happenings.ts";
import type { Memory } from "./state.ts";
import { type TenantKey, tenants } from "./tenants.ts";
import { type Dispatch, type Post, type SendOptions, type Sent, sendAll } from "./webhooks/dispatch.ts";

export type Stage = { memory: Memory; post: Post };
export type Performed<Result> = { ok: true; dispatches: Dispatch[]; result: Result };

/** `deliveries` settles when the last webhook is answered or given up; it never rejects. */
export function perform<Result>(
	{ memory, post }: Stage,
	tenant: TenantKey,
	options: SendOptions,
	event: (scene: Scene) => Performed<Result> | Refusal,
): { ok: true; result: Result; deliveries: Promise<Sent[]> } | Refusal {
	const own = memory.state[tenant];
	const business = structuredClone(own.business);
	const stripeEvents = structuredClone(own.stripeEvents);
	const state = { hooks: own.hooks, business, stripeEvents };
	const outcome = event({ tenant: tenants[tenant], state, now: post.now(), eventId: options.eventId });
	if (!outcome.ok) return outcome;
	// What a forged event claims has not happened: it stays with the copy.
	if (!options.forge) {
		own.business = business;
		own.stripeEvents = stripeEvents;
		memory.save();
	}
	const lost = options.forge ? 0 : Math.min(own.losing, outcome.dispatches.length);
	if (lost > 0) {
		own.losing -= lost;
		memory.save();
	}
	return { ok: true, result: outcome.result, deliveries: sendAll(outcome.dispatches, options, post, lost) };
}
