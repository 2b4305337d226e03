// What Postgres holds of a run's conversations, and when it holds all.
import { setTimeout as pause } from "node:timers/promises";
import type { ConversationId } from "../../src/protocol/ids.ts";
import { connect } from "../neon/endpoint.ts";

const LOOK_EVERY_MS = 250;
/** Beyond it the history does not come to an end: no run writes more than a few minutes' worth. */
const GIVE_UP_MS = 10 * 60_000;

/**
 * Waits until Postgres holds `count` entries of these conversations.
 * @returns `performance.now()` of then
 * @throws when it holds others, or never gets there
 */
export async function untilStored(ownerUrl: string, ids: ConversationId[], count: number): Promise<number> {
	const sql = connect(ownerUrl);
	const deadline = performance.now() + GIVE_UP_MS;
	for (;;) {
		// A flush continues the one before it, so the newest revision says how far a conversation has come.
		const [row] = await sql.query("SELECT coalesce(sum(revision), 0) AS n FROM conversations WHERE id = ANY($1)", [
			ids,
		]);
		if (Number(row?.n) >= count) break;
		if (performance.now() > deadline) throw new Error(`Postgres holds ${row?.n} of ${count} entries, and no more come`);
		await pause(LOOK_EVERY_MS);
	}
	const storedAt = performance.now();
	const [row] = await sql.query("SELECT count(*) AS n FROM entries WHERE conversation_id = ANY($1)", [ids]);
	if (Number(row?.n) !== count) throw new Error(`${count} messages were acknowledged, Postgres holds ${row?.n}`);
	return storedAt;
}
