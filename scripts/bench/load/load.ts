// The load as the bench holds it: a process of its own, opened, run and closed as often as wanted.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type Answer, answer, type Load, type Order, type Outcome, type Seat } from "./plan.ts";

export interface LoadProcess {
	open(seats: Seat[]): Promise<void>;
	/** @throws when a message is refused or stays unanswered, or a socket ends */
	run(load: Load): Promise<Outcome>;
	/** @returns how many sockets have answered: all */
	ping(): Promise<number>;
	close(): Promise<void>;
	stop(): Promise<void>;
}

export function startLoad(): LoadProcess {
	const child = fork(join(import.meta.dirname, "load-process.ts"));
	return {
		async open(seats) {
			await ask(child, { do: "open", seats });
		},
		async run(load) {
			const ran = await ask(child, { do: "run", load });
			if (ran.is !== "ran") throw new Error(`the load answered ${ran.is}`);
			return ran.outcome;
		},
		async ping() {
			const pinged = await ask(child, { do: "ping" });
			if (pinged.is !== "pinged") throw new Error(`the load answered ${pinged.is}`);
			return pinged.sockets;
		},
		async close() {
			await ask(child, { do: "close" });
		},
		async stop() {
			if (child.exitCode !== null) return;
			const exit = once(child, "exit");
			child.disconnect();
			await exit;
		},
	};
}

async function ask(child: ChildProcess, what: Order): Promise<Answer> {
	const waiting = new AbortController();
	const { signal } = waiting;
	try {
		const heard = once(child, "message", { signal });
		const ended = once(child, "exit", { signal }).then(() => [{ is: "failed", why: "its process ended" }]);
		child.send(what);
		const parsed = answer.parse((await Promise.race([heard, ended]))[0]);
		if (parsed.is === "failed") throw new Error(`the load failed: ${parsed.why}`);
		return parsed;
	} finally {
		waiting.abort();
	}
}
