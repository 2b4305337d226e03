// What Cloudflare's counts cost: list prices of the paid Workers plan, beyond what is included
// (https://developers.cloudflare.com/durable-objects/platform/pricing and /queues/platform/pricing, read 2026-11).
import { z } from "zod";

/** In US dollars, for a million. */
const PRICES = { rowsWritten: 1, rowsRead: 0.001, requests: 0.15, queueOperations: 0.4 };
/** One for each batch that the queue's consumer takes; at worst it brings a single flush. */
const WORKER_REQUEST = 0.3;

export const counts = z.object({
	messages: z.number(),
	rowsWritten: z.number(),
	rowsRead: z.number(),
	/** Of Durable Objects; a WebSocket message that comes in is a twentieth. */
	requests: z.number(),
	queueOperations: z.number(),
	flushes: z.number(),
});
export type Counts = z.infer<typeof counts>;

export interface Cost {
	/** For each message. */
	rowsWritten: number;
	rowsRead: number;
	requests: number;
	queueOperations: number;
	/** US dollars for a million messages. Without the time that objects are awake, and without Postgres. */
	dollarsPerMillion: number;
}

export function costOf(counted: Counts): Cost {
	const { messages, flushes } = counted;
	const each = (name: keyof typeof PRICES) => counted[name] / messages;
	const [rowsWritten, rowsRead] = [each("rowsWritten"), each("rowsRead")];
	const [requests, queueOperations] = [each("requests"), each("queueOperations")];
	const dollarsPerMillion =
		rowsWritten * PRICES.rowsWritten +
		rowsRead * PRICES.rowsRead +
		requests * PRICES.requests +
		queueOperations * PRICES.queueOperations +
		(flushes / messages) * WORKER_REQUEST;
	return { rowsWritten, rowsRead, requests, queueOperations, dollarsPerMillion };
}
