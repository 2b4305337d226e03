// The desk's alerts: open ones, those on their way to another desk, what Postgres does not have yet, and settled ones for a while.
import { z } from "zod";
import { type Alert, alert as alertSchema } from "../protocol/desk-frames.ts";
import { type AlertId, alertId, type ConversationId, type TeamId, teamId } from "../protocol/ids.ts";
import { climbsAt } from "./climbing.ts";
import { counted, type DeskStorage, readable } from "./storage.ts";
import type { DeskTables } from "./tables.ts";

/** What a welcome or a page carries; the rest is counted. Nobody works through more at once. */
export const PAGE_ALERTS = 100;
/** Written to Postgres in one statement, handed to other desks or climbed in one turn. */
export const ALERTS_AT_ONCE = 100;
/** Postgres knows what became of it, so this is only for events that are under way: longer than any queue keeps one. */
const REMEMBER_SETTLED_MS = 30 * 24 * 60 * 60 * 1000;
/** The newest change of an alert that has been forgotten: numbers are never given twice. */
const FORGOTTEN = "alerts_forgotten";

const id = z.object({ id: z.string(), change: z.number() });
const number = z.object({ n: z.number().nullable() });
const json = z.object({ json: z.string() });
const moving = z.object({ id: z.string(), json: z.string(), change: z.number(), to: teamId, revision: z.number() });
const changed = z.object({ id: alertId, open: z.number(), json: z.string() });
const raised = z.object({ raised_at: z.number() });

/** An alert that waits for the desk of `to`; its conversation had left for there as of `revision`. */
export interface Moving {
	alert: Alert;
	change: number;
	to: TeamId;
	revision: number;
}

export class AlertStorage {
	readonly #tables: DeskTables;
	readonly #facts: DeskStorage;

	constructor(tables: DeskTables, facts: DeskStorage) {
		this.#tables = tables;
		this.#facts = facts;
	}

	/** The number of the newest change. */
	get at(): number {
		const [row] = this.#tables.read("SELECT max(change) AS n FROM alerts");
		return Math.max((row && number.parse(row).n) ?? 0, this.#forgotten);
	}

	/**
	 * False where the alert is known: raised once, however often its event or its hand-over comes. One that comes back to a
	 * desk has moved more often than this desk knows. `recorded`: Postgres has it as it is.
	 */
	add(alert: Alert, recorded: boolean): boolean {
		const [row] = this.#tables.read("SELECT json FROM alerts WHERE id = ?", alert.id);
		const [known] = row ? readable([row], alertSchema) : [];
		if (row && (!known || known.acknowledged || (alert.moves ?? 0) <= (known.moves ?? 0))) return false;
		this.#tables.write(
			"INSERT INTO alerts (id, raised_at, open, recorded, json, change, conversation, climb_at) VALUES (?, ?, 1, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET open = 1, recorded = excluded.recorded, json = excluded.json, change = excluded.change, climb_at = excluded.climb_at, moving_to = NULL",
			alert.id,
			Date.parse(alert.raisedAt),
			recorded ? 1 : 0,
			JSON.stringify(alert),
			this.at + 1,
			alert.conversationId,
			climbsAt(alert) ?? null,
		);
		return true;
	}

	get(alert: AlertId): Alert | undefined {
		return readable(this.#tables.read("SELECT json FROM alerts WHERE id = ?", alert), alertSchema)[0];
	}

	/** Open, and so to be acknowledged or moved here. */
	getOpen(alert: AlertId): Alert | undefined {
		return readable(this.#tables.read("SELECT json FROM alerts WHERE id = ? AND open = 1", alert), alertSchema)[0];
	}

	/** As it is now. The answer is the change's number. Acknowledged, it is closed, and Postgres has to hear of it. */
	change(alert: Alert): number {
		const at = this.at + 1;
		const [open, recorded] = alert.acknowledged ? ["0", "0"] : ["1", "recorded"];
		this.#tables.write(
			`UPDATE alerts SET open = ${open}, recorded = ${recorded}, json = ?, change = ?, climb_at = ? WHERE id = ?`,
			JSON.stringify(alert),
			at,
			climbsAt(alert) ?? null,
			alert.id,
		);
		return at;
	}

	/** Other words in its place, for erasure alone: open or settled, recorded or not, it stays what it is. */
	rewrite(alert: Alert): number {
		const at = this.at + 1;
		this.#tables.write("UPDATE alerts SET json = ?, change = ? WHERE id = ?", JSON.stringify(alert), at, alert.id);
		return at;
	}

	/** Closes it here, and keeps it, as the next desk will have it, until that desk has taken it. */
	move(alert: Alert, revision: number): number {
		const at = this.at + 1;
		this.#tables.write(
			"UPDATE alerts SET open = 0, json = ?, change = ?, climb_at = NULL, moving_to = ?, moving_revision = ? WHERE id = ?",
			JSON.stringify(alert),
			at,
			alert.teamId,
			revision,
			alert.id,
		);
		return at;
	}

	/** Those that no other desk has taken yet, in the order in which they left. What cannot be read any more is let go. */
	moving(): Moving[] {
		const rows = this.#tables
			.read(
				"SELECT id, json, change, moving_to AS 'to', moving_revision AS revision FROM alerts WHERE moving_to IS NOT NULL ORDER BY change LIMIT ?",
				ALERTS_AT_ONCE,
			)
			.map((row) => moving.parse(row));
		return rows.flatMap(({ id, json, ...rest }) => {
			const [alert] = readable([{ json }], alertSchema);
			if (!alert) this.#tables.write("UPDATE alerts SET moving_to = NULL WHERE id = ?", id);
			return alert ? [{ alert, ...rest }] : [];
		});
	}

	taken({ alert, change }: Moving): void {
		this.#tables.write("UPDATE alerts SET moving_to = NULL WHERE id = ? AND change = ?", alert.id, change);
	}

	openOf(conversation: ConversationId): Alert[] {
		return readable(
			this.#tables.read("SELECT json FROM alerts WHERE conversation = ? AND open = 1", conversation),
			alertSchema,
		);
	}

	/** Those whose time to climb has come, the longest due first. */
	due(nowMs: number): Alert[] {
		const rows = this.#tables.read(
			"SELECT id, change, json FROM alerts WHERE climb_at <= ? ORDER BY climb_at LIMIT ?",
			nowMs,
			ALERTS_AT_ONCE,
		);
		return rows.flatMap((row) => {
			const alerts = readable([row], alertSchema);
			// It would be due for ever.
			if (alerts.length === 0) this.#tables.write("UPDATE alerts SET climb_at = NULL WHERE id = ?", id.parse(row).id);
			return alerts;
		});
	}

	/** When the next one climbs. */
	nextClimbAt(): number | undefined {
		const [row] = this.#tables.read("SELECT min(climb_at) AS n FROM alerts WHERE climb_at IS NOT NULL");
		return (row && number.parse(row).n) ?? undefined;
	}

	/** Those that nobody has acknowledged, newest first: all, or those older than `before`. */
	open(before?: AlertId): { alerts: Alert[]; more: boolean } {
		const from = before === undefined ? undefined : this.#raisedAt(before);
		const older = before === undefined ? "" : "AND (raised_at, id) < (?, ?)";
		const rows = this.#tables.read(
			`SELECT json FROM alerts WHERE open = 1 ${older} ORDER BY raised_at DESC, id DESC LIMIT ?`,
			...(before === undefined ? [] : [from ?? 0, before]),
			PAGE_ALERTS + 1,
		);
		return { alerts: readable(rows.slice(0, PAGE_ALERTS), alertSchema), more: rows.length > PAGE_ALERTS };
	}

	get total(): number {
		return counted(this.#tables, "alerts WHERE open = 1");
	}

	/** What has changed after that number; undefined where that cannot be said, or is more than a page. */
	since(after: number): { alerts: Alert[]; gone: AlertId[] } | undefined {
		if (after < this.#forgotten || after > this.at) return undefined;
		const rows = this.#tables
			.read("SELECT id, open, json FROM alerts WHERE change > ? ORDER BY change LIMIT ?", after, PAGE_ALERTS + 1)
			.map((row) => changed.parse(row));
		if (rows.length > PAGE_ALERTS) return undefined;
		const open = new Set(rows.filter(({ open }) => open === 1).map(({ id }) => id));
		const settled = (alert: Alert) => alert.acknowledged !== null;
		const here = readable(
			rows.map(({ json }) => ({ json })),
			alertSchema,
		).filter((one) => open.has(one.id) || settled(one));
		const told = new Set(here.map(({ id }) => id));
		return { alerts: here, gone: rows.map(({ id }) => id).filter((id) => !told.has(id)) };
	}

	/** What Postgres does not know, oldest first; `rows` also of those that cannot be read any more. */
	unrecorded(): { rows: { id: string; change: number }[]; alerts: Alert[] } {
		const rows = this.#tables.read(
			"SELECT id, change, json FROM alerts WHERE recorded = 0 ORDER BY raised_at LIMIT ?",
			ALERTS_AT_ONCE,
		);
		return {
			rows: rows.map((row) => id.parse(row)),
			alerts: readable(
				rows.map((row) => json.parse(row)),
				alertSchema,
			),
		};
	}

	/** Unless it has changed meanwhile. */
	recorded(rows: readonly { id: string; change: number }[]): void {
		for (const { id, change } of rows)
			this.#tables.write("UPDATE alerts SET recorded = 1 WHERE id = ? AND change = ?", id, change);
	}

	forgetSettled(nowMs: number): void {
		const settled = "alerts WHERE open = 0 AND recorded = 1 AND raised_at < ? AND moving_to IS NULL";
		const before = nowMs - REMEMBER_SETTLED_MS;
		const [row] = this.#tables.read(`SELECT max(change) AS n FROM ${settled}`, before);
		const newest = (row && number.parse(row).n) ?? 0;
		if (newest > this.#forgotten) this.#facts.keepFact(FORGOTTEN, String(newest));
		this.#tables.delete(`DELETE FROM ${settled}`, before);
	}

	get #forgotten(): number {
		return Number(this.#facts.fact(FORGOTTEN) ?? 0);
	}

	#raisedAt(alert: AlertId): number | undefined {
		const [row] = this.#tables.read("SELECT raised_at FROM alerts WHERE id = ?", alert);
		return row && raised.parse(row).raised_at;
	}
}
