// The body of an event's queue message: a verified webhook as it came, compressed, or a reference to it where it is large.
import { z } from "zod";
import { joined } from "../platform/bytes.ts";
import { Refused } from "../platform/http-error.ts";
import { base64Of, bytesOf } from "../platform/keys.ts";
import { logFault } from "../platform/log.ts";
import { connectionId, type EventId, eventId, type WorkspaceId, workspaceId } from "../protocol/ids.ts";
import { jurisdiction } from "../protocol/jurisdiction.ts";
import { safeOf } from "../workspaces/data-key.ts";
import { CannotApply } from "./reasons.ts";

export const delivery = z.object({
	version: z.literal(1),
	workspaceId,
	jurisdiction,
	connectionId,
	eventId,
	topic: z.string().max(120),
	sourceEventId: z.string().max(200),
	occurredAt: z.iso.datetime().optional(),
	receivedAt: z.iso.datetime(),
	traceId: z.string().regex(/^[0-9a-f]{32}$/),
	/** A sweep has found that an object is in this state: an event only where that is news (store.ts). */
	found: z.literal("state").optional(),
	/** Somebody tries what an event does: it says so wherever it is shown, and changes no object's state. */
	test: z.literal(true).optional(),
	/** The raw bytes, or gzip of them, which begins as no JSON does; null where they lie in KV under `hookbody:{eventId}`. */
	body: z.instanceof(Uint8Array).nullable(),
});
export type Delivery = z.infer<typeof delivery>;

/** A queue counts in steps of 64 KB (platform-limits.md): below it compressing costs time, and spares nothing. */
const PLAIN_BYTES = 32 * 1024;
/** https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1 */
const GZIP = [0x1f, 0x8b] as const;
/** Of a queue message's 128 KB (platform-limits.md); the rest of the message takes less than 1 KB. */
const INLINE_BYTES = 120 * 1024;
/** As long as a queue keeps a message that nobody takes. */
const KEPT_S = 4 * 24 * 60 * 60;

/** A small body as it is, a larger one compressed; where that does not fit either it is laid into KV, sealed for its workspace, and the answer is null. */
export async function packed(
	env: WorkerBindings,
	workspaceId: WorkspaceId,
	id: EventId,
	raw: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | null> {
	if (raw.byteLength <= PLAIN_BYTES) return raw;
	const gzip = await bytesThrough(new Blob([raw]).stream().pipeThrough(new CompressionStream("gzip")));
	return inlineOrAside(env, workspaceId, id, gzip);
}

/** The body of a delivery that goes into the queue once more, and may have been kept elsewhere since. */
export async function repacked(
	env: WorkerBindings,
	{ body, workspaceId, eventId: id }: Delivery,
): Promise<Uint8Array<ArrayBuffer> | null> {
	return body && inlineOrAside(env, workspaceId, id, new Uint8Array(body));
}

async function inlineOrAside(
	env: WorkerBindings,
	workspaceId: WorkspaceId,
	id: EventId,
	body: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | null> {
	if (body.byteLength <= INLINE_BYTES) return body;
	const sealed = await (await safeOf(env, workspaceId)).seal(["hookbody", id], base64Of(body));
	await env.DOORS.put(`hookbody:${id}`, sealed, { expirationTtl: KEPT_S });
	return null;
}

/** https://developers.cloudflare.com/queues/platform/limits/: what one call may hand to a queue. */
const MOST_IN_BATCH = 100;
const BATCH_BYTES = 256 * 1000;
/** What a message takes beside its body. */
const HEAD_BYTES = 1_000;

/** In their order, each small enough for one call. */
export function batchesOf(deliveries: readonly Delivery[]): Delivery[][] {
	const batches: Delivery[][] = [];
	let bytes = 0;
	for (const delivery of deliveries) {
		const size = HEAD_BYTES + (delivery.body?.byteLength ?? 0);
		const last = batches.at(-1);
		if (!last || last.length === MOST_IN_BATCH || bytes + size > BATCH_BYTES) {
			batches.push([delivery]);
			bytes = size;
		} else {
			last.push(delivery);
			bytes += size;
		}
	}
	return batches;
}

/** A queue that does not take it is no reason to say yes: the system sends again, and what was taken has no second effect. */
export async function enqueue(env: WorkerBindings, deliveries: readonly Delivery[]): Promise<void> {
	try {
		const [first, ...more] = deliveries;
		// A batch is written out as text on its way, a message as it is.
		if (first && more.length === 0) await env.EVENTS.send(first, { contentType: "v8" });
		else
			for (const batch of batchesOf(deliveries))
				await env.EVENTS.sendBatch(batch.map((body) => ({ body, contentType: "v8" as const })));
	} catch (error) {
		const [{ workspaceId, traceId } = {}] = deliveries;
		logFault("event_not_queued", error, { ...(workspaceId && { workspaceId }), ...(traceId && { traceId }) });
		throw new Refused("unavailable");
	}
}

/** The raw bytes. Throws where KV does not have them yet: the queue tries again. */
export async function unpacked(env: WorkerBindings, one: Delivery): Promise<Uint8Array> {
	const body = await bodyOf(env, one);
	if (GZIP.some((byte, at) => body[at] !== byte)) return body;
	return bytesThrough(new Blob([body]).stream().pipeThrough(new DecompressionStream("gzip")));
}

/** As the message has it, from wherever it lies. */
export async function bodyOf(
	env: WorkerBindings,
	{ body, eventId: id, workspaceId }: Delivery,
): Promise<Uint8Array<ArrayBuffer>> {
	return body ? new Uint8Array(body) : laidAside(env, workspaceId, id);
}

async function laidAside(env: WorkerBindings, workspaceId: WorkspaceId, id: EventId): Promise<Uint8Array<ArrayBuffer>> {
	const sealed = await env.DOORS.get(`hookbody:${id}`);
	if (sealed === null)
		throw new CannotApply("The body of this large webhook is not, or no longer, in the store that it was laid into.");
	return bytesOf(await (await safeOf(env, workspaceId)).open(["hookbody", id], sealed));
}

async function bytesThrough(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
	return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Reads a stream to its end; undefined as soon as it is longer than `max` bytes. */
export async function through(
	stream: ReadableStream<Uint8Array>,
	max: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of stream) {
		size += chunk.byteLength;
		if (size > max) return undefined;
		chunks.push(chunk);
	}
	return joined(chunks);
}
