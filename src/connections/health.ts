// A connection's health: counted in memory, written some seconds later, so that a flood of webhooks is no flood of writes.
import { z } from "zod";
import type { Drift } from "../connectors/connector.ts";
import { instantOf } from "../platform/world.ts";
import { type ConnectionHealth, connectionHealth } from "../protocol/connections.ts";
import { Latencies } from "./latencies.ts";
import { Notices } from "./notices.ts";

/** Half of what an idle object stays in memory (10 s, platform-limits.md): only a crash loses what was counted. */
const WRITE_AFTER_MS = 5_000;

const UNUSED: ConnectionHealth = {
	state: "unused",
	breaker: "closed",
	retryAt: null,
	calls: 0,
	errors: 0,
	latencyMs: null,
	budget: null,
	notices: [],
	lastError: null,
	lastOkAt: null,
	sweep: null,
	hooksAccepted: 0,
	hooksRefused: 0,
	unknownTopics: [],
};
const row = z.object({ json: z.string() });

export class Health {
	readonly #storage: DurableObjectStorage;
	readonly #now: () => number;
	readonly #latencies = new Latencies();
	readonly #notices: Notices;
	#counted: ConnectionHealth | undefined;
	#unwritten = false;

	constructor(storage: DurableObjectStorage, now: () => number) {
		this.#storage = storage;
		this.#now = now;
		this.#notices = new Notices(storage.sql, now);
	}

	get current(): ConnectionHealth {
		const counted = this.#counts;
		return {
			...counted,
			latencyMs: this.#latencies.percentiles ?? counted.latencyMs,
			notices: [...this.#notices.open],
		};
	}

	/** `error`: why the call was none that we could use. */
	async called(tookMs: number, error: string | undefined): Promise<void> {
		const at = instantOf(this.#now());
		const { calls, errors } = this.#counts;
		this.#latencies.add(tookMs);
		if (error === undefined) return this.#change({ state: "ok", calls: calls + 1, lastOkAt: at });
		const lastError = { at, reason: error.slice(0, 300) };
		return this.#change({ state: "failing", calls: calls + 1, errors: errors + 1, lastError });
	}

	async hooked(accepted: number, refused: number): Promise<void> {
		const { hooksAccepted, hooksRefused } = this.#counts;
		return this.#change({ hooksAccepted: hooksAccepted + accepted, hooksRefused: hooksRefused + refused });
	}

	/** An answer in another form: a notice where it is news. */
	drifted(drift: Drift): void {
		this.#notices.add(drift);
		if (!this.#unwritten) void this.#change({});
	}

	/** False where there is no such notice. */
	putAway(notice: string): boolean {
		return this.#notices.putAway(notice);
	}

	/** Counts stay; what is failing is given another chance. */
	async forgive(): Promise<void> {
		const { state, lastOkAt } = this.#counts;
		if (state !== "unused") await this.#change({ state: lastOkAt ? "ok" : "unused" });
	}

	/** The alarm. */
	write(): void {
		this.#notices.write();
		if (!this.#unwritten) return;
		const { sql } = this.#storage;
		sql.exec("CREATE TABLE IF NOT EXISTS health (id INTEGER PRIMARY KEY, json TEXT NOT NULL)");
		sql.exec(
			"INSERT INTO health (id, json) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json",
			JSON.stringify({ ...this.current, notices: [] }),
		);
		this.#unwritten = false;
	}

	get #counts(): ConnectionHealth {
		this.#counted ??= this.#stored() ?? UNUSED;
		return this.#counted;
	}

	async #change(change: Partial<ConnectionHealth>): Promise<void> {
		this.#counted = { ...this.#counts, ...change };
		if (this.#unwritten) return;
		this.#unwritten = true;
		await this.#storage.setAlarm(this.#now() + WRITE_AFTER_MS);
	}

	#stored(): ConnectionHealth | undefined {
		const { sql } = this.#storage;
		if (sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'health'").toArray().length === 0) return undefined;
		const [stored] = sql.exec("SELECT json FROM health WHERE id = 1").toArray();
		return stored && connectionHealth.safeParse(JSON.parse(row.parse(stored).json)).data;
	}
}
