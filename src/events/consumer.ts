// The consumer of business events: stores each once, finds its person, and lets its effects happen. Every effect carries
// its own key, so that a redelivery runs them all again without doing anything twice.

import { openSystem } from "../connections/system.ts";
import type { Translated } from "../connectors/connector.ts";
import { connectors } from "../connectors/registry.ts";
import { conversationStub } from "../conversations/stub.ts";
import { fetchCard, verifiedKeys } from "../customers/profile.ts";
import { findVerified } from "../customers/records.ts";
import { deskStub } from "../desks/stub.ts";
import { parseJson } from "../platform/frames.ts";
import { derivedId } from "../platform/ids.ts";
import { log, logFault } from "../platform/log.ts";
import { span } from "../platform/tracing.ts";
import { instantOf, systemClock } from "../platform/world.ts";
import { type BusinessEvent, businessEvent } from "../protocol/business-event.ts";
import type { ConversationState } from "../protocol/conversation-frames.ts";
import type { Customer, RuleSettings } from "../protocol/http.ts";
import type { RuleId } from "../protocol/ids.ts";
import { tenant } from "../workspaces/access.ts";
import { type ConnectionDoor, connectionDoorOf, workspaceDoors } from "../workspaces/doors.ts";
import { type Delivery, delivery, unpacked } from "./delivery.ts";
import { matches } from "./rules.ts";
import { markApplied, receive } from "./store.ts";

/** Messages stand for themselves: one that fails is tried again later, and holds up no other. */
export async function consumeEvents(env: WorkerBindings, queue: MessageBatch): Promise<void> {
	await Promise.all(queue.messages.map((message) => consumeOne(env, message)));
}

async function consumeOne(env: WorkerBindings, message: Message): Promise<void> {
	const parsed = delivery.safeParse(message.body);
	if (!parsed.success) {
		log("event_body_refused", { code: "invalid_request" });
		return message.retry();
	}
	const { traceId, workspaceId, connectionId, eventId } = parsed.data;
	const fields = { traceId, workspaceId, connectionId, eventId, attempt: message.attempts };
	const began = systemClock.now();
	try {
		await span("event.apply", { "heddle.trace_id": traceId, "heddle.event_id": eventId }, () =>
			apply(env, parsed.data),
		);
		message.ack();
		log("event_applied", { ...fields, durationMs: systemClock.now() - began });
	} catch (error) {
		logFault("event_not_applied", error, fields);
		message.retry({ delaySeconds: Math.min(2 ** message.attempts, 300) });
	}
}

async function apply(env: WorkerBindings, one: Delivery): Promise<void> {
	const door = await connectionDoorOf(env, one.workspaceId, one.connectionId);
	const workspace = await workspaceDoors.read(env, one.workspaceId);
	if (!door || !workspace)
		return log("event_without_connection", {
			workspaceId: one.workspaceId,
			connectionId: one.connectionId,
			traceId: one.traceId,
		});
	const translated = await translate(env, door, one);
	const event = eventOf(door, one, translated);
	const db = tenant(env, one.workspaceId);
	const customer = await findVerified(db, translated.customer);
	const received = await receive(db, one.eventId, event, translated, customer?.id ?? null, new Date(one.receivedAt));
	if (received.applied) return;
	const conversation = received.conversationId && (await intoTimeline(env, one, received.conversationId, event));
	await raiseAlerts(env, one, workspace.defaultTeamId, event, received.rules, customer, conversation || undefined);
	if (customer) await renewCard(env, one, door, customer, conversation || undefined);
	await markApplied(db, one.eventId);
}

async function translate(env: WorkerBindings, door: ConnectionDoor, one: Delivery): Promise<Translated> {
	const hooks = connectors.get(door.connector)?.hooks;
	const system = await openSystem(env, door);
	if (!hooks || !system) throw new Error("the connection of an event cannot be opened");
	const payload = parseJson(new TextDecoder().decode(await unpacked(env, one)));
	const head = { topic: one.topic, eventId: one.sourceEventId, ...(one.occurredAt && { occurredAt: one.occurredAt }) };
	return hooks.translate(head, payload, system.settings);
}

function eventOf(
	door: ConnectionDoor,
	one: Delivery,
	{ kind, objectType, objectId, reference, summary, href, version, facts }: Translated,
): BusinessEvent {
	return businessEvent.parse({
		id: one.eventId,
		kind,
		connectionId: door.id,
		connector: door.connector,
		topic: one.topic,
		objectType,
		objectId,
		reference,
		summary,
		...(href && { href }),
		occurredAt: one.occurredAt ?? version,
		facts,
	});
}

async function intoTimeline(
	env: WorkerBindings,
	one: Delivery,
	id: ConversationState["id"],
	event: BusinessEvent,
): Promise<ConversationState | undefined> {
	const { workspaceId, jurisdiction } = one;
	const result = await conversationStub(env, { workspaceId, jurisdiction, id }).receiveEvent(event);
	return result.ok ? result.conversation : undefined;
}

/** An alert is rule + business object: ten events about one late parcel ring once. */
async function raiseAlerts(
	env: WorkerBindings,
	{ workspaceId, jurisdiction, traceId, eventId }: Delivery,
	defaultTeamId: ConversationState["teamId"],
	event: BusinessEvent,
	rules: readonly { id: RuleId; settings: RuleSettings }[],
	customer: Customer | undefined,
	conversation: ConversationState | undefined,
): Promise<void> {
	for (const { id: ruleId, settings } of rules.filter((rule) => matches(rule.settings, event))) {
		for (const { severity } of settings.actions) {
			const teamId = conversation?.teamId ?? defaultTeamId;
			const alert = {
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
				acknowledged: null,
			};
			const first = await deskStub(env, { workspaceId, jurisdiction, teamId }).raise(workspaceId, alert);
			if (first) log("alert_raised", { traceId, workspaceId, eventId, alertId: alert.id, teamId });
		}
	}
}

/** Fetched anew by the connection's object, and pushed to who has the conversation open: KV elsewhere may still serve the old one. */
async function renewCard(
	env: WorkerBindings,
	{ workspaceId, jurisdiction }: Delivery,
	door: ConnectionDoor,
	customer: Customer,
	conversation: ConversationState | undefined,
): Promise<void> {
	const keys = verifiedKeys(customer);
	if (!keys) return;
	const card = await fetchCard(env, { workspaceId, jurisdiction, customer }, door, keys, true);
	if (conversation) await conversationStub(env, { workspaceId, jurisdiction, id: conversation.id }).showCard(card);
}
