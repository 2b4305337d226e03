// Climbing: whom an alert is put in front of while nobody acknowledges it. Pure.
// Its assignee (or the whole desk), then the team's leads, then everybody on the desk. Who hears it only grows.
import { instantOf } from "../platform/world.ts";
import type { Alert } from "../protocol/desk-frames.ts";
import type { UserId } from "../protocol/ids.ts";

/** When it climbs next, in milliseconds since 1970; undefined where it never will. */
export function climbsAt(alert: Alert): number | undefined {
	const { acknowledged, climbsAfterS, climbs = [], since, raisedAt } = alert;
	if (acknowledged || climbsAfterS === undefined || climbs.at(-1)?.to === "desk") return undefined;
	return Date.parse(since ?? raisedAt) + climbsAfterS * 1000;
}

/**
 * The alert one step further; undefined where it is not time. `leads` undefined: nobody can say now who they are. It
 * waits for them once as long again, then everybody hears it.
 */
export function climbed(alert: Alert, leads: readonly UserId[] | undefined, nowMs: number): Alert | undefined {
	const at = climbsAt(alert);
	if (at === undefined || at > nowMs) return undefined;
	const atLeads = !alert.climbs?.length;
	if (atLeads && !leads && nowMs < at + (alert.climbsAfterS ?? 0) * 1000) return undefined;
	const heard = atLeads ? (leads ?? []).filter((lead) => lead !== alert.assigneeId) : [];
	const since = instantOf(nowMs);
	const step = { to: heard.length > 0 ? ("leads" as const) : ("desk" as const), at: since, leads: heard };
	return { ...alert, since, climbs: [...(alert.climbs ?? []), step] };
}

/** Its conversation has another assignee. Who has it new gets the whole time, unless it has climbed beyond them. */
export function reassigned(alert: Alert, assigneeId: UserId | null, nowMs: number): Alert | undefined {
	if (alert.assigneeId === assigneeId) return undefined;
	return { ...alert, assigneeId, ...(!alert.climbs?.length && { since: instantOf(nowMs) }) };
}

/** On another team's desk it begins anew, with that team's people. */
export function moved(alert: Alert, to: Pick<Alert, "teamId" | "assigneeId">, nowMs: number): Alert {
	return { ...alert, ...to, since: instantOf(nowMs), climbs: [], moves: (alert.moves ?? 0) + 1 };
}
