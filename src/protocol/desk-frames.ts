// Frames of a desk's socket: the live list of a team's open conversations, who is there, and alerts.
import { z } from "zod";
import { businessEvent } from "./business-event.ts";
import { conversationStatus, instant, personName, seq } from "./entry.ts";
import { alertId, clientId, conversationId, customerId, inboxId, ruleId, teamId, userId } from "./ids.ts";

/** One conversation in the list. `revision` is the seq of the newest entry it knows of: lower ones are ignored. */
export const deskRow = z.object({
	conversationId,
	inboxId,
	teamId,
	revision: seq,
	status: conversationStatus,
	assignee: z.object({ id: userId, name: personName }).nullable(),
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
	acknowledged: z.object({ by: z.object({ id: userId, name: personName }), at: instant }).nullable(),
});
export type Alert = z.infer<typeof alert>;

const acknowledge = z.object({ type: z.literal("acknowledge"), clientId, alertId });
/** Whether this agent takes conversations now: `away` agents do not count for "somebody is there". */
const availability = z.object({ type: z.literal("availability"), away: z.boolean() });
export const deskClientFrame = z.discriminatedUnion("type", [acknowledge, availability]);
export type DeskClientFrame = z.infer<typeof deskClientFrame>;

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
		agents: z.array(agentPresence),
		at: instant,
	}),
	z.object({ type: z.literal("row"), row: deskRow }),
	z.object({ type: z.literal("gone"), conversationId, revision: seq }),
	z.object({ type: z.literal("alert"), alert }),
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
