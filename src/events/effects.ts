// What an event does beside being stored. Every effect carries its own key, so that a redelivery runs them all again
// without doing anything twice.
import { connectionStub } from "../connections/stub.ts";
import { conversationStub } from "../conversations/stub.ts";
import { verifiedKeys } from "../customers/profile.ts";
import { keepAlerts } from "../desks/alerts.ts";
import { deskStub } from "../desks/stub.ts";
import { derivedId } from "../platform/ids.ts";
import { log, logFault } from "../platform/log.ts";
import { instantOf, systemClock } from "../platform/world.ts";
import type { BusinessEvent } from "../protocol/business-event.ts";
import type { ConversationState } from "../protocol/conversation-frames.ts";
import type { Customer } from "../protocol/http.ts";
import type { TeamId } from "../protocol/ids.ts";
import { tenant } from "../workspaces/access.ts";
import type { ConnectionDoor } from "../workspaces/doors.ts";
import type { Delivery } from "./delivery.ts";
import type { StoredRule } from "./rule-effects.ts";

/** The conversation as it is then; undefined where it takes no events any more. */
export async function intoTimeline(
	env: WorkerBindings,
	one: Delivery,
	id: ConversationState["id"],
	event: BusinessEvent,
): Promise<ConversationState | undefined> {
	const { workspaceId, jurisdiction } = one;
	const result = await conversationStub(env, { workspaceId, jurisdiction, id }).receiveEvent(event);
	return result.ok ? result.conversation : undefined;
}

/**
 * An alert is rule + business object: ten events about one late parcel ring once. Postgres is asked first, so that it
 * rings on one desk alone; where the conversation has moved to another team since, that desk hands it on (ringing.ts).
 */
export async function raiseAlerts(
	env: WorkerBindings,
	{ workspaceId, jurisdiction, traceId, eventId }: Delivery,
	teamId: TeamId,
	event: BusinessEvent,
	fired: readonly StoredRule[],
	customer: Customer | undefined,
	conversation: ConversationState | undefined,
): Promise<void> {
	const wished = fired
		.flatMap(({ id: ruleId, settings }) => settings.actions.map((action) => ({ ruleId, settings, action })))
		.flatMap(({ ruleId, settings, action }) => (action.type === "alert" ? [{ ruleId, settings, ...action }] : []))
		.map(async ({ ruleId, settings, severity, climbsAfterS }) => ({
			id: await derivedId("alert", ruleId, event.connectionId, event.objectType, event.objectId),
			ruleId,
			ruleName: settings.name,
			severity,
			event,
			customer: customer ? { id: customer.id, ...(customer.name && { name: customer.name }) } : null,
			conversationId: conversation?.id ?? null,
			teamId,
			assigneeId: conversation?.assignee?.id ?? null,
			raisedAt: instantOf(systemClock.now()),
			...(climbsAfterS !== undefined && { climbsAfterS }),
			acknowledged: null,
		}));
	for (const alert of await keepAlerts(tenant(env, workspaceId), await Promise.all(wished))) {
		const desk = { workspaceId, jurisdiction, teamId: alert.teamId };
		const first = await deskStub(env, desk).raise(desk, alert);
		if (first) log("alert_raised", { traceId, workspaceId, eventId, alertId: alert.id, teamId: alert.teamId });
	}
}

/**
 * By the connection's object, which is not waited for: a slow system holds up no other event. It pushes the card to who
 * has the conversation open, as KV elsewhere may still serve the old one; where nobody can have, the next look fetches.
 */
export async function renewCard(
	env: WorkerBindings,
	{ workspaceId, jurisdiction, traceId }: Delivery,
	door: ConnectionDoor,
	customer: Customer,
	conversation: ConversationState | undefined,
): Promise<void> {
	const keys = verifiedKeys(customer);
	if (!keys) return;
	const ask = { door, customerId: customer.id, keys };
	const connection = connectionStub(env, { workspaceId, jurisdiction, id: door.id });
	try {
		if (conversation?.status !== "open") await connection.forgetCard(ask);
		else await connection.renewCard(ask, { workspaceId, jurisdiction, id: conversation.id });
	} catch (error) {
		logFault("card_not_renewed", error, { workspaceId, connectionId: door.id, traceId });
	}
}
