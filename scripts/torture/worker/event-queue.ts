// The queue of events lies with the program: what the Worker would queue is handed over there, and comes back as batches.
// Without limits on rates, too: they have tests of their own, and here would only be in the load's way.
import { consume } from "../../../src/wiring.ts";
import { deliveries, fromText, toText, type Verdict } from "../events/wire.ts";
import { shimVars } from "../shims.ts";
import { breaks } from "./breaking.ts";
import { underOtherId } from "./event-breaks.ts";

const NO_LIMIT: RateLimit = { limit: async () => ({ success: true }) };
const METRICS = { metrics: { backlogCount: 0, backlogBytes: 0 } };

/** One for each environment: what belongs to it is kept by its identity. */
const played = new WeakMap<WorkerBindings, WorkerBindings>();

export function withPlayedQueue(env: WorkerBindings): WorkerBindings {
	const { TORTURE_QUEUE_ORIGIN: origin } = shimVars.parse(env);
	if (origin === undefined) return env;
	const known = played.get(env);
	if (known) return known;
	const made = {
		...env,
		EVENTS: queueAt(origin),
		ADDRESS_LIMIT: NO_LIMIT,
		VISITOR_LIMIT: NO_LIMIT,
		SIGN_IN_LIMIT: NO_LIMIT,
		HOOK_LIMIT: NO_LIMIT,
		REFUSED_HOOK_LIMIT: NO_LIMIT,
		POLL_LIMIT: NO_LIMIT,
	};
	played.set(env, made);
	return made;
}

function queueAt(origin: string): Queue {
	const take = async (bodies: unknown[]) => {
		if (!breaks("hook_unqueued")) {
			const body = JSON.stringify({ bodies: bodies.map(toText) });
			const answer = await fetch(origin, { method: "POST", body });
			if (!answer.ok) throw new Error(`the played queue answered ${answer.status}`);
		}
		return { metadata: METRICS };
	};
	return {
		send: (body) => take([body]),
		sendBatch: (messages) => take([...messages].map(({ body }) => body)),
		metrics: async () => METRICS.metrics,
	};
}

/** As the platform delivers: what is neither acknowledged nor to be tried again when the consumer ends, is done. */
export async function deliver(env: WorkerBindings, request: Request): Promise<Response> {
	const { messages } = deliveries.parse(await request.json());
	const again = new Map<string, number>();
	const given = messages.filter(() => !breaks("event_dropped"));
	const retry = (id: string, options?: QueueRetryOptions) => void again.set(id, options?.delaySeconds ?? 0);
	await consume(env, {
		queue: "heddle-events",
		metadata: METRICS,
		messages: given.map(({ id, attempts, body }) => ({
			id,
			attempts,
			timestamp: new Date(),
			body: underOtherId(fromText(body)),
			ack: () => void again.delete(id),
			retry: (options) => retry(id, options),
		})),
		ackAll: () => again.clear(),
		retryAll: (options) => {
			for (const { id } of given) retry(id, options);
		},
	});
	for (const { id } of given) if (breaks("event_stuck")) again.set(id, 60);
	const verdicts: Verdict[] = messages.map(({ id }) => ({ id, done: !again.has(id), delayS: again.get(id) ?? 0 }));
	return Response.json({ verdicts });
}
