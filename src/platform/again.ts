// Work that follows a change which is already made: its failure must not undo the answer, so it is tried again behind it.
import { waitUntil } from "cloudflare:workers";
import { type LogFields, log, logFault } from "./log.ts";

/** KV takes one write a second for a key (platform-limits.md); what is away for longer gets a second chance. */
const WAITS_MS = [1_100, 5_000];

/** Resolves after the first try, and never throws. Later tries go on behind the answer; the last failure is a fault in the log. */
export async function tryAgain(event: string, fields: LogFields, work: () => Promise<unknown>): Promise<void> {
	try {
		await work();
	} catch {
		log(`${event}_later`, fields);
		waitUntil(retried(event, fields, work));
	}
}

async function retried(event: string, fields: LogFields, work: () => Promise<unknown>): Promise<void> {
	for (const [i, waitMs] of WAITS_MS.entries()) {
		await scheduler.wait(waitMs);
		try {
			await work();
			return;
		} catch (error) {
			if (i === WAITS_MS.length - 1) logFault(`${event}_failed`, error, { ...fields, attempt: i + 2 });
		}
	}
}
