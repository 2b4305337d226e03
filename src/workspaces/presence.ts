// "Is anyone there": published by desks, read at a visitor's door.
import type { TeamId } from "../protocol/ids.ts";

/** Longer than the desk's recheck of ten minutes, so that it lapses by itself only where the desk is gone for good. */
const LAPSES_S = 30 * 60;

export async function publishPresence(env: WorkerBindings, team: TeamId, there: boolean): Promise<void> {
	if (there) await env.DOORS.put(`there:${team}`, "1", { expirationTtl: LAPSES_S });
	else await env.DOORS.delete(`there:${team}`);
}

export async function isAnyoneThere(env: WorkerBindings, team: TeamId): Promise<boolean> {
	return (await env.DOORS.get(`there:${team}`, { cacheTtl: 30 })) !== null;
}
