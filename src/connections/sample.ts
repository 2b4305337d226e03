// The stored sample: the newest answers of a connection's system, for whoever writes a mapping. Personal data of one
// customer, so: sealed before it comes here, little, replaced, and forgotten.
import { z } from "zod";
import { instantOf } from "../platform/world.ts";
import { type MappingSample, mappingSample } from "../protocol/mapping.ts";
import { safeOf } from "../workspaces/data-key.ts";
import type { ConnectionDoor } from "../workspaces/doors.ts";
import type { Answer, MappingInput } from "./mapping-input.ts";

/** As JSON. An editor shows it beside the mapping; a card's answers are 5 to 60 KB. */
const MOST_BYTES = 64 * 1024;
/** Sealing and one row for each look-up would be work for nobody. */
const EVERY_MS = 60_000;
/** Look-ups end within that, those too that begin with a door that KV has for up to a minute after its connection is gone. */
const STILL_UNDER_WAY_MS = 2 * 60_000;
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;
/** Elements of its lists that a too large answer keeps, tried one after the other. */
const SHORTER = [20, 5, 1];

const row = z.object({ at: z.number(), sealed: z.string() });

export class Sample {
	readonly #storage: DurableObjectStorage;
	readonly #now: () => number;
	#newest: number | undefined;
	#keepsFrom = Number.NEGATIVE_INFINITY;

	constructor(storage: DurableObjectStorage, now: () => number) {
		this.#storage = storage;
		this.#now = now;
	}

	/** Takes what `seal` gives, unless the last one is younger than a minute. */
	async keep(seal: () => Promise<string>): Promise<void> {
		const at = this.#now();
		const newest = this.#newest ?? this.#stored()?.at ?? Number.NEGATIVE_INFINITY;
		if (at < this.#keepsFrom || at - newest < EVERY_MS) return;
		this.#newest = at;
		const sealed = await seal();
		if (at < this.#keepsFrom) return;
		const { sql } = this.#storage;
		sql.exec("CREATE TABLE IF NOT EXISTS sample (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, sealed TEXT NOT NULL)");
		sql.exec("INSERT OR REPLACE INTO sample (id, at, sealed) VALUES (1, ?, ?)", at, sealed);
		await this.upkeep();
	}

	/** Sealed; undefined where there is none that is younger than a week. */
	get current(): string | undefined {
		const stored = this.#stored();
		return stored && this.#now() - stored.at < KEPT_MS ? stored.sealed : undefined;
	}

	/** Its customer or the connection is gone: what is under way now is not kept either. */
	forget(): void {
		this.#keepsFrom = this.#now() + STILL_UNDER_WAY_MS;
		this.#delete();
	}

	/** After each alarm, which others set for themselves: deletes what is too old, and sees to it that somebody does. */
	async upkeep(): Promise<void> {
		const stored = this.#stored();
		if (!stored) return;
		const ends = stored.at + KEPT_MS;
		if (this.#now() >= ends) this.#delete();
		else if ((await this.#storage.getAlarm()) === null) await this.#storage.setAlarm(ends);
	}

	#delete(): void {
		if (this.#stored()) this.#storage.sql.exec("DELETE FROM sample");
	}

	#stored(): z.infer<typeof row> | undefined {
		const { sql } = this.#storage;
		if (sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'sample'").toArray().length === 0) return undefined;
		return row.safeParse(sql.exec("SELECT at, sealed FROM sample WHERE id = 1").toArray()[0]).data;
	}
}

type Owner = Pick<ConnectionDoor, "workspaceId" | "id">;

export async function sealSample(
	env: WorkerBindings,
	owner: Owner,
	input: MappingInput,
	nowMs: number,
): Promise<string> {
	const sample: MappingSample = { takenAt: instantOf(nowMs), ...fitting(input) };
	return (await safeOf(env, owner.workspaceId)).seal(placeOf(owner), JSON.stringify(sample));
}

export async function openSample(env: WorkerBindings, owner: Owner, sealed: string): Promise<MappingSample> {
	const safe = await safeOf(env, owner.workspaceId);
	return mappingSample.parse(JSON.parse(await safe.open(placeOf(owner), sealed)));
}

/** Whole where it fits; else with shorter lists; an answer that is too large even so is null. */
export function fitting({ answers, items }: MappingInput): Pick<MappingSample, "cut" | "answers" | "items"> {
	const whole = { cut: false, answers: [...answers], items: [...items] };
	if (sizeOf(whole) <= MOST_BYTES) return whole;
	for (const most of SHORTER) {
		const shorter = { ...whole, cut: true, answers: answers.map((answer) => shortened(answer, most)) };
		if (sizeOf(shorter) <= MOST_BYTES) return shorter;
	}
	return {
		cut: true,
		answers: answers.map(({ path }) => ({ path: path.slice(0, 500), json: null })),
		items: [...items],
	};
}

function shortened({ path, json }: Answer, most: number): Answer {
	const text = JSON.stringify(json, (_, value: unknown) => (Array.isArray(value) ? value.slice(0, most) : value));
	return { path, json: JSON.parse(text) };
}

function sizeOf(value: unknown): number {
	return new TextEncoder().encode(JSON.stringify(value)).byteLength;
}

function placeOf({ id }: Owner): string[] {
	return ["sample", id];
}
