// Child process that makes the load, on a core of its own if there is one. Talks to the bench over IPC.
import { once } from "node:events";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { WebSocket } from "ws";
import { Histogram } from "./histogram.ts";
import { type Answer, type Load, type Order, type Outcome, order, type Seat } from "./plan.ts";
import { Sender } from "./sender.ts";

/** Sockets that are opened at a time: an upgrade verifies a signature, and 400 at once would only queue up. */
const OPENING = 20;
/** Between two looks at what is due in an open loop. Node's timers are no finer. */
const TICK_MS = 1;
/** After the last message; a server that needs longer than that has stopped. */
const LAST_ANSWERS_MS = 60_000;

let senders: Sender[] = [];
let others: Sender[] = [];
let opened = 0;
let heard = 0;
let onAnswer: (sender: Sender, tookMs: number) => void = () => undefined;

process.on("message", (message) => {
	obey(order.parse(message))
		.then(report)
		.catch((error: unknown) => fail(error instanceof Error ? (error.stack ?? error.message) : String(error)));
});
process.once("disconnect", () => process.exit());

async function obey(wanted: Order): Promise<Answer> {
	switch (wanted.do) {
		case "open":
			await openAll(wanted.seats);
			return { is: "opened" };
		case "run":
			return { is: "ran", outcome: await run(wanted.load) };
		case "ping": {
			const all = [...senders, ...others];
			await Promise.all(all.map((each) => each.ping()));
			return { is: "pinged", sockets: all.length };
		}
		case "close":
			for (const each of [...senders, ...others]) each.close();
			[senders, others, opened] = [[], [], 0];
			return { is: "closed" };
	}
}

async function openAll(seats: Seat[]): Promise<void> {
	for (let at = 0; at < seats.length; at += OPENING)
		for (const { sends, sender } of await Promise.all(seats.slice(at, at + OPENING).map(open)))
			(sends ? senders : others).push(sender);
}

async function open(seat: Seat): Promise<{ sends: boolean; sender: Sender }> {
	const socket = new WebSocket(seat.url, seat.protocols, {
		perMessageDeflate: false,
		// A zero mask: masking again and again is work of this process alone, and proves nothing about the server.
		generateMask: (mask) => mask.fill(0),
	});
	const sender = new Sender(socket, seat.speaks, opened++, {
		answered: (from, tookMs) => onAnswer(from, tookMs),
		heard: () => {
			heard += 1;
		},
		failed: fail,
	});
	await once(socket, "open");
	return { sends: seat.sends, sender };
}

async function run(load: Load): Promise<Outcome> {
	const latency = new Histogram();
	const startedAt = performance.now();
	const cpuBefore = process.cpuUsage();
	const until = startedAt + load.forMs;
	let [sent, acknowledged, lastAt] = [0, 0, startedAt];
	heard = 0;
	for (const sender of senders) sender.answers = 0;

	function send(sender: Sender, dueAt: number): void {
		sent += 1;
		sender.send(dueAt);
	}

	onAnswer = (sender, tookMs) => {
		acknowledged += 1;
		lastAt = performance.now();
		latency.add(tookMs);
		if (load.kind === "closed" && lastAt < until) send(sender, lastAt);
	};
	if (load.kind === "closed") {
		for (let i = 0; i < load.inFlight; i++) for (const sender of senders) send(sender, performance.now());
		await pause(load.forMs);
	} else await keepRate(load.perSecond, startedAt, until, send);
	const deadline = performance.now() + LAST_ANSWERS_MS;
	while (acknowledged < sent) {
		if (performance.now() > deadline) throw new Error(`${sent - acknowledged} of ${sent} messages were not answered`);
		await pause(TICK_MS);
	}
	const { user, system } = process.cpuUsage(cpuBefore);
	const tookMs = lastAt - startedAt;
	return {
		acknowledged,
		tookMs,
		perSender: senders.map(({ answers }) => answers),
		heard,
		latencyMs: latency.summary(),
		cpuShare: (user + system) / 1000 / tookMs,
	};
}

/** Sends what is due, however late the answers are: a slow server gets no pause (no coordinated omission). */
async function keepRate(
	perSecond: number,
	startedAt: number,
	until: number,
	send: (sender: Sender, dueAt: number) => void,
): Promise<void> {
	for (let next = 0; ; ) {
		const now = performance.now();
		for (;;) {
			const dueAt = startedAt + (next * 1000) / perSecond;
			if (dueAt >= until) return;
			if (dueAt > now) break;
			const sender = senders[next % senders.length];
			if (!sender) throw new Error("nobody sends");
			send(sender, dueAt);
			next += 1;
		}
		await pause(TICK_MS);
	}
}

function report(answer: Answer): void {
	process.send?.(answer);
}

function fail(why: string): void {
	report({ is: "failed", why });
}
