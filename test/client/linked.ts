// A link on a scripted socket and a clock that is moved by hand.
import { afterEach, expect } from "vitest";
import type { Hints } from "../../src/client/hints.ts";
import { Link } from "../../src/client/link.ts";
import { HandClock, settled } from "./hand-clock.ts";
import { noHttp } from "./scripted-http.ts";
import { dial } from "./scripted-socket.ts";

const links: Link[] = [];
afterEach(() => {
	for (const link of links.splice(0)) link.close();
});

export async function connect(more: { token?: () => Promise<string>; hints?: Hints; random?: () => number } = {}) {
	const clock = new HandClock();
	const line = dial();
	const frames: { type?: unknown }[] = [];
	const states: string[] = [];
	let issued = 0;
	const link = new Link({
		url: () => "https://heddle.example/v1/conversations/cnv_1/socket",
		token: async () => `token-${++issued}`,
		onFrame: (frame) => frames.push(frame),
		onState: () => states.push(link.state),
		WebSocket: line.WebSocket,
		fetch: noHttp,
		clock,
		random: () => 0.999,
		...more,
	});
	links.push(link);
	link.start();
	await settled();
	/** Lets time pass until the link has dialled again. */
	const redial = async () => {
		const before = line.sockets.length;
		for (let waited = 0; waited <= 15_000 && line.sockets.length === before; waited += 50) await clock.advance(50);
		expect(line.sockets.length).toBe(before + 1);
	};
	return { link, clock, line, frames, states, redial };
}
