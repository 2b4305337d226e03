// The body of an event's queue message: a verified webhook, compressed, or a reference to it where it is large.
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
	/** gzip of the raw bytes; null where they lie in KV under `hookbody:{eventId}`. */
	body: z.instanceof(Uint8Array).nullable(),
});
export type Delivery = z.infer<typeof delivery>;

/** Of a queue message's 128 KB (platform-limits.md); the rest of the message takes less than 1 KB. */
const INLINE_BYTES = 120 * 1024;
/** As long as a queue keeps a message that nobody takes. */
const KEPT_S = 4 * 24 * 60 * 60;

/** The compressed body where it fits; else it is laid into KV, sealed for its workspace, and the answer is null. */
export async function packed(
	env: WorkerBindings,
	workspaceId: WorkspaceId,
	id: EventId,
	raw: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | null> {
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
	gzip: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | null> {
	if (gzip.byteLength <= INLINE_BYTES) return gzip;
	const sealed = await (await safeOf(env, workspaceId)).seal(["hookbody", id], base64Of(gzip));
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
	return bytesThrough(new Blob([await gzipOf(env, one)]).stream().pipeThrough(new DecompressionStream("gzip")));
}

/** The same, compressed, from wherever they lie. */
export async function gzipOf(
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
