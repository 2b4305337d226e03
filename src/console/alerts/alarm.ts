// When an alert makes a sound. Pure: the alerts, what has sounded and the moment go in, what to sound comes out.
import type { Alert } from "../../protocol/desk-frames.ts";

/** An urgent alert that nobody has acknowledged is repeated this often… */
const REPEAT_MS = 30_000;
/** …this many times: beyond that the room is empty, and noise helps nobody. */
const MOST_SOUNDS = 10;

export interface Sounded {
	times: number;
	lastAt: number;
}
export type SoundedByAlert = ReadonlyMap<string, Sounded>;

/** Alerts for everybody on the desk and those for me. */
export function concernsMe(alert: Pick<Alert, "assigneeId">, me: string): boolean {
	return alert.assigneeId === null || alert.assigneeId === me;
}

/**
 * Which alerts sound now. Urgent ones that concern me sound when they come and again every 30 s, ten times at most;
 * others never. `sounded` is what the caller remembers from `afterSounding`.
 */
export function dueToSound(alerts: readonly Alert[], sounded: SoundedByAlert, me: string, now: number): Alert[] {
	return alerts.filter((alert) => {
		if (alert.severity !== "urgent" || alert.acknowledged !== null || !concernsMe(alert, me)) return false;
		const before = sounded.get(alert.id);
		return !before || (before.times < MOST_SOUNDS && now - before.lastAt >= REPEAT_MS);
	});
}

/** What to remember: those that sounded, without those that are gone. */
export function afterSounding(
	sounded: SoundedByAlert,
	alerts: readonly Pick<Alert, "id">[],
	due: readonly Pick<Alert, "id">[],
	now: number,
): SoundedByAlert {
	const next = new Map<string, Sounded>();
	for (const { id } of alerts) {
		const before = sounded.get(id);
		if (before) next.set(id, before);
	}
	for (const { id } of due) next.set(id, { times: (sounded.get(id)?.times ?? 0) + 1, lastAt: now });
	return next;
}
