// What the torture build can be told while it runs: read by its Worker, set by the program.
import { z } from "zod";

/** Each breaks one guarantee, so that the checkers can be seen to find it. They exist in the torture build only. */
export const BREAKS = [
	"lost_commit",
	"no_dedupe",
	"reused_seq",
	"gap",
	"note_shown",
	"history_dropped",
	"reordered",
	"order_differs",
	"words_changed",
	"seq_shown",
	"desk_not_told",
] as const;
export type Break = (typeof BREAKS)[number];

/** The same for business events (worker/event-breaks.ts). */
export const EVENT_BREAKS = [
	"hook_forged",
	"hook_refused",
	"hook_unqueued",
	"event_dropped",
	"event_doubled",
	"event_stuck",
	"timeline_dropped",
	"timeline_doubled",
	"alert_dropped",
	"alert_doubled",
	"alert_crossed",
	"old_wins",
	"sweep_blind",
] as const;
export type EventBreak = (typeof EVENT_BREAKS)[number];

const share = z.number().min(0).max(1);

export const shimSettings = z.object({
	/** Of the shims' own generator. */
	seed: z.int(),
	broken: z.enum([...BREAKS, ...EVENT_BREAKS]).nullable(),
	/** Shares of the batches for Postgres that the queue loses, doubles, or holds back behind later ones. */
	queue: z.object({ lose: share, double: share, hold: share }),
	/** Added to the platform's clock. */
	shiftMs: z.int(),
});
export type ShimSettings = z.infer<typeof shimSettings>;

export const CALM: ShimSettings = { seed: 1, broken: null, queue: { lose: 0, double: 0, hold: 0 }, shiftMs: 0 };

/** What the shims did since they were told their settings. */
export const shimDeeds = z.object({
	/** Batches for Postgres that the queue lost, doubled, and delivered late and out of order. */
	lost: z.int(),
	doubled: z.int(),
	late: z.int(),
	/** Alarms of objects that rang while the clock was shifted. */
	alarms: z.int(),
	/** How often the guarantee that is to be broken was. */
	broken: z.int(),
});
export type ShimDeeds = z.infer<typeof shimDeeds>;
export const NOTHING_DONE: ShimDeeds = { lost: 0, doubled: 0, late: 0, alarms: 0, broken: 0 };

/** `abort`: the object dies and its sockets with it. `hibernate`: it leaves memory, its sockets stay. */
export const eviction = z.object({
	workspaceId: z.string(),
	conversations: z.array(z.string()),
	how: z.enum(["abort", "hibernate"]),
});
export type Eviction = z.infer<typeof eviction>;

/** Vars of the torture build, given at its start so that they hold from its first moment. */
export const shimVars = z.object({
	/** How many times faster than the machine's the platform's clock runs; alarms too. */
	TORTURE_CLOCK_SPEED: z.coerce.number().min(1),
	/** Where the fast clock began, in milliseconds since 1970: it must not jump back with each restart. */
	TORTURE_CLOCK_BEGAN: z.coerce.number(),
	/** Where the program plays the queue of events, in the runtime's own one's place. */
	TORTURE_QUEUE_ORIGIN: z.url().optional(),
});

export const SETTINGS_PATH = "/v1/torture/settings";
export const EVICTION_PATH = "/v1/torture/evictions";
