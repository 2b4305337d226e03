// The Connection object: every call to one business system goes through it, so that 200 open profiles of one customer
// cost one call, a failing system is left alone, and its cards have one writer.
import { DurableObject } from "cloudflare:workers";
import { z } from "zod";
import { type Lookup, SystemUnreachable, type VerifiedKeys } from "../connectors/connector.ts";
import { logFault } from "../platform/log.ts";
import { span } from "../platform/tracing.ts";
import { instantOf, systemClock } from "../platform/world.ts";
import type { Card } from "../protocol/card.ts";
import { type ConnectionHealth, connectionHealth } from "../protocol/http.ts";
import type { CustomerId } from "../protocol/ids.ts";
import type { ConnectionDoor } from "../workspaces/doors.ts";
import { type Breaker, CLOSED, failed, permit, succeeded } from "./breaker.ts";
import { readCards, writeCard } from "./cards.ts";
import { openSystem } from "./system.ts";

/** Beyond the 5 s that one request may take: some look-ups are two requests. An agent has long read the other cards. */
const DEADLINE_MS = 8_000;

export interface Ask {
	door: ConnectionDoor;
	customerId: CustomerId;
	keys: VerifiedKeys;
	/** An event about this customer has come: a look-up that is under way began too early and is made again. */
	afterEvent?: boolean;
}

const UNUSED: ConnectionHealth = {
	state: "unused",
	calls: 0,
	errors: 0,
	lastError: null,
	lastOkAt: null,
	hooksAccepted: 0,
	hooksRefused: 0,
};
const healthRow = z.object({ json: z.string() });

export class ConnectionObject extends DurableObject<WorkerBindings> {
	readonly #underWay = new Map<CustomerId, { card: Promise<Card>; again: boolean }>();
	#breaker: Breaker = CLOSED;
	#health: ConnectionHealth | undefined;

	/** This customer's card, fetched now; those who ask at the same time get the same answer. Never throws. */
	async fetchCard(ask: Ask): Promise<Card> {
		const known = this.#underWay.get(ask.customerId);
		if (known) {
			known.again ||= ask.afterEvent ?? false;
			return known.card;
		}
		const entry = { card: this.#fetchUntilCurrent(ask, () => this.#takeAgain(ask.customerId)), again: false };
		this.#underWay.set(ask.customerId, entry);
		try {
			return await entry.card;
		} finally {
			this.#underWay.delete(ask.customerId);
		}
	}

	async countHook(accepted: boolean): Promise<void> {
		const health = this.#currentHealth();
		this.#keep(
			accepted
				? { ...health, hooksAccepted: health.hooksAccepted + 1 }
				: { ...health, hooksRefused: health.hooksRefused + 1 },
		);
	}

	async health(): Promise<ConnectionHealth> {
		const health = this.#currentHealth();
		return permit(this.#breaker, systemClock.now()).ok ? health : { ...health, state: "breaker_open" };
	}

	/** A changed connection starts with a clean slate. */
	async forgetFailures(): Promise<void> {
		this.#breaker = CLOSED;
		const health = this.#currentHealth();
		if (health.state !== "unused") this.#keep({ ...health, state: health.lastOkAt ? "ok" : "unused" });
	}

	#takeAgain(customer: CustomerId): boolean {
		const entry = this.#underWay.get(customer);
		const again = entry?.again ?? false;
		if (entry) entry.again = false;
		return again;
	}

	async #fetchUntilCurrent(ask: Ask, again: () => boolean): Promise<Card> {
		let card = await this.#fetchOnce(ask);
		while (again()) card = await this.#fetchOnce(ask);
		if (card.state === "fresh" || card.state === "not_found") await this.#remember(ask, card);
		return card;
	}

	async #fetchOnce({ door, customerId, keys }: Ask): Promise<Card> {
		const base = { connectionId: door.id, connector: door.connector, title: door.name };
		const permission = permit(this.#breaker, systemClock.now());
		if (!permission.ok) {
			const reason =
				permission.why === "breaker_open"
					? "It has failed several times in a row and is left alone for half a minute."
					: "It asked us to wait before the next request.";
			return this.#withLastGood(
				{ ...base, state: permission.why === "breaker_open" ? "breaker_open" : "failed", reason, items: [] },
				door,
				customerId,
			);
		}
		this.#breaker = permission.breaker;
		const outcome = await span(
			"connection.lookup",
			{ "heddle.connector": door.connector, "heddle.connection_id": door.id },
			() => this.#lookup(door, keys),
		);
		if (outcome.ok) {
			this.#breaker = succeeded();
			this.#count(undefined);
			return {
				...base,
				state: outcome.found ? "fresh" : "not_found",
				fetchedAt: instantOf(systemClock.now()),
				items: outcome.items,
			};
		}
		this.#breaker = failed(this.#breaker, systemClock.now(), outcome.retryAfterMs);
		this.#count(outcome.reason);
		return this.#withLastGood(
			{ ...base, state: outcome.timedOut ? "timed_out" : "failed", reason: outcome.reason.slice(0, 300), items: [] },
			door,
			customerId,
		);
	}

	async #lookup(door: ConnectionDoor, keys: VerifiedKeys): Promise<Lookup & { timedOut?: boolean }> {
		try {
			const system = await openSystem(this.env, door);
			if (!system)
				return { ok: false, reason: "The connection's settings no longer fit. An admin can set it up again." };
			return await withDeadline(system.connector.lookup(keys, system.settings, system.fetchSystem));
		} catch (error) {
			if (error instanceof SystemUnreachable)
				return { ok: false, reason: `It could not be reached: ${error.message}.`, timedOut: error.timedOut };
			logFault("lookup_failed", error, { workspaceId: door.workspaceId, connectionId: door.id });
			return { ok: false, reason: "The look-up broke on our side." };
		}
	}

	/** A failing system still shows what it last said, with the age of that. */
	async #withLastGood(card: Card, door: ConnectionDoor, customerId: CustomerId): Promise<Card> {
		const last = (await readCards(this.env, door.workspaceId, customerId, [door.id])).get(door.id);
		return last ? { ...card, items: last.items, ...(last.fetchedAt && { fetchedAt: last.fetchedAt }) } : card;
	}

	async #remember({ door, customerId }: Ask, card: Card): Promise<void> {
		try {
			await writeCard(this.env, { workspaceId: door.workspaceId, customerId, connectionId: door.id }, card);
		} catch (error) {
			logFault("card_not_kept", error, { workspaceId: door.workspaceId, connectionId: door.id });
		}
	}

	#count(error: string | undefined): void {
		const health = this.#currentHealth();
		const at = instantOf(systemClock.now());
		const calls = health.calls + 1;
		if (error === undefined) this.#keep({ ...health, state: "ok", calls, lastOkAt: at });
		else
			this.#keep({
				...health,
				state: "failing",
				calls,
				errors: health.errors + 1,
				lastError: { at, reason: error.slice(0, 300) },
			});
	}

	#currentHealth(): ConnectionHealth {
		this.#health ??= this.#storedHealth() ?? UNUSED;
		return this.#health;
	}

	#storedHealth(): ConnectionHealth | undefined {
		const { sql } = this.ctx.storage;
		if (sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'health'").toArray().length === 0) return undefined;
		const [row] = sql.exec("SELECT json FROM health WHERE id = 1").toArray();
		return row && connectionHealth.parse(JSON.parse(healthRow.parse(row).json));
	}

	#keep(health: ConnectionHealth): void {
		this.#health = health;
		const { sql } = this.ctx.storage;
		sql.exec("CREATE TABLE IF NOT EXISTS health (id INTEGER PRIMARY KEY, json TEXT NOT NULL)");
		sql.exec(
			"INSERT INTO health (id, json) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json",
			JSON.stringify(health),
		);
	}
}

async function withDeadline<T>(work: Promise<T>): Promise<T> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const deadline = new Promise<never>((_, reject) => {
		timer = setTimeout(
			() => reject(new SystemUnreachable(`no answer within ${DEADLINE_MS / 1000} s`, true)),
			DEADLINE_MS,
		);
	});
	try {
		return await Promise.race([work, deadline]);
	} finally {
		clearTimeout(timer);
	}
}
