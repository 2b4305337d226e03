// A conversation that is long already, and what an object that wakes in it reads and writes.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { type MeteredStorage, meter } from "../../../scripts/bench/worker/metered-storage.ts";
import { ConversationObject } from "../../../src/conversations/conversation.ts";
import type { ConversationPorts } from "../../../src/conversations/ports.ts";
import { number } from "../../../src/conversations/rules.ts";
import { ConversationStorage } from "../../../src/conversations/storage.ts";
import { Written } from "../../../src/conversations/written.ts";
import type { Author, Content } from "../../../src/protocol/entry.ts";
import type { conversationOf } from "./objects.ts";

type Stub = ReturnType<typeof conversationOf>;

/** One commit of so many rows stays far below what a transaction of an object may take. */
const CHUNK = 1_000;

export interface Line {
	author: Author;
	clientId: string;
	content: Content;
}

/**
 * Goes on with what `lineAt` says for each seq up to `last`, dated one second apart, as its storage writes entries.
 * Postgres counts as having all of it. The object must be woken afterwards: what it remembers does not know of them.
 */
export function grow(stub: Stub, last: number, lineAt: (seq: number) => Line) {
	return runInDurableObject(stub, (_, context) => {
		const storage = new ConversationStorage(context.storage);
		const loaded = storage.load();
		if (!loaded) throw new Error("it grows from its first entry");
		let { head } = loaded;
		while (head.seq < last) {
			const chunk = [];
			while (head.seq < last && chunk.length < CHUNK) {
				const { author, clientId, content } = lineAt(head.seq + 1);
				const made = number(head, author, clientId, [content], head.at + 1_000);
				chunk.push(...made.entries.map((entry) => new Written(entry)));
				head = made.head;
			}
			storage.append(chunk, undefined);
		}
		storage.save({ ...loaded.state, confirmed: last });
		return head;
	});
}

/** Postgres counts as having entries up to `seq`, for an object that wakes after this. */
export function rewindConfirmed(stub: Stub, seq: number) {
	return runInDurableObject(stub, (_, context) => {
		const storage = new ConversationStorage(context.storage);
		const state = storage.load()?.state;
		if (state) storage.save({ ...state, confirmed: seq });
	});
}

/** Nobody is beside the object, and nobody is too fast for it. */
const ALONE: ConversationPorts = {
	showOnDesk: async () => {},
	leaveDesk: async () => {},
	noteViewer: async () => false,
	sendHistory: async () => {},
	now: () => Date.now(),
	rates: { frames: { burst: 10_000, perSecond: 10_000 }, visitor: { burst: 10_000, perSecond: 10_000 } },
};

/** A storage can be metered once. */
const meters = new WeakMap<DurableObjectStorage, MeteredStorage>();

function metered(storage: DurableObjectStorage): MeteredStorage {
	const counts = meters.get(storage) ?? meter(storage);
	meters.set(storage, counts);
	return counts;
}

/** Rows that the object has written since this was asked first, alarms among them: they do not ring any more. */
export function rowsWritten(stub: Stub): Promise<number> {
	return runInDurableObject(stub, (_, { storage }) => metered(storage).rowsWritten());
}

/**
 * Wakes the object as the platform does after an eviction, and lets it do something. Answers with that, and with the rows
 * that waking and doing read and wrote.
 */
export function awake<T>(
	stub: Stub,
	play: (object: ConversationObject, rowsRead: () => number) => Promise<T>,
	ports: Partial<ConversationPorts> = {},
) {
	return runInDurableObject(stub, async (_, context) => {
		const counts = metered(context.storage);
		const [read, written] = [counts.rowsRead(), counts.rowsWritten()];
		const object = new ConversationObject(context, env, { ...ALONE, ...ports });
		const done = await play(object, () => counts.rowsRead());
		return { done, rows: { read: counts.rowsRead() - read, written: counts.rowsWritten() - written } };
	});
}
