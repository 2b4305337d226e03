// The desk's alerts: open ones, those whose acknowledgement Postgres does not have yet, and settled ones for a while.
import { z } from "zod";
import { type Alert, alert as alertSchema } from "../protocol/desk-frames.ts";
import { counted, readable } from "./storage.ts";
import type { DeskTables } from "./tables.ts";

/** What a welcome carries; the rest is counted. Nobody works through more at once. */
const WELCOME_ALERTS = 100;
/** Written to Postgres in one statement. */
export const RECORD_AT_ONCE = 100;
/** Postgres knows who acknowledged it, so this is only for events that are under way: longer than any queue keeps one. */
const REMEMBER_SETTLED_MS = 30 * 24 * 60 * 60 * 1000;

const id = z.object({ id: z.string() });

export class AlertStorage {
	readonly #tables: DeskTables;

	constructor(tables: DeskTables) {
		this.#tables = tables;
	}

	/** False where the alert is known: raised once, however often its event comes. Postgres has it already. */
	add(alert: Alert): boolean {
		if (this.#tables.read("SELECT 1 FROM alerts WHERE id = ?", alert.id).length > 0) return false;
		this.#tables.write(
			"INSERT INTO alerts (id, raised_at, open, recorded, json) VALUES (?, ?, 1, 1, ?)",
			alert.id,
			Date.parse(alert.raisedAt),
			JSON.stringify(alert),
		);
		return true;
	}

	get(alert: string): Alert | undefined {
		return readable(this.#tables.read("SELECT json FROM alerts WHERE id = ?", alert), alertSchema)[0];
	}

	close(alert: Alert): void {
		this.#tables.write(
			"UPDATE alerts SET open = 0, recorded = 0, json = ? WHERE id = ?",
			JSON.stringify(alert),
			alert.id,
		);
	}

	/** Those that nobody has acknowledged, newest first, and how many there are in all. */
	open(): { alerts: Alert[]; total: number } {
		const rows = this.#tables.read(
			"SELECT json FROM alerts WHERE open = 1 ORDER BY raised_at DESC LIMIT ?",
			WELCOME_ALERTS,
		);
		return { alerts: readable(rows, alertSchema), total: counted(this.#tables, "alerts WHERE open = 1") };
	}

	/** Acknowledged ones that Postgres does not know of, oldest first; `ids` also of those that cannot be read any more. */
	unrecorded(): { ids: string[]; alerts: Alert[] } {
		const rows = this.#tables.read(
			"SELECT id, json FROM alerts WHERE recorded = 0 ORDER BY raised_at LIMIT ?",
			RECORD_AT_ONCE,
		);
		return { ids: rows.map((row) => id.parse(row).id), alerts: readable(rows, alertSchema) };
	}

	/** An acknowledged alert never changes again, so its id is enough. */
	recorded(ids: readonly string[]): void {
		for (const one of ids) this.#tables.write("UPDATE alerts SET recorded = 1 WHERE id = ?", one);
	}

	forgetSettled(nowMs: number): void {
		this.#tables.delete(
			"DELETE FROM alerts WHERE open = 0 AND recorded = 1 AND raised_at < ?",
			nowMs - REMEMBER_SETTLED_MS,
		);
	}
}
