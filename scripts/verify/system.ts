// A running Heddle, read from both sides: its objects over HTTP with tickets of our own, its Postgres as the Worker's role.
import { z } from "zod";
import { configOf } from "../../src/platform/config.ts";
import { systemClock } from "../../src/platform/world.ts";
import { deskFrame } from "../../src/protocol/desk-frames.ts";
import { conversationStatus, type Entry, entry } from "../../src/protocol/entry.ts";
import { conversationWithState, entriesPage } from "../../src/protocol/http.ts";
import { conversationId, customerId, inboxId, teamId, userId, workspaceId } from "../../src/protocol/ids.ts";
import { jurisdiction } from "../../src/protocol/jurisdiction.ts";
import { PAGE_ENTRIES } from "../../src/protocol/limits.ts";
import { type AgentClaims, sign } from "../../src/workspaces/tokens.ts";
import { connect } from "../neon/endpoint.ts";
import { roleUrl } from "../roles.ts";
import type { Own, Stored } from "./differences.ts";

export interface Place {
	/** As in `https://heddle.example`. */
	origin: string;
	/** Owner's connection string; the roles are derived from it. */
	databaseUrl: string;
	secret: string;
}

const storedRow = z.object({
	seq: z.coerce.number(),
	public_seq: z.coerce.number(),
	at: z.string(),
	author: z.unknown(),
	client_id: z.string(),
	content: z.unknown(),
});

const conversationRow = z.object({
	inboxId,
	customerId,
	teamId,
	assigneeId: userId.nullable(),
	status: conversationStatus,
	revision: z.coerce.number(),
});

/** Entries that are asked of Postgres at once: an answer of Neon's is at most 64 MB, an entry at most 32 KB. */
const ROWS_AT_ONCE = 1_000;
/** A ticket is answered so many desks a minute (src/conversations/frame-routes.ts); then we wait for the next. */
const TRIES = 10;
const BETWEEN_TRIES_MS = 10_000;

export class RunningSystem {
	readonly #place: Place;

	constructor(place: Place) {
		this.#place = place;
	}

	async workspaces(): Promise<{ id: string; teams: string[] }[]> {
		const sql = connect(roleUrl(this.#place.databaseUrl, "heddle_auth", this.#place.secret));
		const rows =
			await sql`select o.id, coalesce(json_agg(t.id) filter (where t.id is not null), '[]') as teams from auth.organization o left join auth.team t on t.organization_id = o.id group by o.id order by o.id`;
		return z.array(z.object({ id: z.string(), teams: z.array(z.string()) })).parse(rows);
	}

	/** A ticket for all of a workspace's desks, as nobody in particular. */
	async visit({ id, teams }: { id: string; teams: string[] }): Promise<WorkspaceVisit> {
		const [row] = await this.#rows(id, (sql) => sql`select jurisdiction from workspaces where id = ${id}`);
		const claims: AgentClaims = {
			kind: "agent",
			workspaceId: workspaceId.parse(id),
			jurisdiction: jurisdiction.parse(row?.jurisdiction ?? "none"),
			userId: userId.parse(`usr_${"0".repeat(22)}`),
			name: "npm run verify",
			role: "admin",
			teams: teams.map((team) => teamId.parse(team)),
		};
		const config = configOf({
			ENVIRONMENT: "production",
			SIGN_UP: "open",
			DATABASE_URL: this.#place.databaseUrl,
			AUTH_DATABASE_URL: this.#place.databaseUrl,
			HEDDLE_SECRET: this.#place.secret,
		});
		const { token } = await sign(config, claims, 60 * 60, systemClock);
		return new WorkspaceVisit(this.#place.origin, token, id, teams, (build) => this.#rows(id, build));
	}

	async #rows(
		workspace: string,
		build: (sql: ReturnType<typeof connect>) => ReturnType<ReturnType<typeof connect>>,
	): Promise<Record<string, unknown>[]> {
		const sql = connect(roleUrl(this.#place.databaseUrl, "heddle_app", this.#place.secret));
		const [, rows] = await sql.transaction([
			sql`select set_config('app.workspace_id', ${workspace}, true)`,
			build(sql),
		]);
		return z.array(z.record(z.string(), z.unknown())).parse(rows);
	}
}

type Query = (
	build: (sql: ReturnType<typeof connect>) => ReturnType<ReturnType<typeof connect>>,
) => Promise<Record<string, unknown>[]>;

export class WorkspaceVisit {
	readonly #origin: string;
	readonly #ticket: string;
	readonly #id: string;
	readonly #teams: string[];
	readonly #query: Query;

	constructor(origin: string, ticket: string, id: string, teams: string[], query: Query) {
		this.#origin = origin;
		this.#ticket = ticket;
		this.#id = id;
		this.#teams = teams;
		this.#query = query;
	}

	/** By either table. */
	async storedIds(): Promise<string[]> {
		const rows = await this.#query(
			(sql) =>
				sql`select id from conversations where workspace_id = ${this.#id} union select distinct conversation_id from entries where workspace_id = ${this.#id}`,
		);
		return rows.map((row) => conversationId.parse(row.id));
	}

	/** Of every team: the open conversations that its desk lists, and how many it has. */
	async desks(): Promise<{ teamId: string; shown: string[]; total: number }[]> {
		const desks = [];
		for (const team of this.#teams) {
			const answer = await this.#get(`/v1/desks/${team}/frames`);
			const [welcome] = z.object({ frames: z.array(deskFrame) }).parse(answer).frames;
			if (welcome?.type !== "welcome") throw new Error(`the desk of ${team} does not welcome us`);
			const { rows, total } = welcome;
			desks.push({ teamId: team, shown: rows.map((row) => row.conversationId), total });
		}
		return desks;
	}

	/** All entries and the state as the object has them; none where it has nothing. */
	async own(id: string): Promise<Own> {
		const entries: Entry[] = [];
		for (;;) {
			const page = await this.#get(
				`/v1/conversations/${id}/entries?after=${entries.at(-1)?.seq ?? 0}&limit=${PAGE_ENTRIES}`,
			);
			if (page === undefined) return { entries };
			const { entries: more, hasAfter } = entriesPage.parse(page);
			entries.push(...more);
			if (!hasAfter || more.length === 0) break;
		}
		const state = conversationWithState.parse(await this.#get(`/v1/conversations/${id}`)).conversation;
		return { state, entries };
	}

	async stored(id: string): Promise<Stored> {
		const entries: Entry[] = [];
		for (let more = ROWS_AT_ONCE; more === ROWS_AT_ONCE; ) {
			const last = entries.at(-1)?.seq ?? -1;
			const rows = await this.#query(
				(sql) =>
					sql`select seq, public_seq, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, author, client_id, content from entries where conversation_id = ${id} and seq > ${last} order by seq limit ${ROWS_AT_ONCE}`,
			);
			entries.push(...rows.map(entryOf));
			more = rows.length;
		}
		const [row] = await this.#query(
			(sql) =>
				sql`select inbox_id as "inboxId", customer_id as "customerId", team_id as "teamId", assignee_id as "assigneeId", status, revision from conversations where id = ${id}`,
		);
		return { ...(row && { row: conversationRow.parse(row) }), entries };
	}

	async #ask(path: string): Promise<Response> {
		try {
			return await fetch(new URL(path, this.#origin), { headers: { authorization: `Bearer ${this.#ticket}` } });
		} catch (cause) {
			throw new Error(`${this.#origin} does not answer. Is Heddle running there?`, { cause });
		}
	}

	/** Undefined for what is not there. */
	async #get(path: string): Promise<unknown> {
		for (let tried = 1; ; tried += 1) {
			const answer = await this.#ask(path);
			if (answer.status === 404) return undefined;
			if (answer.ok) return answer.json();
			const text = (await answer.text()).slice(0, 300);
			if (answer.status !== 429 || tried === TRIES) throw new Error(`GET ${path} answered ${answer.status}: ${text}`);
			await new Promise((resolve) => setTimeout(resolve, BETWEEN_TRIES_MS));
		}
	}
}

function entryOf(row: Record<string, unknown>): Entry {
	const { seq, public_seq: publicSeq, at, author, client_id: clientId, content } = storedRow.parse(row);
	return entry.parse({ seq, publicSeq, at, author, clientId, content });
}
