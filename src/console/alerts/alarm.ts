// When an alert makes a sound. Pure: the alerts, what has sounded and the moment go in, what to sound comes out.
import type { Alert } from "../../protocol/desk-frames.ts";

/** An urgent alert that nobody has acknowledged is repeated this often… */
const REPEAT_MS = 30_000;
/** …this many times: beyond that the room is empty, and noise helps nobody. */
const MOST_SOUNDS = 10;
/** What is gone is remembered so long: a page that has just been opened does not know of it yet. */
const REMEMBER_MS = 24 * 60 * 60 * 1000;

export interface Sounded {
	times: number;
	lastAt: number;
}
/** By `stepFor`. */
export type SoundedByStep = ReadonlyMap<string, Sounded>;

/** Alerts for everybody on the desk, those for me, and those that have climbed to me. */
export function concernsMe(alert: Pick<Alert, "assigneeId" | "climbs">, me: string): boolean {
	return alert.assigneeId === null || alert.assigneeId === me || lastClimbTo(alert, me) > 0;
}

/**
 * The newest step at which this alert was put in front of me, as a key: it rings anew for a step, and once for each.
 * Moving to another team's desk is no step: who sits at both has heard it.
 */
export function stepFor(alert: Pick<Alert, "id" | "assigneeId" | "climbs" | "moves">, me: string): string {
	const climbs = lastClimbTo(alert, me);
	return climbs === 0 ? alert.id : `${alert.id}/${alert.moves ?? 0}/${climbs}`;
}

/** Which climb it was, counted from 1; 0: none. */
function lastClimbTo({ climbs = [] }: Pick<Alert, "climbs">, me: string): number {
	return climbs.findLastIndex(({ to, leads }) => to === "desk" || leads.some((lead) => lead === me)) + 1;
}

/**
 * Which alerts sound now. Urgent ones that concern me sound when they come or climb to me and again every 30 s, ten times
 * at most; others never. `sounded` is what the caller remembers from `afterSounding`.
 */
export function dueToSound(alerts: readonly Alert[], sounded: SoundedByStep, me: string, now: number): Alert[] {
	return alerts.filter((alert) => {
		if (alert.severity !== "urgent" || alert.acknowledged !== null || !concernsMe(alert, me)) return false;
		const before = sounded.get(stepFor(alert, me));
		return !before || (before.times < MOST_SOUNDS && now - before.lastAt >= REPEAT_MS);
	});
}

/** Which alerts have not been told to me at their present step. */
export function dueToTell(alerts: readonly Alert[], told: SoundedByStep, me: string): Alert[] {
	return alerts.filter(
		(alert) => alert.acknowledged === null && concernsMe(alert, me) && !told.has(stepFor(alert, me)),
	);
}

/** What to remember: those that are `due` now, and the others for as long as they are open or might be. */
export function afterSounding(
	sounded: SoundedByStep,
	alerts: readonly Alert[],
	due: readonly Alert[],
	me: string,
	now: number,
): SoundedByStep {
	const open = new Set(alerts.map((alert) => stepFor(alert, me)));
	const next = new Map([...sounded].filter(([step, { lastAt }]) => open.has(step) || now - lastAt < REMEMBER_MS));
	for (const step of due.map((alert) => stepFor(alert, me)))
		next.set(step, { times: (sounded.get(step)?.times ?? 0) + 1, lastAt: now });
	return next;
}
