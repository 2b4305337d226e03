// Why an event could not be applied: a sentence for admins, and its way to whoever buries the event.
import { z } from "zod";
import { logFault } from "../platform/log.ts";
import { instantOf, systemClock } from "../platform/world.ts";
import type { EventId } from "../protocol/ids.ts";

/** A reason that we know. The message is a sentence for admins, without customers' data. */
export class CannotApply extends Error {
	constructor(sentence: string) {
		super(sentence);
		this.name = "CannotApply";
	}
}

/** As long as a queue keeps a message: a letter is buried while its last failure is still known. */
const KEPT_S = 4 * 24 * 60 * 60;
/** The queue gives up after 101 tries (wrangler.toml). The last ones count; the first few, in case that it is set lower. */
const FEW = [4, 16, 64];
const LAST = 95;
const LONGEST = 300;

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

/**
 * The error as a sentence, at most 300 characters. Errors' own messages are told only where we wrote them: a database's
 * hold parameters, others may quote the payload. Names of fields are of our own schemas.
 */
export function reasonOf(error: unknown): string {
	if (error instanceof CannotApply) return error.message.slice(0, LONGEST);
	if (error instanceof z.ZodError) {
		const fields = error.issues.slice(0, 5).map(({ path }) => path.join(".") || "the whole");
		return `No event can be made of it: ${fields.join(", ")} is not as expected.`.slice(0, LONGEST);
	}
	if (isFromDatabase(error)) {
		const code = databaseCodeOf(error);
		return code ? `The database refused it (SQLSTATE ${code}).` : "The database could not be reached.";
	}
	const name = error instanceof Error && /^\w{1,40}$/.test(error.name) ? error.name : "unknown";
	return `An unexpected fault in Heddle (${name}). Its log says more, under this event's id.`;
}

function isFromDatabase(error: unknown): error is Error {
	return (
		error instanceof Error &&
		(error.name === "DrizzleQueryError" || error.name === "NeonDbError" || error.message.startsWith("Failed query"))
	);
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html: five digits or capitals. */
function databaseCodeOf(error: Error): string | undefined {
	const { cause } = error;
	for (const one of [cause, error])
		if (one instanceof Error && "code" in one && /^[0-9A-Z]{5}$/.test(String(one.code))) return String(one.code);
	return undefined;
}
