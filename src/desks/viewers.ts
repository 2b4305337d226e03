// Viewers: who has opened which conversation from this desk, and who was dismissed, so that no socket outlives a removal.
import { z } from "zod";
import { type ConversationId, conversationId, type UserId, userId } from "../protocol/ids.ts";
import { TICKET_LASTS_S } from "../workspaces/tokens.ts";
import type { DeskTables } from "./tables.ts";

/** A socket ends with its ticket, and so does the need to know of it. */
const REMEMBER_MS = TICKET_LASTS_S * 1000;
/** Calls of one turn; an alarm does the rest, with the limit of 1,000 subrequests anew. */
const DISMISS_AT_ONCE = 200;

const dismissal = z.object({ at: z.number() });
const view = z.object({ agent: userId, conversation: conversationId });
export type View = z.infer<typeof view>;

export class Viewers {
	readonly #tables: DeskTables;

	constructor(tables: DeskTables) {
		this.#tables = tables;
	}

	add(agent: UserId, conversation: ConversationId, nowMs: number): void {
		this.#tables.write(
			"INSERT INTO viewers (agent, conversation, at) VALUES (?, ?, ?) ON CONFLICT (agent, conversation) DO UPDATE SET at = excluded.at",
			agent,
			conversation,
			nowMs,
		);
	}

	dismiss(agent: UserId, nowMs: number): void {
		this.#tables.write(
			"INSERT INTO dismissed (agent, at) VALUES (?, ?) ON CONFLICT (agent) DO UPDATE SET at = excluded.at",
			agent,
			nowMs,
		);
	}

	/** Whether this ticket is older than its agent's dismissal. In the same second it may be: then a new one is needed. */
	wasDismissed(agent: UserId, issuedAtS: number): boolean {
		const [row] = this.#tables.read("SELECT at FROM dismissed WHERE agent = ?", agent);
		return row !== undefined && issuedAtS <= Math.floor(dismissal.parse(row).at / 1000);
	}

	/** Views whose agents were dismissed since: their sockets are still to be closed. As many as fit one turn. */
	dangling(): { views: View[]; more: boolean } {
		const rows = this.#tables.read(
			"SELECT viewers.agent, viewers.conversation FROM dismissed JOIN viewers ON viewers.agent = dismissed.agent AND viewers.at <= dismissed.at LIMIT ?",
			DISMISS_AT_ONCE + 1,
		);
		return { views: rows.slice(0, DISMISS_AT_ONCE).map((row) => view.parse(row)), more: rows.length > DISMISS_AT_ONCE };
	}

	forget({ agent, conversation }: View): void {
		this.#tables.delete("DELETE FROM viewers WHERE agent = ? AND conversation = ?", agent, conversation);
	}

	forgetOld(nowMs: number): void {
		this.#tables.delete("DELETE FROM viewers WHERE at < ?", nowMs - REMEMBER_MS);
		this.#tables.delete("DELETE FROM dismissed WHERE at < ?", nowMs - REMEMBER_MS);
	}
}
