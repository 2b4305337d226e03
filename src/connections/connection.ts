// The Connection object: every call to one business system goes through it, so that 200 open profiles of one customer
// cost one call, a failing system is left alone, and its cards have one writer.
import { DurableObject } from "cloudflare:workers";
import { type Lookup, SystemUnreachable, type VerifiedKeys } from "../connectors/connector.ts";
import { logFault } from "../platform/log.ts";
import { span } from "../platform/tracing.ts";
import { instantOf } from "../platform/world.ts";
import type { Card } from "../protocol/card.ts";
import type { ConnectionHealth } from "../protocol/http.ts";
import type { CustomerId } from "../protocol/ids.ts";
import type { ConnectionDoor } from "../workspaces/doors.ts";
import { type Breaker, CLOSED, failed, permit, succeeded } from "./breaker.ts";
import { type CardAddress, dropCard, readCards, writeCard } from "./cards.ts";
import { Health } from "./health.ts";
import type { CardPlace, ConnectionPorts } from "./ports.ts";
import { openSystem, type System } from "./system.ts";
import { Turns } from "./turns.ts";

/** Beyond the 5 s that one request may take: some look-ups are two requests. An agent has long read the other cards. */
const DEADLINE_MS = 8_000;
/** The platform gives six connections at once (platform-limits.md): beyond, a call's time would run while it waits. One is for KV. */
const MOST_CALLS = 5;
/** As many as a team of twenty has profiles open; at a second each they wait 20 s at most. */
const MOST_WAITING = 100;

export interface Ask {
	door: ConnectionDoor;
	customerId: CustomerId;
	keys: VerifiedKeys;
}

interface UnderWay {
	card: Promise<Card>;
	/** An event has come since the call began: what it brings may be old. */
	again: boolean;
	/** Who is shown each card that comes, by the conversation's id. */
	places: Map<string, CardPlace>;
}

export class ConnectionObject extends DurableObject<WorkerBindings> {
	readonly #ports: ConnectionPorts;
	readonly #health: Health;
	readonly #turns = new Turns(MOST_CALLS, MOST_WAITING);
	readonly #underWay = new Map<string, UnderWay>();
	#breaker: Breaker = CLOSED;

	constructor(context: DurableObjectState, env: WorkerBindings, ports: ConnectionPorts) {
		super(context, env);
		this.#ports = ports;
		this.#health = new Health(context.storage, () => ports.now());
	}

	/** This customer's card, fetched now; those who ask at the same time get the same answer. Never throws. */
	async fetchCard(ask: Ask): Promise<Card> {
		return (this.#underWay.get(whose(ask)) ?? this.#begin(ask)).card;
	}

	/** An event about this customer has come: fetches anew and shows it there. Answers at once. */
	async renewCard(ask: Ask, place: CardPlace): Promise<void> {
		const known = this.#underWay.get(whose(ask));
		if (known) known.again = true;
		const { places, card } = known ?? this.#begin(ask);
		places.set(place.id, place);
		this.ctx.waitUntil(card);
	}

	/** An event about a customer whom nobody looks at: the next look fetches. */
	async forgetCard(ask: Ask): Promise<void> {
		const known = this.#underWay.get(whose(ask));
		if (known) known.again = true;
		else await dropCard(this.env, addressOf(ask));
	}

	async countHook(accepted: boolean): Promise<void> {
		await this.#health.hooked(accepted);
	}

	async health(): Promise<ConnectionHealth> {
		const health = this.#health.current;
		return permit(this.#breaker, this.#ports.now()).ok ? health : { ...health, state: "breaker_open" };
	}

	/** A changed connection starts with a clean slate. */
	async forgetFailures(): Promise<void> {
		this.#breaker = CLOSED;
		await this.#health.forgive();
	}

	override async alarm(): Promise<void> {
		this.#health.write();
	}

	// --- within ----------------------------------------------------------------------------------------------------

	#begin(ask: Ask): UnderWay {
		const places = new Map<string, CardPlace>();
		const entry: UnderWay = {
			again: false,
			places,
			card: Promise.resolve().then(() => this.#untilCurrent(ask, entry)),
		};
		this.#underWay.set(whose(ask), entry);
		return entry;
	}

	/** Whatever comes while a card is fetched or written has it fetched once more: KV ends with the newest. */
	async #untilCurrent(ask: Ask, entry: UnderWay): Promise<Card> {
		try {
			for (;;) {
				entry.again = false;
				const card = await this.#fetchOnce(ask, entry);
				if (card.state === "fresh" || card.state === "not_found") await this.#remember(ask, card);
				for (const place of entry.places.values()) this.ctx.waitUntil(this.#show(place, card));
				if (!entry.again) return card;
			}
		} finally {
			this.#underWay.delete(whose(ask));
		}
	}

	async #fetchOnce(ask: Ask, entry: UnderWay): Promise<Card> {
		const card = await this.#turns.take(() => {
			entry.again = false;
			return this.#fetchInTurn(ask);
		});
		if (card?.fetchedAt) return card;
		const crowded = { ...faceOf(ask), state: "failed" as const, reason: "Too many look-ups are waiting for it." };
		return this.#withLastGood(card ?? crowded, ask);
	}

	async #fetchInTurn(ask: Ask): Promise<Card> {
		const began = this.#ports.now();
		const permission = permit(this.#breaker, began);
		if (!permission.ok) return { ...faceOf(ask), ...REFUSALS[permission.why] };
		this.#breaker = permission.breaker;
		const { door } = ask;
		const outcome = await span(
			"connection.lookup",
			{ "heddle.connector": door.connector, "heddle.connection_id": door.id },
			() => this.#lookup(ask),
		);
		const now = this.#ports.now();
		this.#breaker = outcome.ok ? succeeded() : failed(this.#breaker, now, outcome.retryAfterMs);
		await this.#health.called(outcome.ok ? undefined : outcome.reason);
		// The age counts from when the call began: what happened since may not be in the answer.
		if (outcome.ok)
			return {
				...faceOf(ask),
				state: outcome.found ? "fresh" : "not_found",
				fetchedAt: instantOf(began),
				items: outcome.items,
			};
		return { ...faceOf(ask), state: outcome.timedOut ? "timed_out" : "failed", reason: outcome.reason.slice(0, 300) };
	}

	async #lookup({ door, keys }: Ask): Promise<Lookup & { timedOut?: boolean }> {
		try {
			const system = await openSystem(this.env, door);
			if (!system)
				return { ok: false, reason: "The connection's settings no longer fit. An admin can set it up again." };
			return await inTime(system, keys);
		} catch (error) {
			if (error instanceof SystemUnreachable)
				return { ok: false, reason: `It could not be reached: ${error.message}.`, timedOut: error.timedOut };
			logFault("lookup_failed", error, { workspaceId: door.workspaceId, connectionId: door.id });
			return { ok: false, reason: "The look-up broke on our side." };
		}
	}

	/** A failing system still shows what it last said, with the age of that. */
	async #withLastGood(card: Card, { door, customerId, keys }: Ask): Promise<Card> {
		try {
			const last = (await readCards(this.env, door.workspaceId, customerId, keys, [door.id])).get(door.id);
			return last ? { ...card, items: last.items, ...(last.fetchedAt && { fetchedAt: last.fetchedAt }) } : card;
		} catch (error) {
			logFault("card_not_read", error, { workspaceId: door.workspaceId, connectionId: door.id });
			return card;
		}
	}

	async #remember(ask: Ask, card: Card): Promise<void> {
		try {
			await writeCard(this.env, addressOf(ask), card);
		} catch (error) {
			logFault("card_not_kept", error, { workspaceId: ask.door.workspaceId, connectionId: ask.door.id });
		}
	}

	async #show(place: CardPlace, card: Card): Promise<void> {
		try {
			await this.#ports.showCard(place, card);
		} catch (error) {
			logFault("card_not_shown", error, { workspaceId: place.workspaceId, conversationId: place.id });
		}
	}
}

const REFUSALS = {
	breaker_open: {
		state: "breaker_open",
		reason: "It has failed several times in a row and is left alone for half a minute.",
	},
	rate_limited: { state: "failed", reason: "It asked us to wait before the next request." },
} as const;

function faceOf({ door }: Ask) {
	return { connectionId: door.id, connector: door.connector, title: door.name, items: [] };
}

function addressOf({ door, customerId, keys }: Ask): CardAddress {
	return { workspaceId: door.workspaceId, customerId, connectionId: door.id, keys };
}

/** By the keys too: a customer whose address has changed is somebody else to the system. */
function whose({ customerId, keys: { email, phone, externalId } }: Ask): string {
	return JSON.stringify([customerId, email, phone, externalId]);
}

async function inTime({ connector, settings, fetchSystem }: System, keys: VerifiedKeys): Promise<Lookup> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const deadline = new Promise<never>((_, reject) => {
		timer = setTimeout(
			() => reject(new SystemUnreachable(`no answer within ${DEADLINE_MS / 1000} s`, true)),
			DEADLINE_MS,
		);
	});
	try {
		return await Promise.race([connector.lookup(keys, settings, fetchSystem), deadline]);
	} finally {
		clearTimeout(timer);
	}
}
