// The queue of events as Cloudflare promises it, played outside of the runtime so that a kill does not empty it: it keeps
// what it has taken, delivers at least once, in any order, up to 20 at a time, and again what was not said to be done.
// On top it doubles, and loses what it had taken.
import { createServer, type IncomingMessage, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import type { Random } from "../random.ts";
import { pause } from "../wait.ts";
import type { Queued } from "./history.ts";
import { fromText, handedOver, type Verdict, verdicts } from "./wire.ts";

/** wrangler.toml: max_batch_size. */
const BATCH = 20;
/** Consumers at a time. */
const AT_ONCE = 3;
/** The consumer's back-off, from 2 s, would be most of a run. */
const FASTER = 20;
const LOOK_EVERY_MS = 10;
/** A consumer that does not answer in this time is given up on, and its messages come again. */
const ANSWER_WITHIN_MS = 60_000;

/** Shares of what is taken. */
export interface QueueFaults {
	lose: number;
	double: number;
}

interface Message {
	id: string;
	body: string;
	attempts: number;
	dueAt: number;
	record: Queued;
}

const named = z.object({ traceId: z.string(), eventId: z.string() });

export class EventQueue {
	readonly records: Queued[] = [];
	faults: QueueFaults = { lose: 0, double: 0 };
	readonly done = { lost: 0, doubled: 0, again: 0 };
	readonly #server: Server;
	readonly #random: Random;
	readonly #waiting: Message[] = [];
	#underway = 0;
	#count = 0;
	#isOver = false;
	#consumers: Promise<void>[] = [];

	private constructor(random: Random) {
		this.#random = random;
		this.#server = createServer((request, response) => {
			void this.#take(request).then(
				() => response.writeHead(200).end(),
				() => response.writeHead(500).end(),
			);
		});
	}

	static async open(random: Random): Promise<EventQueue> {
		const queue = new EventQueue(random);
		await new Promise<void>((resolve) => queue.#server.listen(0, "127.0.0.1", resolve));
		return queue;
	}

	get origin(): string {
		const address = this.#server.address();
		if (address === null || typeof address === "string") throw new Error("the queue does not listen");
		return `http://127.0.0.1:${address.port}`;
	}

	/** Messages that have not come to an end. */
	get left(): number {
		return this.#waiting.length + this.#underway;
	}

	get underway(): number {
		return this.#underway;
	}

	/** @param url where the torture build's Worker takes deliveries */
	deliverTo(url: string): void {
		this.#consumers = Array.from({ length: AT_ONCE }, () => this.#consume(url));
	}

	async close(): Promise<void> {
		this.#isOver = true;
		await Promise.all(this.#consumers);
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	async #take(request: IncomingMessage): Promise<void> {
		const { bodies } = handedOver.parse(JSON.parse(await text(request)));
		for (const body of bodies) {
			const lost = this.#random.chance(this.faults.lose);
			this.#keep(body, lost);
			if (lost) this.done.lost += 1;
			else if (this.#random.chance(this.faults.double)) {
				this.done.doubled += 1;
				this.#keep(body, false);
			}
		}
	}

	#keep(body: string, lost: boolean): void {
		const record: Queued = { ...named.parse(fromText(body)), lost, deliveries: 0, done: false };
		this.records.push(record);
		this.#count += 1;
		if (!lost) this.#waiting.push({ id: `message-${this.#count}`, body, attempts: 0, dueAt: 0, record });
	}

	async #consume(url: string): Promise<void> {
		while (!this.#isOver) {
			const batch = this.#due();
			if (batch.length === 0) await pause(LOOK_EVERY_MS);
			else await this.#deliver(url, batch);
		}
	}

	/** Any of those that are due: the order in which they came means nothing. */
	#due(): Message[] {
		const now = performance.now();
		const batch: Message[] = [];
		for (let tries = 0; tries < 2 * BATCH && batch.length < BATCH && this.#waiting.length > 0; tries++) {
			const at = this.#random.between(0, this.#waiting.length - 1);
			const last = this.#waiting.pop();
			const picked = at === this.#waiting.length ? last : this.#waiting[at];
			if (!picked || !last) break;
			if (picked !== last) this.#waiting[at] = last;
			if (picked.dueAt > now) this.#waiting.push(picked);
			else batch.push(picked);
		}
		return batch;
	}

	async #deliver(url: string, batch: Message[]): Promise<void> {
		this.#underway += batch.length;
		for (const message of batch) {
			message.attempts += 1;
			message.record.deliveries += 1;
		}
		const said = await this.#ask(url, batch);
		this.#underway -= batch.length;
		for (const message of batch) {
			const verdict = said.find(({ id }) => id === message.id);
			if (verdict?.done) message.record.done = true;
			else {
				this.done.again += 1;
				message.dueAt = performance.now() + ((verdict?.delayS ?? 1) * 1000) / FASTER;
				this.#waiting.push(message);
			}
		}
	}

	/** Nothing where it was torn: then nobody knows what was done. */
	async #ask(url: string, batch: readonly Message[]): Promise<Verdict[]> {
		try {
			const messages = batch.map(({ id, attempts, body }) => ({ id, attempts, body }));
			const answer = await fetch(url, {
				method: "POST",
				headers: { "content-type": "application/json" },
				body: JSON.stringify({ messages }),
				signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
			});
			return verdicts.parse(await answer.json()).verdicts;
		} catch {
			return [];
		}
	}
}
