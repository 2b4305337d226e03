// `customers/data_request`: gathers what is held about a customer into one file that admins can fetch for 30 days.
import { and, asc, eq, gt, inArray, or, type SQL, sql } from "drizzle-orm";
import { conversations, entries } from "../db/schema/conversation.ts";
import { businessObjects, events } from "../db/schema/event.ts";
import { base64Of, bytesOf } from "../platform/keys.ts";
import { systemClock } from "../platform/world.ts";
import type { ConversationId, CustomerId, RequestId, WorkspaceId } from "../protocol/ids.ts";
import { type Tenant, tenant } from "../workspaces/access.ts";
import { safeOf } from "../workspaces/data-key.ts";
import type { Asked, Done } from "./privacy.ts";
import { claimants, claimantWords, ofSubject, subjects } from "./privacy-subject.ts";

/** What the law gives a business to answer (GDPR article 12, 3: a month). */
export const EXPORT_DAYS = 30;
const KEPT_S = EXPORT_DAYS * 24 * 60 * 60;
/** An isolate has 128 MB, and KV takes 25 MiB for one value: gzip and base64 of so much text are far below. */
const MOST_TEXT = 16_000_000;
const PAGE = 500;

/** Laid into KV, which forgets it by itself, sealed with the workspace's key. Made again it is the same file, newer. */
export async function exportCustomer(asked: Asked): Promise<Done> {
	const { env, one, request, door, receiptId } = asked;
	const db = tenant(env, one.workspaceId);
	const found = await subjects(db, door.id, request);
	const ids = found.map(({ id }) => id);
	const which = await ofSubject(db, door.id, request, ids);
	const theirs = ids.length > 0 ? inArray(events.customerId, ids) : sql`false`;
	const [told, objects, talks] = await db.batch((query) => [
		query
			.select()
			.from(events)
			.where(and(eq(events.workspaceId, db.workspaceId), or(which.events, theirs))),
		query
			.select()
			.from(businessObjects)
			.where(or(which.objects, objectsOf(db, ids))),
		query
			.select()
			.from(conversations)
			.where(
				and(
					eq(conversations.workspaceId, db.workspaceId),
					inArray(conversations.customerId, ["", ...ids] as CustomerId[]),
				),
			),
	]);
	const said = await entriesOf(
		db,
		talks.map(({ id }) => id),
	);
	const file = {
		madeAt: new Date(systemClock.now()).toISOString(),
		asked: { connection: door.name, topic: one.topic, receivedAt: one.receivedAt, customer: request.customer },
		customers: found.map(({ workspaceId: _, ...row }) => row),
		conversations: talks.map(({ workspaceId: _, ...row }) => ({
			...row,
			entries: said.byConversation.get(row.id) ?? [],
		})),
		events: told.map(({ workspaceId: _, ...row }) => row),
		objects: objects.map(({ workspaceId: _, ...row }) => row),
	};
	const sealed = await (await safeOf(env, one.workspaceId)).seal(
		["export", receiptId],
		base64Of(await through(JSON.stringify(file, null, 1), new CompressionStream("gzip"))),
	);
	await env.DOORS.put(`export:${receiptId}`, sealed, { expirationTtl: KEPT_S });
	return {
		counts: {
			customers: found.length,
			conversations: talks.length,
			entries: said.count,
			events: told.length,
			objects: objects.length,
		},
		remains: [
			...(said.isCut
				? ["There is more than one file can hold: the newest messages are missing. Read them in the console."]
				: []),
			...claimantWords(await claimants(db, request), "what they wrote is not in the file"),
		],
		exportUntil: new Date(systemClock.now() + KEPT_S * 1000),
	};
}

/** The file as JSON; undefined where it has expired. */
export async function exportedFile(
	env: WorkerBindings,
	workspaceId: WorkspaceId,
	id: RequestId,
): Promise<string | undefined> {
	const sealed = await env.DOORS.get(`export:${id}`);
	if (sealed === null) return undefined;
	const gzip = bytesOf(await (await safeOf(env, workspaceId)).open(["export", id], sealed));
	return new TextDecoder().decode(await through(gzip, new DecompressionStream("gzip")));
}

/** Also what other connections of this workspace hold about them. */
function objectsOf(db: Tenant, ids: readonly CustomerId[]): SQL | undefined {
	if (ids.length === 0) return undefined;
	return and(eq(businessObjects.workspaceId, db.workspaceId), inArray(businessObjects.customerId, [...ids]));
}

async function entriesOf(db: Tenant, ids: readonly ConversationId[]) {
	const byConversation = new Map<ConversationId, object[]>();
	let [count, room] = [0, MOST_TEXT];
	for (const id of ids) {
		const list: object[] = [];
		byConversation.set(id, list);
		for (let after: number | undefined = 0; after !== undefined; ) {
			if (room <= 0) return { byConversation, count, isCut: true };
			const last: number = after;
			const rows = await db.query((query) =>
				query
					.select({ seq: entries.seq, at: entries.at, author: entries.author, content: entries.content })
					.from(entries)
					.where(and(eq(entries.workspaceId, db.workspaceId), eq(entries.conversationId, id), gt(entries.seq, last)))
					.orderBy(asc(entries.seq))
					.limit(PAGE),
			);
			list.push(...rows);
			count += rows.length;
			room -= JSON.stringify(rows).length;
			after = rows.length === PAGE ? rows.at(-1)?.seq : undefined;
		}
	}
	return { byConversation, count, isCut: false };
}

async function through(
	input: string | Uint8Array<ArrayBuffer>,
	transform: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
	return new Uint8Array(await new Response(new Blob([input]).stream().pipeThrough(transform)).arrayBuffer());
}
