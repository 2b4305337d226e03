// How doors are kept in KV: read there, held for seconds, written on each change, rebuilt from Postgres where KV has lost
// them or is behind.
import { waitUntil } from "cloudflare:workers";
import { z } from "zod";
import { tryAgain } from "../platform/again.ts";
import { Held } from "../platform/held.ts";
import { log } from "../platform/log.ts";
import { Recent } from "../platform/recent.ts";
import { systemClock } from "../platform/world.ts";

/** KV's shortest is 30 s; a change of settings is seen everywhere within a minute anyhow (platform-limits.md). */
const CACHE_TTL_S = 60;
/**
 * A copy that is older is still good, and is made anew behind the answer: two changes at once may have reached KV in the
 * wrong order. Served meanwhile, because a copy that simply lapsed would close every door while Postgres is away.
 */
const RENEWED_AFTER_MS = 60 * 60 * 1000;
/** Doors that nobody has asked for in so long are gone from KV. */
const LAPSES_S = 30 * 24 * 60 * 60;
/** Guessed ids and busy doors alike ask Postgres once in this time, for each isolate. 1,000 names are 100 KB. */
const ASKED = { lastsMs: 60_000, most: 1_000 };

const writing = z.object({ writtenAtMs: z.number() });

export interface Doors<Key extends string, Value> {
	/**
	 * As this isolate holds it, else from KV, else rebuilt from Postgres; null where there is no such thing. `permit` is asked before Postgres is, and
	 * refuses by throwing: for doors at which strangers knock.
	 */
	read(env: WorkerBindings, id: Key, permit?: () => Promise<void>): Promise<Value | null>;
	/** After a change in Postgres, which stands: readers find it within KV's minute. Never throws; tries again behind the answer. */
	rewrite(env: WorkerBindings, id: Key): Promise<void>;
	/** As Postgres has it now, and KV from now on: for whoever finds that KV's copy cannot be right. */
	renewed(env: WorkerBindings, id: Key): Promise<Value | null>;
}

/** `rebuild` gives the row that `shape` parses, or null where Postgres has none. */
export function keptDoors<Key extends string, Value>(
	prefix: string,
	shape: z.ZodType<Value>,
	rebuild: (env: WorkerBindings, id: Key) => Promise<unknown>,
): Doors<Key, Value> {
	const held = new Held<Value>();
	const missing = new Recent<true>(ASKED);
	const renewing = new Recent<true>(ASKED);

	async function rebuilt(env: WorkerBindings, id: Key): Promise<Value | null> {
		const row = await rebuild(env, id);
		return row === null ? null : shape.parse(row);
	}

	async function keep(env: WorkerBindings, id: Key, value: Value | null): Promise<void> {
		const key = `${prefix}:${id}`;
		const metadata: z.infer<typeof writing> = { writtenAtMs: systemClock.now() };
		held.forget(id);
		if (value === null) return env.DOORS.delete(key);
		await env.DOORS.put(key, JSON.stringify(value), { expirationTtl: LAPSES_S, metadata });
		held.changed(id, value);
	}

	async function renew(env: WorkerBindings, id: Key): Promise<void> {
		try {
			await keep(env, id, await rebuilt(env, id));
		} catch {
			log("door_not_renewed", { door: prefix });
		}
	}

	/** From KV, else from Postgres. */
	async function fetched(env: WorkerBindings, id: Key, permit?: () => Promise<void>): Promise<Value | undefined> {
		const now = systemClock.now();
		const kept = await env.DOORS.getWithMetadata(`${prefix}:${id}`, { type: "json", cacheTtl: CACHE_TTL_S });
		const stored = shape.safeParse(kept.value);
		if (stored.success) {
			const { writtenAtMs = 0 } = writing.safeParse(kept.metadata).data ?? {};
			if (now - writtenAtMs > RENEWED_AFTER_MS && !renewing.get(id, now)) {
				renewing.set(id, true, now);
				waitUntil(renew(env, id));
			}
			return stored.data;
		}
		if (missing.get(id, now)) return undefined;
		await permit?.();
		const value = await rebuilt(env, id);
		if (value === null) {
			missing.set(id, true, now);
			return undefined;
		}
		await keep(env, id, value).catch(() => log("door_not_kept", { door: prefix }));
		return value;
	}

	return {
		async read(env, id, permit) {
			return (await held.read(id, () => fetched(env, id, permit))) ?? null;
		},
		async renewed(env, id) {
			const value = await rebuilt(env, id);
			await keep(env, id, value).catch(() => log("door_not_kept", { door: prefix }));
			return value;
		},
		async rewrite(env, id) {
			missing.forget(id);
			await tryAgain("door_written", { door: prefix }, async () => keep(env, id, await rebuilt(env, id)));
		},
	};
}
