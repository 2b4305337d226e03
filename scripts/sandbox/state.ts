// The sandbox's memory: one JSON file, rewritten whole after each change (it is small).
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { Business } from "./business.ts";
import { loomStory } from "./fixtures/loom.ts";
import { nordlichtStory } from "./fixtures/nordlicht.ts";
import { tell } from "./fixtures/story.ts";
import { perSystem, systemKeys, tenants } from "./tenants.ts";

export const Mode = z.enum(["ok", "slow", "failing", "malformed", "rate_limited", "hanging"]);
export const Disturbance = z.strictObject({ mode: Mode, latencyMs: z.number().int().min(0).max(120_000).optional() });
export const Hook = z.strictObject({ url: z.url({ protocol: /^https?$/ }), secret: z.string().min(1) });
export const Widget = z.strictObject({
	inboxId: z.string().regex(/^[\w-]{1,100}$/),
	identitySecret: z.string().min(1),
});

/** https://docs.stripe.com/api/events/object */
const StripeEvent = z.looseObject({ id: z.string(), type: z.string(), created: z.number() });
export type StripeEvent = z.infer<typeof StripeEvent>;

const TenantState = z.object({
	business: Business,
	hooks: z.object({ shopify: Hook.optional(), erpnext: Hook.optional(), stripe: Hook.optional() }),
	/** Topics that an app has subscribed to in the shop, as GraphQL names them. */
	subscribed: z.array(z.string()).default([]),
	/** So many of the next webhooks get lost on their way. */
	losing: z.number().int().min(0).default(0),
	/** What Stripe tells of beside orders, as its events, oldest first. */
	stripeEvents: z.array(StripeEvent).default([]),
	widget: Widget.nullable(),
	/** A system that is newer than the file works. */
	systems: z
		.partialRecord(z.enum(systemKeys), Disturbance)
		.transform((known) => perSystem((key) => known[key] ?? { mode: "ok" as const })),
});
export type TenantState = z.infer<typeof TenantState>;

const State = z.object({ loom: TenantState, nordlicht: TenantState });
export type State = z.infer<typeof State>;

export type Memory = {
	state: State;
	save(): void;
	/** Begins both stories anew; hooks, widgets and switches stay. */
	reset(): void;
};

/** Reads `dataDir/sandbox.json`, or begins both stories there. Throws when the file is not ours. */
export function openMemory(dataDir: string, now: () => Date): Memory {
	const path = join(dataDir, "sandbox.json");
	mkdirSync(dataDir, { recursive: true });
	const state = read(path) ?? begin(now());
	const save = (): void => {
		// 0600: hook and identity secrets are in it. Renamed into place, so that a kill leaves the old or the new.
		writeFileSync(`${path}.new`, JSON.stringify(state), { mode: 0o600 });
		renameSync(`${path}.new`, path);
	};
	save();
	const reset = (): void => {
		const fresh = begin(now());
		for (const key of ["loom", "nordlicht"] as const) state[key].stripeEvents = [];
		state.loom.business = fresh.loom.business;
		state.nordlicht.business = fresh.nordlicht.business;
		save();
	};
	return { state, save, reset };
}

function read(path: string): State | undefined {
	let text: string;
	try {
		text = readFileSync(path, "utf8");
	} catch {
		return undefined;
	}
	const parsed = State.safeParse(JSON.parse(text));
	if (!parsed.success)
		throw new Error(`${path} is not a sandbox of this version; delete it.\n${z.prettifyError(parsed.error)}`);
	return parsed.data;
}

function begin(now: Date): State {
	const fresh = (business: Business): TenantState => ({
		business,
		hooks: {},
		subscribed: [],
		losing: 0,
		stripeEvents: [],
		widget: null,
		systems: perSystem(() => ({ mode: "ok" })),
	});
	return {
		loom: fresh(tell(loomStory, tenants.loom, now)),
		nordlicht: fresh(tell(nordlichtStory, tenants.nordlicht, now)),
	};
}
