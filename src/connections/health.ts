// A connection's health: counted in memory, written once a minute, so that a flood of webhooks is no flood of writes.
import { z } from "zod";
import { instantOf } from "../platform/world.ts";
import { type ConnectionHealth, connectionHealth } from "../protocol/http.ts";

/** Half of what an idle object stays in memory at least (70 s, platform-limits.md): lost are at most a minute's counts. */
const WRITE_AFTER_MS = 60_000;

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
	hooksAccepted: 0,
	hooksRefused: 0,
};
const row = z.object({ json: z.string() });

export class Health {
	readonly #storage: DurableObjectStorage;
	readonly #now: () => number;
	#current: ConnectionHealth | undefined;
	#unwritten = false;

	constructor(storage: DurableObjectStorage, now: () => number) {
		this.#storage = storage;
		this.#now = now;
	}

	get current(): ConnectionHealth {
		this.#current ??= this.#stored() ?? UNUSED;
		return this.#current;
	}

	async called(error: string | undefined): Promise<void> {
		const at = instantOf(this.#now());
		const { calls, errors } = this.current;
		if (error === undefined) return this.#change({ state: "ok", calls: calls + 1, lastOkAt: at });
		const lastError = { at, reason: error.slice(0, 300) };
		return this.#change({ state: "failing", calls: calls + 1, errors: errors + 1, lastError });
	}

	async hooked(accepted: boolean): Promise<void> {
		const { hooksAccepted, hooksRefused } = this.current;
		return this.#change(accepted ? { hooksAccepted: hooksAccepted + 1 } : { hooksRefused: hooksRefused + 1 });
	}

	/** Counts stay; what is failing is given another chance. */
	async forgive(): Promise<void> {
		const { state, lastOkAt } = this.current;
		if (state !== "unused") await this.#change({ state: lastOkAt ? "ok" : "unused" });
	}

	/** The alarm. */
	write(): void {
		if (!this.#unwritten) return;
		const { sql } = this.#storage;
		sql.exec("CREATE TABLE IF NOT EXISTS health (id INTEGER PRIMARY KEY, json TEXT NOT NULL)");
		sql.exec(
			"INSERT INTO health (id, json) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json",
			JSON.stringify(this.current),
		);
		this.#unwritten = false;
	}

	async #change(change: Partial<ConnectionHealth>): Promise<void> {
		this.#current = { ...this.current, ...change };
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
