// One look-up in a business system: whether it may be made now, within its limit, its deadline and its asker's patience;
// and what is to be learned from how it went.
import {
	type Lookup,
	type Read,
	type SystemFetch,
	SystemUnreachable,
	type VerifiedKeys,
} from "../connectors/connector.ts";
import { span } from "../platform/tracing.ts";
import type { Card } from "../protocol/card.ts";
import type { ConnectionDoor } from "../workspaces/doors.ts";
import { failed, permit, succeeded } from "./breaker.ts";
import { budgetIn, leftAt, spend, waitFor } from "./budget.ts";
import type { Health } from "./health.ts";
import { type KeptRestraint, type Restraint, UNRESTRAINED } from "./restraint.ts";
import type { System } from "./system.ts";

/** Beyond the 5 s that one request may take: some look-ups are two requests. An agent has long read the other cards. */
const DEADLINE_MS = 8_000;
/** Waited for a budget to fill again. Longer, and the card says why it is old instead. */
const MOST_PATIENCE_MS = 2_000;
/** Of its budget a system keeps so much for people: looking ahead for somebody who may never write is not worth more. */
const KEPT_FOR_PEOPLE = 0.25;

export type Outcome =
	| Extract<Lookup, { ok: true }>
	| {
			ok: false;
			why: "failed" | "unreachable" | "drifted" | "timed_out" | "breaker_open" | "rate_limited" | "cancelled";
			reason: string;
			drift?: Extract<Lookup, { ok: false }>["drift"];
	  };

type Refused = Extract<Outcome, { ok: false }>;

/** What is asked of an opened system; the fetch keeps to its limit. */
type Step<T> = (system: System, fetchSystem: SystemFetch) => Promise<T>;

/** What a card says of a look-up that was none. */
export const CARD_STATES = {
	failed: "failed",
	unreachable: "failed",
	drifted: "drifted",
	timed_out: "timed_out",
	breaker_open: "breaker_open",
	rate_limited: "failed",
	cancelled: "failed",
} as const satisfies Record<Refused["why"], Card["state"]>;

export interface LookUpPorts {
	now(): number;
	/** Undefined where the settings no longer fit the connector. */
	open(door: ConnectionDoor): Promise<System | undefined>;
	/** What still holds from before the object slept. */
	restraint: Pick<KeptRestraint, "read" | "keep">;
	/** A fault of ours, for the log. */
	fault(error: unknown, door: ConnectionDoor): void;
}

/** Who counts how the calls went. */
export type LookUpHealth = Pick<Health, "called" | "drifted">;

export class LookUps {
	readonly #ports: LookUpPorts;
	readonly #health: LookUpHealth;
	#known: Restraint | undefined;

	constructor(health: LookUpHealth, ports: LookUpPorts) {
		this.#health = health;
		this.#ports = ports;
	}

	/** What the system says. `cancelled` ends it, and then says nothing about the system. Never throws. */
	async ask(door: ConnectionDoor, keys: VerifiedKeys, cancelled: AbortSignal): Promise<Outcome> {
		const began = this.#ports.now();
		const permission = permit(this.#restraint.breaker, began);
		if (!permission.ok) return { ok: false, why: permission.why, reason: REFUSALS[permission.why] };
		this.#restraint.breaker = permission.breaker;
		const attributes = { "heddle.connector": door.connector, "heddle.connection_id": door.id };
		const outcome = await span("connection.lookup", attributes, () =>
			this.#inTime<Extract<Lookup, { ok: true }>>(door, cancelled, (system, paced) =>
				this.#lookUp(system, keys, paced),
			),
		);
		const now = this.#ports.now();
		const { breaker } = this.#restraint;
		if (!outcome.ok && outcome.why === "cancelled") this.#restraint.breaker = { ...breaker, probing: false };
		else {
			// Being read wrongly is our trouble, not the system's: it answers, and is not left alone for it.
			const answered = outcome.ok || outcome.why === "drifted";
			this.#restraint.breaker = answered ? succeeded(breaker, now) : failed(breaker, now, outcome);
			this.#ports.restraint.keep(this.#restraint, now);
			// A call that we did not make ourselves is no error of the system's.
			if (outcome.ok || outcome.why !== "rate_limited")
				await this.#health.called(now - began, outcome.ok ? undefined : outcome.reason);
		}
		return outcome;
	}

	/**
	 * Asks something for nobody who waits: only while the system has room to spare for people. What it refuses (a
	 * permission that only this question needs) says nothing about cards; that it cannot be reached does. Never throws.
	 */
	async askInBackground<T>(door: ConnectionDoor, step: Step<Read<T>>): Promise<{ ok: true; value: T } | Refused> {
		if (!this.mayLookAhead) return { ok: false, why: "rate_limited", reason: REFUSALS.busy };
		const began = this.#ports.now();
		const attributes = { "heddle.connector": door.connector, "heddle.connection_id": door.id };
		const answer = await span("connection.sweep", attributes, () =>
			this.#inTime<{ ok: true; value: T }>(door, new AbortController().signal, step),
		);
		const now = this.#ports.now();
		if (answer.ok) return answer;
		if (answer.drift) this.#health.drifted(answer.drift);
		const away =
			answer.why === "timed_out" || answer.why === "unreachable" || answer.retryAfterMs !== undefined || answer.broken;
		if (away) {
			this.#restraint.breaker = failed(this.#restraint.breaker, now, answer);
			this.#ports.restraint.keep(this.#restraint, now);
			await this.#health.called(now - began, answer.reason);
		}
		return answer;
	}

	/** Whether there is so much room that somebody's card may be fetched before anybody asks for it. */
	get mayLookAhead(): boolean {
		const now = this.#ports.now();
		const { breaker, budget } = this.#restraint;
		if (breaker.failuresInARow > 0 || !permit(breaker, now).ok) return false;
		return !budget || leftAt(budget, now) >= budget.of * KEPT_FOR_PEOPLE;
	}

	/** As health shows it. */
	get state() {
		const now = this.#ports.now();
		const { breaker, budget } = this.#restraint;
		const permission = permit(breaker, now);
		const open = !permission.ok && permission.why === "breaker_open";
		return {
			breaker: open ? (breaker.probing ? ("probing" as const) : ("open" as const)) : ("closed" as const),
			retryAt: permission.ok ? null : permission.retryAt,
			budget: budget ? { left: Math.floor(leftAt(budget, now)), of: budget.of } : null,
		};
	}

	/** A changed connection starts with a clean slate. */
	forget(): void {
		this.#known = { ...UNRESTRAINED };
		this.#ports.restraint.keep(this.#known, this.#ports.now());
	}

	get #restraint(): Restraint {
		this.#known ??= this.#ports.restraint.read() ?? { ...UNRESTRAINED };
		return this.#known;
	}

	async #inTime<T extends { ok: true }>(
		door: ConnectionDoor,
		cancelled: AbortSignal,
		step: Step<T | Extract<Lookup, { ok: false }>>,
	): Promise<T | (Refused & { retryAfterMs?: number; broken?: boolean })> {
		const ends = AbortSignal.any([cancelled, AbortSignal.timeout(DEADLINE_MS)]);
		try {
			const found = await Promise.race([this.#opened(door, ends, step), ended(ends)]);
			if (found.ok) return found;
			return { ...found, why: found.drift ? "drifted" : "failed" };
		} catch (error) {
			if (cancelled.aborted) return failure("cancelled", "Nobody waits for it any more.");
			if (ends.aborted) return failure("timed_out", `It did not answer within ${DEADLINE_MS / 1000} s.`);
			if (error instanceof OverBudget)
				return { ...failure("rate_limited", REFUSALS.rate_limited), retryAfterMs: error.retryAfterMs };
			if (error instanceof SystemUnreachable)
				return failure(error.timedOut ? "timed_out" : "unreachable", `It could not be reached: ${error.message}.`);
			this.#ports.fault(error, door);
			return failure("failed", "The look-up broke on our side.");
		}
	}

	async #opened<T>(door: ConnectionDoor, ends: AbortSignal, step: Step<T>): Promise<T | Refused> {
		const system = await this.#ports.open(door);
		if (system) return step(system, this.#paced(system, ends));
		return failure("failed", "The connection's settings no longer fit. An admin can set it up again.");
	}

	/** Within the system's limit and the deadline. */
	#paced({ fetchSystem }: System, ends: AbortSignal): SystemFetch {
		return async (request) => {
			await this.#pace(ends);
			const answer = await fetchSystem({ ...request, signal: ends });
			this.#restraint.budget = budgetIn(answer, this.#ports.now()) ?? this.#restraint.budget;
			return answer;
		};
	}

	#lookUp({ connector, settings }: System, keys: VerifiedKeys, paced: SystemFetch): Promise<Lookup> {
		return connector.lookup(keys, settings, paced, (path, value, known) =>
			this.#health.drifted({
				path,
				before: `one of ${[...known].join(", ")}`.slice(0, 300),
				after: JSON.stringify(value.slice(0, 80)),
			}),
		);
	}

	/** Waits while the system's limit would refuse the call. Throws `OverBudget` where that would take too long. */
	async #pace(ends: AbortSignal): Promise<void> {
		for (let { budget } = this.#restraint; budget; { budget } = this.#restraint) {
			const now = this.#ports.now();
			const wait = waitFor(budget, now);
			if (wait > MOST_PATIENCE_MS) throw new OverBudget(wait);
			if (wait === 0) {
				this.#restraint.budget = spend(budget, now);
				return;
			}
			await Promise.race([scheduler.wait(wait), ended(ends)]);
		}
	}
}

class OverBudget extends Error {
	readonly retryAfterMs: number;
	constructor(retryAfterMs: number) {
		super("the system's limit is used up");
		this.retryAfterMs = retryAfterMs;
	}
}

const REFUSALS = {
	breaker_open: "It has failed several times in a row and is left alone for half a minute.",
	rate_limited: "Its limit of calls is used up, so we wait before the next one.",
	busy: "It has failed, or little is left of its limit: what there is, is kept for people who look customers up.",
} as const;

function failure(why: Extract<Outcome, { ok: false }>["why"], reason: string) {
	return { ok: false as const, why, reason };
}

/** Rejects when it ends. */
function ended(ends: AbortSignal): Promise<never> {
	return new Promise((_, reject) => {
		const end = () => reject(new SystemUnreachable("the look-up was ended", true));
		if (ends.aborted) end();
		else ends.addEventListener("abort", end, { once: true });
	});
}
