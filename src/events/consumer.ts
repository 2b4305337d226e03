// The consumer of business events: stores each once, finds its person, and lets its effects happen (effects.ts). A batch
// goes through Postgres together, because that is what costs; an event that makes its batch fail fails alone.
import { storedDoor } from "../connections/manage.ts";
import type { Translated } from "../connectors/connector.ts";
import { connectors } from "../connectors/registry.ts";
import { type Found, findPersons } from "../customers/find-persons.ts";
import { keptCustomer } from "../customers/records.ts";
import { log } from "../platform/log.ts";
import { span } from "../platform/tracing.ts";
import type { BusinessEvent } from "../protocol/business-event.ts";
import { type Tenant, tenant } from "../workspaces/access.ts";
import { type ConnectionDoor, connectionDoorOf, type WorkspaceDoor, workspaceDoors } from "../workspaces/doors.ts";
import { intoTimeline, raiseAlerts, renewCard } from "./effects.ts";
import { withKnownFacts } from "./known-facts.ts";
import { honour } from "./privacy.ts";
import { CannotApply } from "./reasons.ts";
import { applyRules } from "./rule-effects.ts";
import { matches } from "./rules.ts";
import { keyOf, markApplied, type Received, receive } from "./store.ts";
import { eventOf, translate, unknownTopic } from "./translation.ts";
import { twinOf } from "./twins.ts";
import { type Job, jobsOf, UnderWay } from "./under-way.ts";

interface Opened extends Job {
	workspace: WorkspaceDoor;
	door: ConnectionDoor;
	translated: Translated;
}
interface Known extends Opened {
	event: BusinessEvent;
	found: Found | undefined;
}
interface Stored extends Known {
	received: Received;
}

export async function consumeEvents(env: WorkerBindings, queue: MessageBatch): Promise<void> {
	const underWay = new UnderWay(env);
	const opened = await underWay.each(jobsOf(queue), (job) => open(env, job));
	const byWorkspace = Map.groupBy(opened, ({ one }) => one.workspaceId);
	await Promise.all([...byWorkspace].map(([id, some]) => applyAll(env, tenant(env, id), underWay, some)));
}

/** Undefined where its connection is gone: then nothing comes of it. */
async function open(env: WorkerBindings, job: Job): Promise<Opened | undefined> {
	const { workspaceId, connectionId, traceId } = job.one;
	const workspace = await workspaceDoors.read(env, workspaceId);
	if (!workspace) throw new CannotApply("The workspace cannot be found.");
	// KV may not have a connection that was made a moment ago. Only Postgres can say that it is gone.
	const door =
		(await connectionDoorOf(env, workspaceId, connectionId)) ?? (await storedDoor(env, workspaceId, connectionId));
	if (!door) return void log("event_without_connection", { workspaceId, connectionId, traceId });
	return { ...job, workspace, door, translated: await translate(env, door, job.one) };
}

/** All of one workspace. */
async function applyAll(env: WorkerBindings, db: Tenant, underWay: UnderWay, all: readonly Opened[]): Promise<void> {
	const known = await underWay.together(all, (some) => findAll(db, some));
	for (const round of apart(known)) {
		const stored = await underWay.together(round, (some) => storeAll(db, some));
		const done = await underWay.each(stored, async (one) => ({ ...one, ...(await takeEffect(env, db, one)) }));
		const marked = await underWay.together(done, async (some) => {
			const applied = some.map(({ one, door, event }) => ({
				id: one.eventId,
				unknown: unknownTopic(door, one, event),
			}));
			await markApplied(db, applied);
			return some;
		});
		await underWay.each(marked, async ({ one, door, customer, conversation }) => {
			if (customer) await renewCard(env, one, door, customer, conversation);
		});
	}
}

async function findAll(db: Tenant, all: readonly Opened[]): Promise<Known[]> {
	const persons = await findPersons(
		db,
		all.map(({ door, translated }) => ({
			connectionId: door.id,
			keys: translated.customer,
			objects: [translated, ...(translated.parent ? [translated.parent] : [])],
		})),
	);
	const told = await withKnownFacts(
		db,
		all.map(({ door, one, translated }, n) => ({ event: eventOf(door, one, translated), customer: persons[n]?.kept })),
	);
	return all.flatMap((job, n) => {
		const event = told[n];
		return event ? [{ ...job, event, found: persons[n] }] : [];
	});
}

/** Rounds with one event of each object: what is stored of one in the same statement must not meet itself. */
function apart(all: readonly Known[]): Known[][] {
	const rounds: Known[][] = [];
	const seen = new Map<string, number>();
	for (const one of all) {
		const round = seen.get(keyOf(one.event)) ?? 0;
		seen.set(keyOf(one.event), round + 1);
		rounds[round] = [...(rounds[round] ?? []), one];
	}
	return rounds;
}

/** Undefined for those that have nothing to do any more. */
async function storeAll(db: Tenant, all: readonly Known[]): Promise<(Stored | undefined)[]> {
	const arrivals = all.map(async ({ door, one, translated, event, found: person }) => {
		const { test, found, receivedAt } = one;
		const poll = connectors.get(door.connector)?.poll;
		const twin = test || found ? undefined : await twinOf(door.id, poll, translated);
		return { id: one.eventId, event, translated, person, receivedAt, found, test, twin };
	});
	const stored = await receive(db, await Promise.all(arrivals));
	return all.map((job, n) => {
		const received = stored[n];
		return received && !received.applied ? { ...job, event: received.event, received } : undefined;
	});
}

/** The customer and the conversation that it was for, as they are then. */
async function takeEffect(env: WorkerBindings, db: Tenant, { one, door, workspace, event, found, received }: Stored) {
	return span("event.apply", { "heddle.trace_id": one.traceId, "heddle.event_id": one.eventId }, async () => {
		const customer = received.customerId === found?.id ? found?.kept : await keptCustomer(db, received.customerId);
		const fired = received.rules.filter(({ settings }) => matches(settings, event));
		const place = received.conversationId ? await intoTimeline(env, one, received.conversationId, event) : undefined;
		// Before the alerts: a rule may give the conversation to the team or the agent that has to hear of it.
		const conversation = place && (await applyRules(env, one, event, fired, customer?.id ?? null, place));
		const teamId = conversation?.teamId ?? workspace.defaultTeamId;
		await raiseAlerts(env, one, teamId, event, fired, customer, conversation);
		await honour(env, door, one);
		return { customer, conversation };
	});
}
