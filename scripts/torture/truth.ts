// What is really there: the logs read afresh from the objects, by either side's door, and the rows in Postgres.
import { z } from "zod";
import { connect } from "../neon/endpoint.ts";
import type { Agent, Persona } from "./cast.ts";
import { entriesPage, seenEntry } from "./frames.ts";
import type { Row, SeenEntry, StoredEntry } from "./history.ts";
import { Random } from "./random.ts";
import { RawClient } from "./raw-client.ts";
import { Recorder } from "./recorder.ts";

/** For a read or a poll that was torn by the end of a fault. */
const TRIES = 5;
/** Nobody tears at this socket, and others may be coming back beside it. */
const PATIENCE = { pingEveryMs: 20_000, answerWithinMs: 20_000, firstBackOffMs: 400, longestBackOffMs: 2_000 };

/** By HTTP, from the first entry, page by page. */
export async function logOfAgents(origin: string, conversationId: string, { token }: Persona): Promise<SeenEntry[]> {
	const entries: SeenEntry[] = [];
	for (;;) {
		const url = `${origin}/v1/conversations/${conversationId}/entries?after=${entries.at(-1)?.seq ?? 0}`;
		const page = await again(async () => {
			const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
			if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
			return entriesPage.parse(await answer.json());
		});
		entries.push(...page.entries);
		if (!page.hasAfter || page.entries.length === 0) return entries;
	}
}

/** By a socket of its own that begins before the first entry. */
export async function logOfVisitor(
	origin: string,
	conversationId: string,
	visitor: Persona,
	until: (done: () => boolean) => Promise<void>,
): Promise<SeenEntry[]> {
	const recorder = new Recorder();
	const world = { origin, conversationId, recorder, random: new Random(1), fromStart: true, patience: PATIENCE };
	const client = new RawClient(visitor, world);
	try {
		// Not until it is whole: a log that has a gap must be read too.
		await until(() => client.isLive && !client.log.isPaging);
		return recorder.events.flatMap((event) => (event.is === "welcomed" || event.is === "paged" ? event.entries : []));
	} finally {
		client.close();
	}
}

const rows = z.array(
	z.object({
		conversation_id: z.string(),
		seq: z.coerce.number(),
		public_seq: z.coerce.number(),
		at: z.coerce.number(),
		client_id: z.string(),
		author: seenEntry.shape.author,
		content: seenEntry.shape.content,
	}),
);
const counts = z.array(
	z.object({
		id: z.string(),
		revision: z.coerce.number(),
		status: z.string(),
		assignee_id: z.string().nullable(),
		rows: z.coerce.number(),
	}),
);
const deskWelcome = z.object({
	frames: z.tuple([
		z.object({
			type: z.literal("welcome"),
			total: z.int(),
			rows: z.array(
				z.object({
					conversationId: z.string(),
					revision: z.int(),
					status: z.string(),
					assignee: z.object({ id: z.string() }).nullable(),
				}),
			),
		}),
	]),
});

/** What the desk of this agent's team shows; undefined where there is more than it shows at once. */
export async function deskOf(origin: string, { token, teamId }: Agent): Promise<Map<string, Row> | undefined> {
	const answer = await fetch(`${origin}/v1/desks/${teamId}/frames`, { headers: { authorization: `Bearer ${token}` } });
	if (!answer.ok) throw new Error(`the desk answered ${answer.status}`);
	const { rows, total } = deskWelcome.parse(await answer.json()).frames[0];
	if (total > rows.length) return undefined;
	return new Map(
		rows.map(({ conversationId, revision, status, assignee }) => [
			conversationId,
			{ revision, status, assigneeId: assignee?.id ?? null },
		]),
	);
}

/** How far Postgres is, by conversation. */
export async function progressInPostgres(ownerUrl: string, conversations: readonly string[]) {
	const found = await connect(ownerUrl).query(
		`select c.id, c.revision, c.status, c.assignee_id, (select count(*) from entries e where e.conversation_id = c.id) as rows
		from conversations c where c.id = any($1)`,
		[conversations],
	);
	return new Map(
		counts
			.parse(found)
			.map(({ id, rows, revision, status, assignee_id }): [string, { rows: number; row: Row }] => [
				id,
				{ rows, row: { revision, status, assigneeId: assignee_id } },
			]),
	);
}

export async function storedIn(ownerUrl: string, conversationId: string): Promise<StoredEntry[]> {
	const found = await connect(ownerUrl).query(
		`select conversation_id, seq, public_seq, (extract(epoch from at) * 1000)::bigint as at, client_id, author, content
		from entries where conversation_id = $1 order by seq`,
		[conversationId],
	);
	return rows.parse(found).map(({ seq, public_seq, at, client_id, author, content }) => ({
		seq,
		publicSeq: public_seq,
		at,
		clientId: client_id,
		author,
		content,
	}));
}

async function again<T>(work: () => Promise<T>, tries = TRIES): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (tries === 1) throw error;
		return again(work, tries - 1);
	}
}
