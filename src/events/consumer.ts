// The consumer of business events: stores each once, finds its person, and lets its effects happen. Every effect carries
// its own key, so that a redelivery runs them all again without doing anything twice.

import { storedDoor } from "../connections/manage.ts";
import { connectionStub } from "../connections/stub.ts";
import { openSystem } from "../connections/system.ts";
import type { Translated } from "../connectors/connector.ts";
import { connectors } from "../connectors/registry.ts";
import { conversationStub } from "../conversations/stub.ts";
import { verifiedKeys } from "../customers/profile.ts";
import { findPerson, keptCustomer } from "../customers/records.ts";
import { keepAlerts } from "../desks/alerts.ts";
import { deskStub } from "../desks/stub.ts";
import { derivedId } from "../platform/ids.ts";
import { jsonOf } from "../platform/json.ts";
import { log, logFault } from "../platform/log.ts";
import { span } from "../platform/tracing.ts";
import { instantOf, systemClock } from "../platform/world.ts";
import { type BusinessEvent, businessEvent } from "../protocol/business-event.ts";
import type { ConversationState } from "../protocol/conversation-frames.ts";
import type { Customer } from "../protocol/http.ts";
import type { TeamId } from "../protocol/ids.ts";
import { tenant } from "../workspaces/access.ts";
import { type ConnectionDoor, connectionDoorOf, workspaceDoors } from "../workspaces/doors.ts";
import { type Delivery, delivery, unpacked } from "./delivery.ts";
import { noteFailure } from "./failures.ts";
import { withKnownFacts } from "./known-facts.ts";
import { withMapping } from "./mapped-event.ts";
import { honour } from "./privacy.ts";
import { CannotApply } from "./reasons.ts";
import { applyRules, type StoredRule } from "./rule-effects.ts";
import { matches } from "./rules.ts";
import { markApplied, receive } from "./store.ts";
import { twinOf } from "./twins.ts";

/** Tries 1 to 8 take 8 minutes, all 100 (wrangler.toml) about 8 hours. */
const LONGEST_DELAY_S = 300;

/** Messages stand for themselves: one that fails is tried again later, and holds up no other. */
export async function consumeEvents(env: WorkerBindings, queue: MessageBatch): Promise<void> {
	await Promise.all(queue.messages.map((message) => consumeOne(env, message)));
}

async function consumeOne(env: WorkerBindings, message: Message): Promise<void> {
	const parsed = delivery.safeParse(message.body);
	if (!parsed.success) {
		log("event_body_refused", { code: "invalid_request" });
		return tryAgain(message);
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
		await noteFailure(env, eventId, message.attempts, error);
		tryAgain(message);
	}
}

function tryAgain(message: Message): void {
	message.retry({ delaySeconds: Math.min(2 ** message.attempts, LONGEST_DELAY_S) });
}

async function apply(env: WorkerBindings, one: Delivery): Promise<void> {
	const { workspaceId, connectionId, traceId } = one;
	const workspace = await workspaceDoors.read(env, workspaceId);
	if (!workspace) throw new CannotApply("The workspace cannot be found.");
	// KV may not have a connection that was made a moment ago. Only Postgres can say that it is gone.
	const door =
		(await connectionDoorOf(env, workspaceId, connectionId)) ?? (await storedDoor(env, workspaceId, connectionId));
	if (!door) return log("event_without_connection", { workspaceId, connectionId, traceId });
	const translated = await translate(env, door, one);
	const db = tenant(env, workspaceId);
	const objects = [translated, ...(translated.parent ? [translated.parent] : [])];
	const found = await findPerson(db, connectionId, translated.customer, objects);
	const told = await withKnownFacts(db, eventOf(door, one, translated), found?.kept);
	const twin =
		one.test || one.found ? undefined : await twinOf(door.id, connectors.get(door.connector)?.poll, translated);
	const how = { found: one.found, test: one.test, twin };
	const received = await receive(db, one.eventId, told, translated, found, new Date(one.receivedAt), how);
	if (!received || received.applied) return;
	const { event } = received;
	const customer = received.customerId === found?.id ? found?.kept : await keptCustomer(db, received.customerId);
	const fired = received.rules.filter(({ settings }) => matches(settings, event));
	const place = received.conversationId ? await intoTimeline(env, one, received.conversationId, event) : undefined;
	// Before the alerts: a rule may give the conversation to the team or the agent that has to hear of it.
	const conversation = place && (await applyRules(env, one, event, fired, customer?.id ?? null, place));
	const teamId = conversation?.teamId ?? workspace.defaultTeamId;
	await raiseAlerts(env, one, teamId, event, fired, customer, conversation);
	await honour(env, door, one);
	await markApplied(db, one.eventId, unknownTopic(door, one, event));
	if (customer) await renewCard(env, one, door, customer, conversation);
}

async function translate(env: WorkerBindings, door: ConnectionDoor, one: Delivery): Promise<Translated> {
	const connector = connectors.get(door.connector);
	const translate = (one.found && connector?.poll?.translate) ?? connector?.hooks?.translate;
	const system = await openSystem(env, door);
	if (!translate || !system) throw new CannotApply("The connection's settings cannot be opened: enter them again.");
	const payload = jsonOf(await unpacked(env, one));
	const head = { topic: one.topic, eventId: one.sourceEventId, ...(one.occurredAt && { occurredAt: one.occurredAt }) };
	const translated = translate(head, payload, system.settings);
	return connector?.hooks?.unsigned ? withMapping(translated, door, payload, systemClock.now()) : translated;
}

/** Kept as kind `other`, and of a topic that the connector does not list. */
function unknownTopic(door: ConnectionDoor, { topic, receivedAt, test }: Delivery, { kind }: BusinessEvent) {
	if (test || kind !== "other" || connectors.get(door.connector)?.hooks?.topics.includes(topic)) return undefined;
	return { connectionId: door.id, topic, at: new Date(receivedAt) };
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
		// Of what has not happened there is no page.
		...(href && !one.test && { href }),
		occurredAt: one.occurredAt ?? version,
		facts,
		...(one.test && { test: true }),
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

/**
 * An alert is rule + business object: ten events about one late parcel ring once. Postgres is asked first, so that it
 * rings on one desk alone; where the conversation has moved to another team since, that desk hands it on (ringing.ts).
 */
async function raiseAlerts(
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
async function renewCard(
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
