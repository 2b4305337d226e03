import { once } from "node:events";
import { connect, createServer } from "node:net";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { startSlowLine } from "../../scripts/bench/slow-line.ts";

const parts: (() => Promise<unknown>)[] = [];
afterEach(async () => {
	for (const end of parts.splice(0).reverse()) await end();
});

/** A server that says everything back, behind a line. */
async function line(roundTripMs: number) {
	const server = createServer((socket) => socket.pipe(socket));
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	parts.push(() => new Promise((resolve) => server.close(resolve)));
	const { port } = z.object({ port: z.number() }).parse(server.address());
	const slow = await startSlowLine(port, roundTripMs);
	parts.push(() => slow.close());
	const socket = connect(slow.port, "127.0.0.1");
	await once(socket, "connect");
	const ask = async (text: string) => {
		socket.write(text);
		await once(socket, "data");
	};
	return { slow, socket, ask };
}

test("a round trip is counted each time that one side speaks after the other has answered", async () => {
	const { slow, ask } = await line(0);
	await ask("one");
	await ask("two");
	expect([slow.takeTurns(), slow.takeTurns()]).toEqual([2, 0]);
	await ask("three");
	expect(slow.takeTurns()).toBe(1);
});

test("an answer takes the round trip that was asked for", async () => {
	const { ask } = await line(40);
	const startedAt = performance.now();
	await ask("hello");
	// Timers may ring a millisecond early, once for each way.
	expect(performance.now() - startedAt).toBeGreaterThanOrEqual(38);
});
