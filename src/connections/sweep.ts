// The sweep of one connection: what changed in its system since the last one, page by page, and whether the system still
// has our webhooks. What it finds goes through the same queue as a webhook; what it says of itself stands in health.
import { z } from "zod";
import type { Finding, FoundPage } from "../connectors/connector.ts";
import { instantOf } from "../platform/world.ts";
import { type SweepHealth, sweepHealth } from "../protocol/connections.ts";
import type { ConnectionDoor } from "../workspaces/doors.ts";
import type { LookUps } from "./look-up.ts";
import { afterPage, openWindow, type Window } from "./sweep-window.ts";

/** 1,000 changes in five minutes, at pages of a hundred. More wait for the next sweep, and health says up to when it has read. */
const MOST_PAGES = 10;

const stored = z.object({
	window: z.object({ afterMs: z.number(), untilMs: z.number().nullable(), cursor: z.string().nullable() }).optional(),
	/** Topics that the system was once seen to tell our address of, and that address. */
	topics: z.array(z.string()).default([]),
	hookUrl: z.string().nullable().default(null),
	health: sweepHealth,
});
type Stored = z.infer<typeof stored>;

const UNSWEPT: SweepHealth = {
	at: null,
	readUpTo: null,
	found: 0,
	lastFoundAt: null,
	lastError: null,
	lostHooks: null,
};
const NEW: Stored = { topics: [], hookUrl: null, health: UNSWEPT };

interface Seen {
	url: string | null;
	lost: string[];
	again: string[];
	topics: string[];
}

export interface SweepPorts {
	now(): number;
	/** Puts what is news on its way, and says how many that were. Throws where it could not: the page is read again. */
	take(findings: readonly Finding[]): Promise<number>;
}

export class Sweep {
	readonly #sql: SqlStorage;
	#known: Stored | undefined;
	#underWay: Promise<void> | undefined;

	constructor(sql: SqlStorage) {
		this.#sql = sql;
	}

	/** Null where the connection was never swept. */
	get health(): SweepHealth | null {
		const { health } = this.#state;
		return health.at === null ? null : health;
	}

	/** `sinceMs`: from when on changes count, where there was no sweep before. Two at once are one. */
	async run(
		lookUps: LookUps,
		door: ConnectionDoor,
		sinceMs: number,
		hookPath: string,
		ports: SweepPorts,
	): Promise<void> {
		this.#underWay ??= this.#run(lookUps, door, sinceMs, hookPath, ports).finally(() => {
			this.#underWay = undefined;
		});
		return this.#underWay;
	}

	async #run(
		lookUps: LookUps,
		door: ConnectionDoor,
		sinceMs: number,
		hookPath: string,
		ports: SweepPorts,
	): Promise<void> {
		try {
			const trouble =
				(await this.#watchHooks(lookUps, door, hookPath, ports)) ?? (await this.#readOn(lookUps, door, sinceMs, ports));
			const at = instantOf(ports.now());
			this.#note({ at, lastError: trouble === undefined ? null : { at, reason: trouble.slice(0, 300) } });
		} catch (error) {
			const at = instantOf(ports.now());
			this.#note({
				at,
				lastError: { at, reason: "What was found could not be put on its way. It is asked for again." },
			});
			throw error;
		} finally {
			this.#write();
		}
	}

	/** Why it could not read to the end. */
	async #readOn(
		lookUps: LookUps,
		door: ConnectionDoor,
		sinceMs: number,
		ports: SweepPorts,
	): Promise<string | undefined> {
		let window = openWindow(this.#state.window, sinceMs, ports.now());
		for (let page = 0; window && page < MOST_PAGES; page++) {
			const read = await this.#page(lookUps, door, window);
			if (!read.ok) return read.reason;
			const news = read.value.findings.length > 0 ? await ports.take(read.value.findings) : 0;
			if (news > 0) {
				const { found } = this.#state.health;
				this.#note({ found: found + news, lastFoundAt: instantOf(ports.now()) });
			}
			window = afterPage(window, read.value.next);
			this.#known = { ...this.#state, window };
			this.#write();
			if (window.untilMs === null) {
				this.#note({ readUpTo: instantOf(window.afterMs) });
				return undefined;
			}
		}
		return undefined;
	}

	#page(lookUps: LookUps, door: ConnectionDoor, { afterMs, untilMs, cursor }: Window) {
		return lookUps.askInBackground<FoundPage>(door, async ({ connector: { poll }, settings }, fetchSystem) => {
			const span = { afterMs, untilMs: untilMs ?? afterMs };
			return (
				poll?.changedSince(span, settings, fetchSystem, cursor ?? undefined) ?? { ok: true, value: { findings: [] } }
			);
		});
	}

	/** A subscription that was there and is gone is set up again where the system lets us, and named either way. */
	async #watchHooks(
		lookUps: LookUps,
		door: ConnectionDoor,
		hookPath: string,
		ports: SweepPorts,
	): Promise<string | undefined> {
		const seen = await lookUps.askInBackground<Seen | undefined>(door, async ({ connector, settings }, fetchSystem) => {
			const watch = connector.hooks?.watch;
			if (!watch) return { ok: true, value: undefined };
			const live = await watch.live(hookPath, settings, fetchSystem);
			if (!live.ok) return live;
			const url = live.value.url ?? this.#state.hookUrl;
			const lost = this.#state.topics.filter((topic) => !live.value.topics.includes(topic));
			const again = url && lost.length > 0 ? await watch.again(lost, url, settings, fetchSystem) : [];
			return { ok: true, value: { url, lost, again, topics: live.value.topics } };
		});
		if (!seen.ok) return seen.why === "failed" ? undefined : seen.reason;
		if (!seen.value) return undefined;
		const { url, lost, again, topics } = seen.value;
		// What could not be set up again stays on the list: it is tried each time, and named until it is back.
		this.#known = {
			...this.#state,
			hookUrl: url,
			topics: [...new Set([...this.#state.topics, ...topics])].slice(0, 100),
		};
		if (lost.length > 0)
			this.#note({
				lostHooks: { at: instantOf(ports.now()), topics: lost, back: lost.every((topic) => again.includes(topic)) },
			});
		else if (this.#state.health.lostHooks?.back === false)
			this.#note({ lostHooks: { ...this.#state.health.lostHooks, back: true } });
		return undefined;
	}

	#note(change: Partial<SweepHealth>): void {
		const now = this.#state;
		this.#known = { ...now, health: { ...now.health, ...change } };
	}

	get #state(): Stored {
		this.#known ??= this.#stored() ?? NEW;
		return this.#known;
	}

	#write(): void {
		this.#sql.exec("CREATE TABLE IF NOT EXISTS sweep (id INTEGER PRIMARY KEY, json TEXT NOT NULL)");
		this.#sql.exec(
			"INSERT INTO sweep (id, json) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json",
			JSON.stringify(this.#state),
		);
	}

	#stored(): Stored | undefined {
		if (this.#sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'sweep'").toArray().length === 0) return undefined;
		const [row] = this.#sql.exec("SELECT json FROM sweep WHERE id = 1").toArray();
		return row && stored.safeParse(JSON.parse(String(row.json))).data;
	}
}
