// Rows of conversations (resolved ones for a while, so that a late lower revision cannot revive them), and single facts.
import { z } from "zod";
import { parseJson } from "../platform/json.ts";
import { log } from "../platform/log.ts";
import { type DeskRow, deskRow } from "../protocol/desk-frames.ts";
import { type ConversationId, teamId, userId } from "../protocol/ids.ts";
import type { DeskTables } from "./tables.ts";

/** Rows that a welcome carries: about five screens of a long list; the rest is counted and found by search. */
const WELCOME_ROWS = 200;
/** A summary can be late by its alarm's back-off (8 minutes); an hour is well past that. */
const REMEMBER_GONE_MS = 60 * 60 * 1000;
/** Where a conversation went: alerts that come late follow it. An alert waits that long only where desks are away for a day. */
const REMEMBER_LEFT_MS = 24 * 60 * 60 * 1000;

const json = z.object({ json: z.string() });
const revisionRow = z.object({ revision: z.number() });
/** In the place of a row: to whom the conversation went. */
const left = z.object({ leftTo: z.object({ teamId, assigneeId: userId.nullable() }) });
export type LeftTo = z.infer<typeof left>["leftTo"];
const count = z.object({ n: z.number() });

export class DeskStorage {
	readonly #tables: DeskTables;

	constructor(tables: DeskTables) {
		this.#tables = tables;
	}

	/** False where a revision as high or higher is known. `gone`: the conversation has left this desk or is resolved. */
	put(
		id: ConversationId,
		revision: number,
		gone: boolean,
		row: DeskRow | null,
		nowMs: number,
		leftTo?: LeftTo,
	): boolean {
		const [known] = this.#tables.read("SELECT revision FROM conversations WHERE id = ?", id);
		if (known && revisionRow.parse(known).revision >= revision) return false;
		this.#tables.write(
			"INSERT INTO conversations (id, revision, gone, at, json) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, gone = excluded.gone, at = excluded.at, json = excluded.json",
			id,
			revision,
			gone ? 1 : 0,
			row ? Date.parse(row.lastAt) : nowMs,
			JSON.stringify(leftTo ? { leftTo } : row),
		);
		return true;
	}

	/** Where the conversation went from here, as of which revision; undefined where it has not, or came back. */
	leftTo(id: ConversationId): (LeftTo & { revision: number }) | undefined {
		const [row] = this.#tables.read("SELECT revision, json FROM conversations WHERE id = ? AND gone = 1", id);
		const parsed = row && left.safeParse(parseJson(json.parse(row).json));
		return parsed?.success ? { ...parsed.data.leftTo, revision: revisionRow.parse(row).revision } : undefined;
	}

	/** Open conversations, newest first, and how many there are in all. */
	open(): { rows: DeskRow[]; total: number } {
		const rows = this.#tables.read(
			"SELECT json FROM conversations WHERE gone = 0 ORDER BY at DESC LIMIT ?",
			WELCOME_ROWS,
		);
		return { rows: readable(rows, deskRow), total: counted(this.#tables, "conversations WHERE gone = 0") };
	}

	/** Drops what is gone for an hour, and for a day where it went elsewhere. */
	forgetGone(nowMs: number): void {
		this.#tables.delete(
			"DELETE FROM conversations WHERE gone = 1 AND at < ? AND (at < ? OR json NOT LIKE '{\"leftTo\"%')",
			nowMs - REMEMBER_GONE_MS,
			nowMs - REMEMBER_LEFT_MS,
		);
	}

	/** A single fact by name: whose desk this is, whether "somebody is there" was published. */
	fact(name: string): string | undefined {
		const [row] = this.#tables.read("SELECT json FROM facts WHERE name = ?", name);
		return row && json.parse(row).json;
	}

	keepFact(name: string, value: string): void {
		if (this.fact(name) === value) return;
		this.#tables.write(
			"INSERT INTO facts (name, json) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET json = excluded.json",
			name,
			value,
		);
	}
}

/** What another release left in a form that this one cannot read is skipped: it must not keep a whole team from its desk. */
export function readable<T>(rows: Record<string, SqlStorageValue>[], shape: z.ZodType<T>): T[] {
	return rows.flatMap((row) => {
		const parsed = shape.safeParse(parseJson(json.parse(row).json));
		if (!parsed.success) log("desk_row_unreadable", { code: "invalid_request" });
		return parsed.success ? [parsed.data] : [];
	});
}

export function counted(tables: DeskTables, what: string): number {
	const [row] = tables.read(`SELECT count(*) AS n FROM ${what}`);
	return row ? count.parse(row).n : 0;
}
