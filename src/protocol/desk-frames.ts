// Frames of a desk's socket: the live list of a team's open conversations, who is there, and alerts.
import { z } from "zod";
import { businessEvent } from "./business-event.ts";
import { conversationStatus, instant, personName, priority, seq, tag } from "./entry.ts";
import { alertId, clientId, conversationId, customerId, inboxId, ruleId, teamId, userId } from "./ids.ts";

/** One conversation in the list. `revision` is the seq of the newest entry it knows of: lower ones are ignored. */
export const deskRow = z.object({
	conversationId,
	inboxId,
	teamId,
	revision: seq,
	status: conversationStatus,
	assignee: z.object({ id: userId, name: personName }).nullable(),
	/** Absent: normal, and no tags. */
	priority: priority.optional(),
	tags: z.array(tag).optional(),
	customer: z.object({
		id: customerId,
		verified: z.boolean(),
		name: personName.optional(),
		email: z.string().max(320).optional(),
	}),
	/** The newest public message, cut to 160 characters. */
	preview: z.object({ text: z.string().max(160), by: z.enum(["visitor", "agent", "system"]), at: instant }).nullable(),
	/** Since when the customer waits for an answer; null when the last word is ours. */
	waitingSince: instant.nullable(),
	lastAt: instant,
});
export type DeskRow = z.infer<typeof deskRow>;

export const severity = z.enum(["info", "warning", "urgent"]);
export type Severity = z.infer<typeof severity>;

/** Whom an alert is put in front of next, while nobody acknowledges it. A team without leads has no such step. */
const climb = z.object({
	to: z.enum(["leads", "desk"]),
	at: instant,
	/** Who the leads were then; none where it climbed to everybody on the desk. */
	leads: z.array(userId).max(100),
});
export type Climb = z.infer<typeof climb>;

/** What is optional is absent in alerts of the first release. */
export const alert = z.object({
	id: alertId,
	ruleId,
	ruleName: z.string().max(120),
	severity,
	event: businessEvent,
	customer: z.object({ id: customerId, name: personName.optional() }).nullable(),
	conversationId: conversationId.nullable(),
	teamId,
	/** Whom it is for; null: everybody on the desk. */
	assigneeId: userId.nullable(),
	raisedAt: instant,
	/** Unacknowledged for so many seconds, it climbs to others; absent: never. */
	climbsAfterS: z.number().int().positive().optional(),
	/** Since when it is in front of those who hear it now; absent: since it was raised. */
	since: instant.optional(),
	/** The steps it has climbed on this desk, oldest first. */
	climbs: z.array(climb).max(2).optional(),
	/** How often it has followed its conversation to another team's desk. */
	moves: z.number().int().min(0).optional(),
	acknowledged: z.object({ by: z.object({ id: userId, name: personName }), at: instant }).nullable(),
});
export type Alert = z.infer<typeof alert>;

const acknowledge = z.object({ type: z.literal("acknowledge"), clientId, alertId });
/** Whether this agent takes conversations now: `away` agents do not count for "somebody is there". */
const availability = z.object({ type: z.literal("availability"), away: z.boolean() });
/** Asks for open alerts older than `before`, beyond what the welcome carries. */
const olderAlerts = z.object({ type: z.literal("alerts"), clientId, before: alertId });
export const deskClientFrame = z.discriminatedUnion("type", [acknowledge, availability, olderAlerts]);
export type DeskClientFrame = z.infer<typeof deskClientFrame>;

/** Numbers the changes of a desk's alerts: a later one has the higher number. */
const change = z.number().int().min(0);

const agentPresence = z.object({ id: userId, name: personName, away: z.boolean() });

export const deskFrame = z.discriminatedUnion("type", [
	z.object({
		type: z.literal("welcome"),
		teamId,
		rows: z.array(deskRow),
		/** How many open conversations the desk has, where they are more than `rows` carries. */
		total: z.number().int(),
		alerts: z.array(alert),
		/** How many alerts nobody has acknowledged, where they are more than `alerts` carries. */
		alertsTotal: z.number().int(),
		/** The newest change of any alert: `alertsAfter` of the next connection. */
		alertsAt: change.optional(),
		/** Present where it goes on after the cursor that was asked for: then `alerts` are those that changed since. */
		alertsSince: change.optional(),
		/** Those that left for another team's desk since then. */
		alertsGone: z.array(alertId).optional(),
		agents: z.array(agentPresence),
		at: instant,
	}),
	z.object({ type: z.literal("row"), row: deskRow }),
	z.object({ type: z.literal("gone"), conversationId, revision: seq }),
	z.object({ type: z.literal("alert"), alert, change: change.optional() }),
	/** It has followed its conversation to the desk of `teamId`. */
	z.object({ type: z.literal("alert_gone"), alertId, teamId, change }),
	/** Older open alerts, newest first. `more`: there are older ones still. */
	z.object({ type: z.literal("alerts"), clientId, alerts: z.array(alert), more: z.boolean() }),
	z.object({ type: z.literal("agents"), agents: z.array(agentPresence) }),
	z.object({ type: z.literal("ack"), clientId }),
	z.object({
		type: z.literal("error"),
		code: z.string(),
		message: z.string(),
		retry: z.boolean(),
		clientId: clientId.optional(),
	}),
]);
export type DeskFrame = z.infer<typeof deskFrame>;
