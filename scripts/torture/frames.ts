// What the server says, as the torture program reads it: its own schema, so that a fault in Heddle's hides nothing.
import { z } from "zod";

const seq = z.int().min(0);

export const seenEntry = z.object({
	seq,
	publicSeq: seq.optional(),
	at: z.iso.datetime(),
	author: z.looseObject({ kind: z.string(), id: z.string().optional(), name: z.string().optional() }),
	clientId: z.string().optional(),
	content: z.looseObject({
		kind: z.string(),
		text: z.string().optional(),
		status: z.string().optional(),
		assignee: z.looseObject({ id: z.string() }).nullish(),
	}),
});

export const entriesPage = z.object({ entries: z.array(seenEntry), hasAfter: z.boolean() });

const known = z.discriminatedUnion("type", [
	z.object({
		type: z.literal("welcome"),
		entries: z.array(seenEntry),
		hasAfter: z.boolean(),
		reads: z.object({ visitor: seq, agent: seq }),
	}),
	z.object({ type: z.literal("entries"), entries: z.array(seenEntry), hasAfter: z.boolean() }),
	z.object({ type: z.literal("entry"), entry: seenEntry }),
	z.object({ type: z.literal("read"), by: z.enum(["visitor", "agent"]), seq }),
	z.object({ type: z.literal("ack"), clientId: z.string(), entry: seenEntry.optional() }),
	z.object({
		type: z.literal("error"),
		code: z.string(),
		retry: z.boolean(),
		clientId: z.string().optional(),
	}),
]);
export type KnownFrame = z.infer<typeof known>;

const SIGNALS = new Set(["presence", "typing", "state", "card"]);
const anyFrame = z.looseObject({ type: z.string() });

/** Undefined for other signals, which are not part of the log. Throws for what is no frame of heddle.v1. */
export function frameIn(raw: string): KnownFrame | undefined {
	const value: unknown = JSON.parse(raw);
	return SIGNALS.has(anyFrame.parse(value).type) ? undefined : known.parse(value);
}
