// Steps that erasing a customer and erasing a shop share.
import { and, asc, eq, gt, inArray, isNotNull, ne, type SQL, sql } from "drizzle-orm";
import { eraseConversation } from "../conversations/erase.ts";
import { ERASED, type Erasure } from "../conversations/erasure.ts";
import { alerts, deadLetters, events } from "../db/schema/event.ts";
import { deskStub } from "../desks/stub.ts";
import { jsonOf } from "../platform/json.ts";
import type { ConversationId } from "../protocol/ids.ts";
import { type Tenant, tenant } from "../workspaces/access.ts";
import { teamsOf } from "../workspaces/membership.ts";
import { type Delivery, unpacked } from "./delivery.ts";
import { openLetter } from "./letters.ts";
import { mentions } from "./mentions.ts";
import type { Asked } from "./privacy.ts";
import { CannotApply } from "./reasons.ts";

const MOST_CONVERSATIONS = 200;
/** Of one call to a desk. */
const MOST_ALERTS = 200;
/** Letters that are open in memory at the same time: each is 1 MB at most. */
const AT_ONCE = 10;

/** The same as conversations/erasure.ts does to an event. */
const LEFT = JSON.stringify({ objectId: "erased", reference: "erased", summary: ERASED, facts: {} });

export const SCREENS_REMAIN =
	"Screens that were open show what they had read until they are loaded again. A customer who begins a new conversation is known again, if the site signs for them. Backups of the database keep it for as long as they are kept.";
export const SEALED_REMAIN =
	"Sealed copies of webhooks that were over 120 KB expire within 4 days, cards within 24 hours.";

/** How many entries are erased in these conversations. Throws where Postgres is behind: what is done stays done. */
export async function eraseIn(asked: Asked, ids: readonly ConversationId[], what: Erasure["what"]): Promise<number> {
	const { env, door, one } = asked;
	let [erased, unsettled] = [0, 0];
	for (const id of ids) {
		const at = { workspaceId: one.workspaceId, jurisdiction: one.jurisdiction, id };
		const done = await eraseConversation(env, at, { what, connectionId: door.id }, one.eventId);
		erased += done.erased;
		if (!done.settled) unsettled += 1;
	}
	if (unsettled > 0)
		throw new CannotApply("Entries are on their way to the database: they are erased when they have come there.");
	return erased;
}

/** Conversations in whose timelines such events stand, in the order of their ids: 200 at most. */
export async function conversationsWith(db: Tenant, which: SQL): Promise<ConversationId[]> {
	const rows = await db.query((query) =>
		query
			.selectDistinct({ id: events.conversationId })
			.from(events)
			.where(and(which, isNotNull(events.conversationId)))
			.orderBy(asc(events.conversationId))
			.limit(MOST_CONVERSATIONS),
	);
	return rows.flatMap(({ id }) => id ?? []);
}

/** Of events: what they say, whose they are and where they stand. They stay as rows, so that a redelivery finds them. */
export async function eraseEvents(db: Tenant, which: SQL): Promise<number> {
	const rows = await db.query((query) =>
		query
			.update(events)
			.set({ event: sql`(${events.event} || ${LEFT}::jsonb) - 'href'`, customerId: null, conversationId: null })
			.where(which)
			.returning({ id: events.id }),
	);
	return rows.length;
}

/**
 * Of alerts: the customer, and what the event says. On the desks first: what a desk has not told Postgres yet must not
 * bring back what was erased there. `which` is about `alerts`.
 */
export async function eraseAlerts({ env, one }: Asked, which: SQL | undefined): Promise<number> {
	const { workspaceId, jurisdiction } = one;
	const db = tenant(env, workspaceId);
	const own = and(eq(alerts.workspaceId, workspaceId), which);
	const ids = (await db.query((query) => query.select({ id: alerts.id }).from(alerts).where(own))).map(({ id }) => id);
	if (ids.length === 0) return 0;
	for (const { id: teamId } of await teamsOf(env, workspaceId))
		for (let at = 0; at < ids.length; at += MOST_ALERTS)
			await deskStub(env, { workspaceId, jurisdiction, teamId }).eraseAlerts(ids.slice(at, at + MOST_ALERTS));
	await db.query((query) =>
		query
			.update(alerts)
			.set({
				alert: sql`${alerts.alert} || jsonb_build_object('customer', null, 'event', (${alerts.alert} -> 'event' || ${LEFT}::jsonb) - 'href')`,
			})
			.where(own),
	);
	return ids.length;
}

/** Dead letters of this connection that name one of these. They are sealed: each is opened and looked through. */
export async function dropLetters({ env, door, one }: Asked, names: readonly string[]): Promise<number> {
	const db = tenant(env, one.workspaceId);
	const own = and(eq(deadLetters.workspaceId, one.workspaceId), eq(deadLetters.connectionId, door.id));
	const sought = new Set(names.map((name) => name.toLowerCase()));
	let dropped = 0;
	for (let after: string | undefined = ""; after !== undefined; ) {
		const last: string = after;
		const rows = await db.query((query) =>
			query
				.select({ id: deadLetters.id, body: deadLetters.body })
				.from(deadLetters)
				// Not the letter of this request itself, which may have come by a replay.
				.where(and(own, gt(deadLetters.id, last), ne(deadLetters.eventId, one.eventId)))
				.orderBy(asc(deadLetters.id))
				.limit(AT_ONCE),
		);
		const telling = await Promise.all(
			rows.map(async (row) => ((await doesName(env, one, row, sought)) ? [row.id] : [])),
		);
		const ids = telling.flat();
		if (ids.length > 0)
			await db.query((query) => query.delete(deadLetters).where(and(own, inArray(deadLetters.id, ids))));
		dropped += ids.length;
		after = rows.length === AT_ONCE ? rows.at(-1)?.id : undefined;
	}
	return dropped;
}

/** True also for what cannot be read: nobody can replay it either. */
async function doesName(
	env: WorkerBindings,
	{ workspaceId }: Delivery,
	letter: { id: string; body: string },
	sought: ReadonlySet<string>,
): Promise<boolean> {
	const opened = await openLetter(env, workspaceId, letter);
	if (!opened) return true;
	try {
		return mentions(jsonOf(await unpacked(env, opened)), sought);
	} catch {
		return true;
	}
}
