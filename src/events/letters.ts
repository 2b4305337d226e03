// Dead letters as admins see them: a list, one with its payload's structure, and the way back into the queue.
import { and, asc, desc, eq, gt, inArray, isNull, lt, ne, or } from "drizzle-orm";
import { z } from "zod";
import { deadLetters, events } from "../db/schema/event.ts";
import { audit } from "../db/schema/workspace.ts";
import { beyond, paged } from "../platform/cursor.ts";
import { Refused } from "../platform/http-error.ts";
import { newId } from "../platform/ids.ts";
import { jsonOf } from "../platform/json.ts";
import { bytesOf } from "../platform/keys.ts";
import { log, logFault } from "../platform/log.ts";
import type { DeadLetter, DeadLetterWithPayload, ReplayWish } from "../protocol/dead-letter.ts";
import type { UserId, WorkspaceId } from "../protocol/ids.ts";
import { requestId } from "../protocol/ids.ts";
import { type Tenant, tenant } from "../workspaces/access.ts";
import { safeOf } from "../workspaces/data-key.ts";
import { batchesOf, type Delivery, delivery, repacked, unpacked } from "./delivery.ts";
import { redacted } from "./redaction.ts";

/** As many bodies as are in memory at once: each is 1.4 MB at most. */
const AT_ONCE = 10;
/** Of one call: each is opened, sealed and queued. */
const MOST = 100;
const HOUR_MS = 60 * 60 * 1000;

const keptDelivery = delivery.extend({ body: z.base64().nullable() });

const columns = {
	id: deadLetters.id,
	eventId: deadLetters.eventId,
	connectionId: deadLetters.connectionId,
	topic: deadLetters.topic,
	reason: deadLetters.reason,
	attempts: deadLetters.attempts,
	at: deadLetters.at,
	replayedAt: deadLetters.replayedAt,
	replayedByName: deadLetters.replayedByName,
	eventState: events.state,
};

/** Newest first. */
export async function listLetters(
	db: Tenant,
	{ cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ data: DeadLetter[]; next: string | null }> {
	const rows = await db.query((query) =>
		query
			.select(columns)
			.from(deadLetters)
			.leftJoin(events, eq(events.id, deadLetters.eventId))
			.where(and(eq(deadLetters.workspaceId, db.workspaceId), beyond(cursor, deadLetters.at, deadLetters.id)))
			.orderBy(desc(deadLetters.at), desc(deadLetters.id))
			.limit(limit + 1),
	);
	const page = paged(rows, limit, ({ at, id }) => ({ at, id }));
	return { data: page.rows.map(faceOf), next: page.next };
}

/** Refuses with `not_found`. */
export async function letterWithPayload(
	env: WorkerBindings,
	workspaceId: WorkspaceId,
	id: string,
): Promise<DeadLetterWithPayload> {
	const [row] = await tenant(env, workspaceId).query((query) =>
		query
			.select({ ...columns, body: deadLetters.body })
			.from(deadLetters)
			.leftJoin(events, eq(events.id, deadLetters.eventId))
			.where(and(eq(deadLetters.workspaceId, workspaceId), eq(deadLetters.id, id))),
	);
	if (!row) throw new Refused("not_found");
	return { ...faceOf(row), payload: await payloadOf(env, workspaceId, row) };
}

async function payloadOf(env: WorkerBindings, workspaceId: WorkspaceId, letter: Sealed): Promise<string | null> {
	const one = await openLetter(env, workspaceId, letter);
	if (!one) return null;
	try {
		const payload = jsonOf(await unpacked(env, one));
		return payload === undefined ? null : redacted(payload);
	} catch (error) {
		logFault("dead_letter_not_readable", error, { workspaceId, eventId: one.eventId });
		return null;
	}
}

interface Sealed {
	id: string;
	body: string;
}

/** The delivery as it was; undefined where it is another release's. */
export async function openLetter(
	env: WorkerBindings,
	workspaceId: WorkspaceId,
	{ id, body }: Sealed,
): Promise<Delivery | undefined> {
	const text = await (await safeOf(env, workspaceId)).open(["dead-letter", id], body);
	const parsed = keptDelivery.safeParse(JSON.parse(text));
	if (!parsed.success) return undefined;
	const raw = parsed.data.body;
	return { ...parsed.data, body: raw === null ? null : bytesOf(raw) };
}

/**
 * Puts deliveries back into the queue as they were, under their events' ids: however often, the effects happen once.
 * First sent, then marked: between the two a crash leaves a letter that waits although its event is on its way.
 */
export async function replay(
	env: WorkerBindings,
	by: { workspaceId: WorkspaceId; userId: UserId; name: string },
	wish: ReplayWish,
	nowMs: number,
): Promise<{ replayed: number; more: boolean }> {
	const db = tenant(env, by.workspaceId);
	const ids = await wished(db, wish, nowMs);
	let count = 0;
	for (let at = 0; at < Math.min(ids.length, MOST); at += AT_ONCE) {
		const letters = await db.query((query) =>
			query
				.select({ id: deadLetters.id, body: deadLetters.body })
				.from(deadLetters)
				.where(
					and(
						eq(deadLetters.workspaceId, by.workspaceId),
						inArray(deadLetters.id, ids.slice(at, Math.min(at + AT_ONCE, MOST))),
					),
				),
		);
		count += await sendAgain(env, db, by, letters);
	}
	log("dead_letters_replayed", { workspaceId: by.workspaceId, count });
	return { replayed: count, more: ids.length > MOST };
}

/** One more than fit a call, where there are so many. */
async function wished(db: Tenant, wish: ReplayWish, nowMs: number): Promise<string[]> {
	if ("ids" in wish) return [...new Set<string>(wish.ids)];
	const rows = await db.query((query) =>
		query
			.select({ id: deadLetters.id })
			.from(deadLetters)
			.leftJoin(events, eq(events.id, deadLetters.eventId))
			.where(
				and(
					eq(deadLetters.workspaceId, db.workspaceId),
					gt(deadLetters.at, new Date(nowMs - HOUR_MS)),
					or(isNull(deadLetters.replayedAt), lt(deadLetters.replayedAt, deadLetters.at)),
					or(isNull(events.state), ne(events.state, "applied")),
				),
			)
			.orderBy(asc(deadLetters.at), asc(deadLetters.id))
			.limit(MOST + 1),
	);
	return rows.map(({ id }) => id);
}

async function sendAgain(
	env: WorkerBindings,
	db: Tenant,
	{ workspaceId, userId, name }: { workspaceId: WorkspaceId; userId: UserId; name: string },
	letters: readonly Sealed[],
): Promise<number> {
	const opened = await Promise.all(
		letters.map(async (letter) => {
			const one = await openLetter(env, workspaceId, letter);
			return one ? [{ id: letter.id, one: { ...one, body: await repacked(env, one) } }] : [];
		}),
	);
	const sent = opened.flat();
	if (sent.length === 0) return 0;
	const replayedAt = new Date();
	for (const batch of batchesOf(sent.map(({ one }) => one)))
		await env.EVENTS.sendBatch(batch.map((body) => ({ body, contentType: "v8" as const })));
	const ids = sent.map(({ id }) => id);
	await db.batch((query) => [
		query
			.update(deadLetters)
			.set({ replayedAt, replayedBy: userId, replayedByName: name })
			.where(and(eq(deadLetters.workspaceId, workspaceId), inArray(deadLetters.id, ids))),
		query.insert(audit).values(
			ids.map((target) => ({
				workspaceId,
				id: newId("request"),
				userId,
				action: "dead_letter.replayed",
				target,
				details: {},
			})),
		),
	]);
	return sent.length;
}

type Row = Pick<
	typeof deadLetters.$inferSelect,
	"id" | "eventId" | "connectionId" | "topic" | "reason" | "attempts" | "at" | "replayedAt" | "replayedByName"
> & { eventState: "received" | "applied" | null };

function faceOf({ eventState, id, at, replayedAt, replayedByName, ...row }: Row): DeadLetter {
	const { eventId, connectionId, topic, reason, attempts } = row;
	const onItsWay = replayedAt !== null && replayedAt >= at;
	return {
		id: requestId.parse(id),
		eventId,
		connectionId,
		topic,
		reason,
		attempts,
		at: at.toISOString(),
		state: eventState === "applied" ? "applied" : onItsWay ? "replayed" : "waiting",
		replayed: replayedAt && { at: replayedAt.toISOString(), by: replayedByName ?? "somebody" },
	};
}
