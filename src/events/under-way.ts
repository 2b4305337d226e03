// The messages of a batch on their way, step by step: each comes to its own end. One that fails is tried again later, and
// holds up no other; one that a step has no more to do for is done.
import { log, logFault } from "../platform/log.ts";
import { systemClock } from "../platform/world.ts";
import { type Delivery, delivery } from "./delivery.ts";
import { noteFailure } from "./failures.ts";

/** Tries 1 to 8 take 8 minutes, all 100 (wrangler.toml) about 8 hours. */
const LONGEST_DELAY_S = 300;

export interface Job {
	message: Message;
	one: Delivery;
	beganAtMs: number;
}

export function jobsOf({ messages }: MessageBatch): Job[] {
	const beganAtMs = systemClock.now();
	return messages.flatMap((message) => {
		const parsed = delivery.safeParse(message.body);
		if (parsed.success) return [{ message, one: parsed.data, beganAtMs }];
		log("event_body_refused", { code: "invalid_request" });
		tryAgain(message);
		return [];
	});
}

export class UnderWay {
	readonly #env: WorkerBindings;

	constructor(env: WorkerBindings) {
		this.#env = env;
	}

	/** A step that each takes for itself, all at the same time. Where it answers nothing the message is done. */
	async each<A extends Job, B>(all: readonly A[], step: (one: A) => Promise<B | undefined>): Promise<B[]> {
		const results = await Promise.all(all.map((job) => this.#take(job, step)));
		return results.filter((result) => result !== undefined) as B[];
	}

	/** A step that all take at once, with answers in their order; where it throws, each takes it for itself. */
	async together<A extends Job, B>(
		all: readonly A[],
		step: (some: readonly A[]) => Promise<readonly (B | undefined)[]>,
	): Promise<B[]> {
		const alone = async (job: A) => (await step([job]))[0];
		if (all.length < 2) return this.each(all, alone);
		let results: readonly (B | undefined)[];
		try {
			results = await step(all);
		} catch {
			log("events_apart", { count: all.length });
			return this.each(all, alone);
		}
		const byJob = new Map(all.map((job, n) => [job, results[n]]));
		return this.each(all, async (job) => byJob.get(job));
	}

	/** Never throws. */
	async #take<A extends Job, B>(job: A, step: (one: A) => Promise<B | undefined>): Promise<B | undefined> {
		try {
			const result = await step(job);
			if (result === undefined) this.#done(job);
			return result;
		} catch (error) {
			await this.#failed(job, error);
			return undefined;
		}
	}

	#done({ message, one, beganAtMs }: Job): void {
		message.ack();
		log("event_applied", { ...fieldsOf(message, one), durationMs: systemClock.now() - beganAtMs });
	}

	async #failed({ message, one }: Job, error: unknown): Promise<void> {
		logFault("event_not_applied", error, fieldsOf(message, one));
		await noteFailure(this.#env, one.eventId, message.attempts, error);
		tryAgain(message);
	}
}

function fieldsOf({ attempts }: Message, { traceId, workspaceId, connectionId, eventId }: Delivery) {
	return { traceId, workspaceId, connectionId, eventId, attempt: attempts };
}

function tryAgain(message: Message): void {
	message.retry({ delaySeconds: Math.min(2 ** message.attempts, LONGEST_DELAY_S) });
}
