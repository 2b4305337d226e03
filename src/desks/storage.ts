// The desk's own SQLite: rows of conversations (resolved ones for a while, so that a late lower revision cannot revive
// them), alerts, and who has which conversation open.
import { z } from "zod";
import { type Alert, alert as alertSchema, type DeskRow, deskRow } from "../protocol/desk-frames.ts";
import type { ConversationId, UserId } from "../protocol/ids.ts";
import { conversationId } from "../protocol/ids.ts";

/** Rows that a welcome carries: about five screens of a long list; the rest is counted and found by search. */
const WELCOME_ROWS = 200;
const WELCOME_ALERTS = 100;
/** A summary can be late by its alarm's back-off (8 minutes); an hour is well past that. */
const REMEMBER_GONE_MS = 60 * 60 * 1000;

const json = z.object({ json: z.string() });
const revisionRow = z.object({ revision: z.number() });
const count = z.object({ n: z.number() });

export class DeskStorage {
	readonly #sql: SqlStorage;
	#made = false;

	constructor(storage: DurableObjectStorage) {
		this.#sql = storage.sql;
	}

	/** False where a revision as high or higher is known. `gone`: the conversation has left this desk or is resolved. */
	put(id: ConversationId, revision: number, gone: boolean, row: DeskRow | null, nowMs: number): boolean {
		this.#make();
		const [known] = this.#sql.exec("SELECT revision FROM conversations WHERE id = ?", id).toArray();
		if (known && revisionRow.parse(known).revision >= revision) return false;
		this.#sql.exec(
			"INSERT INTO conversations (id, revision, gone, at, json) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, gone = excluded.gone, at = excluded.at, json = excluded.json",
			id,
			revision,
			gone ? 1 : 0,
			row ? Date.parse(row.lastAt) : nowMs,
			JSON.stringify(row),
		);
		return true;
	}

	/** Open conversations, newest first, and how many there are in all. */
	open(): { rows: DeskRow[]; total: number } {
		if (!this.#exists()) return { rows: [], total: 0 };
		const rows = this.#sql
			.exec("SELECT json FROM conversations WHERE gone = 0 ORDER BY at DESC LIMIT ?", WELCOME_ROWS)
			.toArray();
		const [all] = this.#sql.exec("SELECT count(*) AS n FROM conversations WHERE gone = 0").toArray();
		return { rows: rows.map((row) => deskRow.parse(JSON.parse(json.parse(row).json))), total: count.parse(all).n };
	}

	/** Drops what is gone for an hour. */
	forgetGone(nowMs: number): void {
		if (this.#exists()) this.#sql.exec("DELETE FROM conversations WHERE gone = 1 AND at < ?", nowMs - REMEMBER_GONE_MS);
	}

	/** False where the alert is known: raised once, however often its event comes. */
	addAlert(alert: Alert): boolean {
		this.#make();
		if (this.alert(alert.id)) return false;
		this.#sql.exec(
			"INSERT INTO alerts (id, raised_at, open, recorded, json) VALUES (?, ?, 1, 0, ?)",
			alert.id,
			Date.parse(alert.raisedAt),
			JSON.stringify(alert),
		);
		return true;
	}

	alert(id: string): Alert | undefined {
		if (!this.#exists()) return undefined;
		const [row] = this.#sql.exec("SELECT json FROM alerts WHERE id = ?", id).toArray();
		return row && alertSchema.parse(JSON.parse(json.parse(row).json));
	}

	closeAlert(alert: Alert): void {
		this.#sql.exec("UPDATE alerts SET open = 0, recorded = 0, json = ? WHERE id = ?", JSON.stringify(alert), alert.id);
	}

	/** Alerts that nobody has acknowledged, newest first. */
	openAlerts(): Alert[] {
		return this.#alerts("SELECT json FROM alerts WHERE open = 1 ORDER BY raised_at DESC LIMIT ?", WELCOME_ALERTS);
	}

	unrecordedAlerts(): Alert[] {
		return this.#alerts("SELECT json FROM alerts WHERE recorded = 0 ORDER BY raised_at LIMIT ?", WELCOME_ALERTS);
	}

	/** Only if it still says what was recorded. */
	recorded(alert: Alert): void {
		this.#sql.exec("UPDATE alerts SET recorded = 1 WHERE id = ? AND json = ?", alert.id, JSON.stringify(alert));
	}

	addViewer(agent: UserId, conversation: ConversationId): void {
		this.#make();
		this.#sql.exec("INSERT OR IGNORE INTO viewers (agent, conversation) VALUES (?, ?)", agent, conversation);
	}

	/** What this agent has opened; forgotten with the answer. */
	takeViewed(agent: UserId): ConversationId[] {
		if (!this.#exists()) return [];
		const rows = this.#sql.exec("DELETE FROM viewers WHERE agent = ? RETURNING conversation", agent).toArray();
		return rows.map((row) => conversationId.parse(row.conversation));
	}

	/** A single fact by name: whose desk this is, whether "somebody is there" was published. */
	fact(name: string): string | undefined {
		if (!this.#exists()) return undefined;
		const [row] = this.#sql.exec("SELECT json FROM facts WHERE name = ?", name).toArray();
		return row && json.parse(row).json;
	}

	keepFact(name: string, value: string): void {
		this.#make();
		if (this.fact(name) === value) return;
		this.#sql.exec(
			"INSERT INTO facts (name, json) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET json = excluded.json",
			name,
			value,
		);
	}

	#alerts(query: string, limit: number): Alert[] {
		if (!this.#exists()) return [];
		return this.#sql
			.exec(query, limit)
			.toArray()
			.map((row) => alertSchema.parse(JSON.parse(json.parse(row).json)));
	}

	#exists(): boolean {
		this.#made ||=
			this.#sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'facts'").toArray().length > 0;
		return this.#made;
	}

	#make(): void {
		if (this.#exists()) return;
		this.#sql.exec(
			"CREATE TABLE conversations (id TEXT PRIMARY KEY, revision INTEGER NOT NULL, gone INTEGER NOT NULL, at INTEGER NOT NULL, json TEXT NOT NULL) WITHOUT ROWID",
		);
		this.#sql.exec(
			"CREATE TABLE alerts (id TEXT PRIMARY KEY, raised_at INTEGER NOT NULL, open INTEGER NOT NULL, recorded INTEGER NOT NULL, json TEXT NOT NULL) WITHOUT ROWID",
		);
		this.#sql.exec(
			"CREATE TABLE viewers (agent TEXT, conversation TEXT, PRIMARY KEY (agent, conversation)) WITHOUT ROWID",
		);
		this.#sql.exec("CREATE TABLE facts (name TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID");
		this.#made = true;
	}
}
