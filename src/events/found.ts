// What a sweep found: the part of it that nobody has told yet goes into the queue, as webhooks do. This look at what is
// stored only spares the queue; the consumer decides (store.ts).
import { and, eq, inArray } from "drizzle-orm";
import { openSystem } from "../connections/system.ts";
import type { Finding, Poll, Translated } from "../connectors/connector.ts";
import { businessObjects, events } from "../db/schema/event.ts";
import { derivedId } from "../platform/ids.ts";
import { log } from "../platform/log.ts";
import { newTraceId } from "../platform/tracing.ts";
import { instantOf, systemClock } from "../platform/world.ts";
import type { EventId } from "../protocol/ids.ts";
import type { Jurisdiction } from "../protocol/jurisdiction.ts";
import { tenant } from "../workspaces/access.ts";
import type { ConnectionDoor } from "../workspaces/doors.ts";
import { type Delivery, enqueue, packed } from "./delivery.ts";
import { stateId } from "./twins.ts";

interface News {
	id: EventId;
	finding: Finding;
}

/** How many of them were news. Throws where they could not be queued: nothing of them counts as read then. */
export async function takeFindings(
	env: WorkerBindings,
	door: ConnectionDoor,
	jurisdiction: Jurisdiction,
	findings: readonly Finding[],
): Promise<number> {
	const system = await openSystem(env, door);
	const poll = system?.connector.poll;
	const translate = poll?.translate ?? system?.connector.hooks?.translate;
	if (!system || !poll || !translate) return 0;
	const read = ({ head, payload }: Finding) => translate(head, payload, system.settings);
	const news =
		poll.tells === "events"
			? await untoldEvents(env, door, findings)
			: await untoldStates(env, door, poll, findings, read);
	const at = { workspaceId: door.workspaceId, connectionId: door.id };
	const place = { ...at, jurisdiction, receivedAt: instantOf(systemClock.now()) };
	const deliveries = await Promise.all(
		news.map(async (one): Promise<Delivery> => {
			const { topic, eventId: sourceEventId, occurredAt } = one.finding.head;
			const raw = new Uint8Array(new TextEncoder().encode(JSON.stringify(one.finding.payload)));
			return {
				version: 1,
				...place,
				traceId: newTraceId(),
				eventId: one.id,
				topic: topic.slice(0, 120),
				sourceEventId: sourceEventId.slice(0, 200),
				...(occurredAt && { occurredAt }),
				...(poll.tells === "states" && { found: "state" as const }),
				body: await packed(env, door.workspaceId, one.id, raw),
			};
		}),
	);
	await enqueue(env, deliveries);
	for (const { traceId, eventId, topic } of deliveries) log("event_found", { ...at, traceId, eventId, topic });
	return deliveries.length;
}

/** Their ids are those of their webhooks. */
async function untoldEvents(
	env: WorkerBindings,
	{ workspaceId, id: connectionId }: ConnectionDoor,
	findings: readonly Finding[],
): Promise<News[]> {
	const all = await Promise.all(
		findings.map(async (finding) => {
			const { topic, eventId } = finding.head;
			return { id: await derivedId("event", connectionId, topic, eventId), finding };
		}),
	);
	const known = await tenant(env, workspaceId).query((db) =>
		db
			.select({ id: events.id })
			.from(events)
			.where(
				and(
					eq(events.workspaceId, workspaceId),
					inArray(
						events.id,
						all.map(({ id }) => id),
					),
				),
			),
	);
	const told = new Set(known.map(({ id }) => id));
	return all.filter(({ id }) => !told.has(id));
}

/** Those that are newer than what is stored, each with what only the state before can say. */
async function untoldStates(
	env: WorkerBindings,
	{ workspaceId, id: connectionId }: ConnectionDoor,
	poll: Poll<unknown>,
	findings: readonly Finding[],
	read: (finding: Finding) => Translated,
): Promise<News[]> {
	const all = findings.map((finding) => ({ finding, told: read(finding) }));
	const rows = await tenant(env, workspaceId).query((db) =>
		db
			.select({
				objectType: businessObjects.objectType,
				objectId: businessObjects.objectId,
				version: businessObjects.version,
				item: businessObjects.item,
			})
			.from(businessObjects)
			.where(
				and(
					eq(businessObjects.workspaceId, workspaceId),
					eq(businessObjects.connectionId, connectionId),
					inArray(
						businessObjects.objectId,
						all.map(({ told }) => told.objectId),
					),
				),
			),
	);
	const known = new Map(rows.map((row) => [keyOf(row), row]));
	const news = all.flatMap(({ finding, told }) => {
		const last = known.get(keyOf(told));
		if (last && last.version.getTime() >= Date.parse(told.version)) return [];
		return [last?.item && poll.besideLast ? poll.besideLast(finding, last.item) : finding];
	});
	return Promise.all(news.map(async (finding) => ({ id: await stateId(connectionId, poll, read(finding)), finding })));
}

function keyOf({ objectType, objectId }: { objectType: string; objectId: string }): string {
	return `${objectType} ${objectId}`;
}
