// Webhooks at a connection's door, counted for its health: gathered in this isolate for a moment, because each for itself
// would cost as much as the webhook. What an isolate had counted and not told is lost with it.
import { waitUntil } from "cloudflare:workers";
import { logFault } from "../platform/log.ts";
import { systemClock } from "../platform/world.ts";
import { type ConnectionAddress, connectionStub } from "./stub.ts";

const GATHER_MS = 1_000;
/** A request that was to tell, and has not by now, has ended before: the next one tells for it. */
const OVERDUE_MS = 10_000;

interface Counts {
	accepted: number;
	refused: number;
	sinceMs: number;
}

const gathered = new Map<string, Counts>();

export function countHook(env: WorkerBindings, at: ConnectionAddress, accepted: boolean): void {
	const nowMs = systemClock.now();
	const known = gathered.get(at.id) ?? { accepted: 0, refused: 0, sinceMs: Number.NEGATIVE_INFINITY };
	if (accepted) known.accepted += 1;
	else known.refused += 1;
	gathered.set(at.id, known);
	if (nowMs - known.sinceMs < OVERDUE_MS) return;
	known.sinceMs = nowMs;
	waitUntil(tell(env, at));
}

async function tell(env: WorkerBindings, at: ConnectionAddress): Promise<void> {
	await scheduler.wait(GATHER_MS);
	const { accepted = 0, refused = 0 } = gathered.get(at.id) ?? {};
	gathered.delete(at.id);
	try {
		await connectionStub(env, at).countHooks(accepted, refused);
	} catch (error) {
		logFault("hooks_not_counted", error, { workspaceId: at.workspaceId, connectionId: at.id });
	}
}
