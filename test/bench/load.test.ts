import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { z } from "zod";
import { type LoadProcess, startLoad } from "../../scripts/bench/load/load.ts";
import type { Seat } from "../../scripts/bench/load/plan.ts";
import { send } from "../../src/protocol/conversation-frames.ts";
import { PING, PONG } from "../../src/protocol/limits.ts";

const parts: (() => Promise<unknown>)[] = [];
afterEach(async () => {
	for (const end of parts.splice(0)) await end();
});

interface Heard {
	frames: z.infer<typeof send>[];
}

/** A server that acknowledges each message as Heddle does, or answers with what `reply` makes of it. */
async function server(reply = acknowledged): Promise<Heard & { seat: Seat }> {
	const sockets = new WebSocketServer({ host: "127.0.0.1", port: 0 });
	await once(sockets, "listening");
	parts.push(() => new Promise((resolve) => sockets.close(resolve)));
	const frames: Heard["frames"] = [];
	sockets.on("connection", (socket) => {
		let seq = 0;
		socket.on("message", (data) => {
			const text = String(data);
			if (text === PING) return socket.send(PONG);
			const frame = send.parse(JSON.parse(text));
			frames.push(frame);
			seq += 1;
			socket.send(reply(frame, seq));
		});
	});
	const { port } = z.object({ port: z.number() }).parse(sockets.address());
	return { frames, seat: { url: `ws://127.0.0.1:${port}`, protocols: [], speaks: "heddle", sends: true } };
}

function acknowledged({ clientId }: { clientId: string }, seq: number): string {
	return JSON.stringify({ type: "ack", clientId, entry: { seq, at: "2026-11-23T09:30:00.000Z" } });
}

function load(): LoadProcess {
	const process = startLoad();
	parts.unshift(() => process.stop());
	return process;
}

test("a closed loop counts each sender's answers, and says the newest seq that it has seen", async () => {
	const { frames, seat } = await server();
	const process = load();
	await process.open([seat, seat]);
	const {
		acknowledged: count,
		perSender,
		heard,
		latencyMs,
	} = await process.run({ kind: "closed", inFlight: 4, forMs: 200 });
	expect(frames).toHaveLength(count);
	expect(perSender.reduce((sum, each) => sum + each, 0)).toBe(count);
	expect(Math.min(...perSender)).toBeGreaterThan(4);
	expect(new Set(frames.map(({ clientId }) => clientId)).size).toBe(count);
	expect(Math.max(...frames.map(({ after }) => after))).toBeGreaterThan(0);
	expect([heard, latencyMs.max > 0]).toEqual([0, true]);
});

test("an open loop sends what is due whether or not the last was answered", async () => {
	const { frames, seat } = await server();
	const process = load();
	await process.open([seat]);
	const { acknowledged: count } = await process.run({ kind: "open", perSecond: 500, forMs: 400 });
	expect([count, frames.length]).toEqual([200, 200]);
});

test("the heartbeat is answered on every socket, also of those who only listen", async () => {
	const { seat } = await server();
	const process = load();
	await process.open([seat, { ...seat, sends: false }]);
	expect(await process.ping()).toBe(2);
});

test.each([
	["a refusal", () => JSON.stringify({ type: "error", code: "rate_limited" }), "rate_limited"],
	[
		"an acknowledgement of nothing that was sent",
		() => acknowledged({ clientId: "load-0000-99999999" }, 1),
		"not sent",
	],
	[
		"an acknowledgement in another form",
		({ clientId }: { clientId: string }) => JSON.stringify({ type: "ack", clientId }),
		"another form|without an entry",
	],
])("%s ends the run", async (_, reply, why) => {
	const { seat } = await server(reply);
	const process = load();
	await process.open([seat]);
	await expect(process.run({ kind: "closed", inFlight: 1, forMs: 100 })).rejects.toThrow(new RegExp(why));
});
