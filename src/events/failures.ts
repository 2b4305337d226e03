// Why an event could not be applied, on its way from who tried to whoever buries the event.
import { z } from "zod";
import { logFault } from "../platform/log.ts";
import { instantOf, systemClock } from "../platform/world.ts";
import type { EventId } from "../protocol/ids.ts";
import { reasonOf } from "./reasons.ts";

/** As long as a queue keeps a message: a letter is buried while its last failure is still known. */
const KEPT_S = 4 * 24 * 60 * 60;
/** The queue gives up after 101 tries (wrangler.toml). The last ones count; the first few, in case that it is set lower. */
const FEW = [4, 16, 64];
const LAST = 95;

const failure = z.object({ reason: z.string(), attempts: z.number().int(), at: z.iso.datetime() });
export type Failure = z.infer<typeof failure>;

/** Kept in KV, not in Postgres: that Postgres is away is the commonest reason. Never throws. */
export async function noteFailure(env: WorkerBindings, id: EventId, attempts: number, error: unknown): Promise<void> {
	if (attempts < LAST && !FEW.includes(attempts)) return;
	const noted: Failure = { reason: reasonOf(error), attempts, at: instantOf(systemClock.now()) };
	try {
		await env.DOORS.put(`failure:${id}`, JSON.stringify(noted), { expirationTtl: KEPT_S });
	} catch (fault) {
		logFault("failure_not_noted", fault, { eventId: id });
	}
}

/** The failure that was noted last; undefined where none is. */
export async function notedFailure(env: WorkerBindings, id: EventId): Promise<Failure | undefined> {
	const text = await env.DOORS.get(`failure:${id}`);
	return text === null ? undefined : failure.safeParse(JSON.parse(text)).data;
}
