// The Connection object: every call to one business system goes through it, so that 200 open profiles of one customer
// cost one call, a failing system is left alone, and its cards have one writer.
import { DurableObject } from "cloudflare:workers";
import { logFault } from "../platform/log.ts";
import { instantOf } from "../platform/world.ts";
import type { Card } from "../protocol/card.ts";
import type { ConnectionHealth } from "../protocol/connections.ts";
import type { Jurisdiction } from "../protocol/jurisdiction.ts";
import type { ConnectionDoor } from "../workspaces/doors.ts";
import { type Ask, addressOf, faceOf, linkOf, whose } from "./ask.ts";
import { dropCard, FRESH_MS, readCards, writeCard } from "./cards.ts";
import { Health } from "./health.ts";
import { hookPathOf } from "./hook-path.ts";
import { LearnedLinks } from "./learned-links.ts";
import { CARD_STATES, LookUps } from "./look-up.ts";
import { withMapping } from "./mapped-system.ts";
import type { MappingInput } from "./mapping-input.ts";
import type { CardPlace, ConnectionPorts } from "./ports.ts";
import { RecentCards } from "./recent-cards.ts";
import { KeptRestraint } from "./restraint.ts";
import { Sample, sealSample } from "./sample.ts";
import { Sweep } from "./sweep.ts";
import { openSystem } from "./system.ts";
import { Turns } from "./turns.ts";

/** The platform gives six connections at once (platform-limits.md): beyond, a call's time would run while it waits. One is for KV. */
const MOST_CALLS = 5;
/** As many as a team of twenty has profiles open; at a second each they wait 20 s at most. */
const MOST_WAITING = 100;

/** Those who wait for a card may leave before it comes. */
const SOMEBODY = "somebody";

interface UnderWay {
	card: Promise<Card>;
	/** An event has come since the call began: what it brings may be old. */
	again: boolean;
	/** An event has come: what KV has is from before it. */
	outdates: boolean;
	/** Who is shown each card that comes, by the conversation's id. */
	places: Map<string, CardPlace>;
	/** Who waits for it. */
	lookers: Set<string>;
	/** Ended when the last of them has left. */
	ends: AbortController;
}

export class ConnectionObject extends DurableObject<WorkerBindings> {
	readonly #ports: ConnectionPorts;
	readonly #health: Health;
	readonly #lookUps: LookUps;
	readonly #sample: Sample;
	readonly #turns = new Turns(MOST_CALLS, MOST_WAITING);
	readonly #underWay = new Map<string, UnderWay>();
	readonly #recent = new RecentCards();
	readonly #links = new LearnedLinks();
	readonly #sweep: Sweep;

	constructor(context: DurableObjectState, env: WorkerBindings, ports: ConnectionPorts) {
		super(context, env);
		this.#ports = ports;
		this.#health = new Health(context.storage, () => ports.now());
		this.#sweep = new Sweep(context.storage.sql);
		this.#sample = new Sample(context.storage, () => ports.now());
		this.#lookUps = new LookUps(this.#health, {
			now: () => ports.now(),
			restraint: new KeptRestraint(context.storage.sql),
			open: async (door) =>
				withMapping(await openSystem(env, door), door, {
					now: () => ports.now(),
					drifted: (drift) => this.#health.drifted(drift),
					sampled: (input) => context.waitUntil(this.#keepSample(door, input)),
				}),
			fault: (error, door) =>
				logFault("lookup_failed", error, { workspaceId: door.workspaceId, connectionId: door.id }),
		});
	}

	/**
	 * This customer's card, asked for no earlier than `sinceMs`, where that is given; else now. Those who ask at the same
	 * time get the same answer. Never throws.
	 */
	async fetchCard(ask: Ask, looker = SOMEBODY, sinceMs = Number.POSITIVE_INFINITY): Promise<Card> {
		return this.#recent.since(whose(ask), sinceMs) ?? this.#waitingFor(ask, looker).card;
	}

	/** A looker needs the card no more. When all have left, the call to the system is given up. */
	async leave(ask: Ask, looker: string): Promise<void> {
		const known = this.#underWay.get(whose(ask));
		if (!known?.lookers.delete(looker)) return;
		if (known.lookers.size === 0 && known.places.size === 0) known.ends.abort();
	}

	/** Fetches for somebody who has not asked yet, where the system has room to spare. Answers at once. */
	async lookAhead(ask: Ask): Promise<void> {
		const isThere = this.#recent.since(whose(ask), this.#ports.now() - FRESH_MS) || this.#underWay.has(whose(ask));
		if (isThere || this.#turns.isBusy || !this.#lookUps.mayLookAhead) return;
		this.ctx.waitUntil(this.#waitingFor(ask, SOMEBODY).card);
	}

	/** An event about this customer has come: fetches anew and shows it there. Answers at once. */
	async renewCard(ask: Ask, place: CardPlace): Promise<void> {
		this.#recent.drop(whose(ask));
		const entry = this.#waitingFor(ask, SOMEBODY);
		entry.again = entry.outdates = true;
		entry.places.set(place.id, place);
		this.ctx.waitUntil(entry.card);
	}

	/** An event about a customer whom nobody looks at: the next look fetches. */
	async forgetCard(ask: Ask): Promise<void> {
		this.#recent.drop(whose(ask));
		const known = this.#underWay.get(whose(ask));
		if (known && !known.ends.signal.aborted) known.again = known.outdates = true;
		else await dropCard(this.env, addressOf(ask));
	}

	async countHooks(accepted: number, refused: number): Promise<void> {
		await this.#health.hooked(accepted, refused);
	}

	async health(): Promise<ConnectionHealth> {
		const { current } = this.#health;
		const { breaker, retryAt, budget } = this.#lookUps.state;
		return {
			...current,
			...(breaker !== "closed" && { state: "breaker_open" as const }),
			breaker,
			retryAt: retryAt === null ? null : instantOf(retryAt),
			budget: budget ?? current.budget,
			sweep: this.#sweep.health,
		};
	}

	/** An admin has read it. False where there is no such notice. */
	async dismissNotice(notice: string): Promise<boolean> {
		return this.#health.putAway(notice);
	}

	/** Of the system's newest answers, for whoever writes a mapping. Sealed by who asked (connections/sample.ts). */
	async keepSample(sealed: string): Promise<void> {
		await this.#sample.keep(async () => sealed);
	}

	async sample(): Promise<string | null> {
		return this.#sample.current ?? null;
	}

	/** The connection or the customer is gone. */
	async forgetSample(): Promise<void> {
		this.#sample.forget();
	}

	/** Asks what changed since the last time, `sinceMs` where there was none. What is found is queued before this returns. */
	async sweep(door: ConnectionDoor, jurisdiction: Jurisdiction, sinceMs: number): Promise<void> {
		await this.#sweep.run(this.#lookUps, door, sinceMs, hookPathOf(door), {
			now: () => this.#ports.now(),
			take: (findings) => this.#ports.takeFindings(door, jurisdiction, findings),
		});
	}

	/** A changed connection starts with a clean slate. */
	async forgetFailures(): Promise<void> {
		this.#lookUps.forget();
		this.#recent.clear();
		await this.#health.forgive();
	}

	override async alarm(): Promise<void> {
		this.#health.write();
		await this.#sample.upkeep();
	}

	// --- within ----------------------------------------------------------------------------------------------------

	#waitingFor(ask: Ask, looker: string): UnderWay {
		const known = this.#underWay.get(whose(ask));
		// One that everybody has left is on its way out: its answer is worth nothing.
		const entry = known && !known.ends.signal.aborted ? known : this.#begin(ask);
		entry.lookers.add(looker);
		return entry;
	}

	#begin(ask: Ask): UnderWay {
		const entry: UnderWay = {
			again: false,
			outdates: false,
			places: new Map(),
			lookers: new Set(),
			ends: new AbortController(),
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
				if (entry.ends.signal.aborted) return card;
				if (card.state === "fresh" || card.state === "not_found") {
					// Not where an event has come meanwhile: it is asked for once more.
					if (!entry.again) this.#recent.keep(whose(ask), card);
					await this.#remember(ask, card);
				}
				for (const place of entry.places.values()) this.ctx.waitUntil(this.#show(place, card));
				if (!entry.again) return card;
			}
		} finally {
			if (this.#underWay.get(whose(ask)) === entry) this.#underWay.delete(whose(ask));
		}
	}

	async #fetchOnce(ask: Ask, entry: UnderWay): Promise<Card> {
		const card = await this.#turns.take(() => {
			entry.again = false;
			return this.#fetchInTurn(ask, entry);
		});
		if (card?.fetchedAt) return card;
		const crowded = { ...faceOf(ask), state: "failed" as const, reason: "Too many look-ups are waiting for it." };
		return this.#withLastGood(card ?? crowded, ask, entry);
	}

	async #fetchInTurn(ask: Ask, { ends }: UnderWay): Promise<Card> {
		const began = this.#ports.now();
		const outcome = await this.#lookUps.ask(ask.door, ask.keys, ends.signal);
		if (!outcome.ok) {
			if (outcome.drift) this.#health.drifted(outcome.drift);
			return { ...faceOf(ask), state: CARD_STATES[outcome.why], reason: outcome.reason.slice(0, 300) };
		}
		const { externalId } = outcome;
		if (externalId)
			this.ctx.waitUntil(this.#links.learn(this.env, { ...linkOf(ask), externalId, asOf: new Date(began) }));
		// The age counts from when the call began: what happened since may not be in the answer.
		const state = outcome.found ? "fresh" : "not_found";
		const freshUntil = outcome.freshForMs === undefined ? {} : { freshUntil: instantOf(began + outcome.freshForMs) };
		return { ...faceOf(ask), state, fetchedAt: instantOf(began), ...freshUntil, items: outcome.items };
	}

	/** A failing system still shows what it last said, with the age of that. */
	async #withLastGood(card: Card, ask: Ask, { outdates }: UnderWay): Promise<Card> {
		const { door, customerId, keys } = ask;
		try {
			const last = (await readCards(this.env, door.workspaceId, customerId, keys, [door])).get(door.id);
			if (!last) return card;
			// Until somebody mends the connector nothing newer comes: KV must not let go of it meanwhile.
			if (card.state === "drifted" || outdates)
				await writeCard(this.env, addressOf(ask), outdates ? { ...last, freshUntil: instantOf(0) } : last);
			return { ...card, items: last.items, ...(last.fetchedAt && { fetchedAt: last.fetchedAt }) };
		} catch (error) {
			logFault("card_not_read", error, { workspaceId: door.workspaceId, connectionId: door.id });
			return card;
		}
	}

	async #keepSample(door: ConnectionDoor, input: MappingInput): Promise<void> {
		try {
			await this.#sample.keep(() => sealSample(this.env, door, input, this.#ports.now()));
		} catch (error) {
			logFault("sample_not_kept", error, { workspaceId: door.workspaceId, connectionId: door.id });
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
