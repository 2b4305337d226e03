import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import { costOf } from "../../scripts/bench/prices.ts";
import { alternatingMessages, gatheredMessages, idleMinute } from "../../scripts/bench/worker/cost.ts";
import { ConversationObject } from "../../src/conversations/conversation.ts";
import { PING, PONG } from "../../src/protocol/limits.ts";
import { upgrade, visitorSocket } from "../support/server/frame-socket.ts";
import { found } from "../support/server/home.ts";
import { conversationOf } from "../support/server/objects.ts";
import { visit, write } from "../support/server/visitor.ts";

/** Counted in a fresh object: its storage is metered for good. */
function counted(scene: typeof gatheredMessages) {
	const stub = env.CONVERSATION.getByName(`cost/${crypto.randomUUID()}`);
	return runInDurableObject(stub, (_, state) => scene(state, env));
}

it("writes at most 2.8 rows for a delivered, read and stored message at six a flush, with 1.5 object requests and 0.5 queue operations", async () => {
	const counts = await counted(gatheredMessages);
	expect(counts.messages / counts.flushes).toBe(6);
	const { rowsWritten, requests, queueOperations, dollarsPerMillion } = costOf(counts);
	// Its own row and its frame at the least: a count of nothing would pass by every budget.
	expect([rowsWritten > 1, requests > 0.1, queueOperations > 0]).toEqual([true, true, true]);
	expect(rowsWritten).toBeLessThanOrEqual(2.8);
	expect(requests).toBeLessThanOrEqual(1.5);
	expect(queueOperations).toBeLessThanOrEqual(0.5);
	// design.md's 3.3 dollars, and what the queue's consumer is called for.
	expect(dollarsPerMillion).toBeLessThanOrEqual(3.3);
});

it("costs more where every message is news to the desk, and is counted so", async () => {
	const [six, alternating] = [costOf(await counted(gatheredMessages)), costOf(await counted(alternatingMessages))];
	expect(alternating.rowsWritten).toBeGreaterThan(2 * six.rowsWritten);
});

it("sets no alarm and asks nobody anything in a minute of silence", async () => {
	expect(await counted(idleMinute)).toEqual({
		messages: 0,
		rowsWritten: 0,
		rowsRead: 0,
		requests: 0,
		queueOperations: 0,
		flushes: 0,
	});
});

it("does not run for an idle visitor: nothing is scheduled, and the heartbeat is answered without it", async () => {
	const home = await found("Idle");
	const session = await visit({ inboxId: home.inboxId });
	await write(await visitorSocket(session), "Hello?");
	const quiet = await quietSocket(session);
	const stub = conversationOf(home, session.conversationId);
	await vi.waitFor(
		async () => expect(await runInDurableObject(stub, (_, state) => state.storage.getAlarm())).toBeNull(),
		{ timeout: 30_000, interval: 200 },
	);
	const doors = (["fetch", "webSocketMessage", "webSocketClose", "alarm", "confirm", "answer"] as const).map((door) =>
		vi.spyOn(ConversationObject.prototype, door),
	);
	for (let i = 0; i < 3; i++) {
		quiet.send(PING);
		expect(await quiet.heard()).toBe(PONG);
	}
	const entered = () => doors.map((door) => door.mock.calls.length);
	expect(entered()).toEqual([0, 0, 0, 0, 0, 0]);
	quiet.send(JSON.stringify({ type: "typing", on: true }));
	await vi.waitFor(() => expect(entered()).toEqual([0, 1, 0, 0, 0, 0]));
});

/** A socket of which only the heartbeat is of interest. */
async function quietSocket({ conversationId, token }: { conversationId: string; token: string }) {
	const { webSocket: socket } = await upgrade(`/v1/conversations/${conversationId}/socket`, token);
	if (!socket) throw new Error("no socket");
	let tell: (data: string) => void = () => undefined;
	socket.addEventListener("message", ({ data }) => {
		if (data === PONG) tell(PONG);
	});
	socket.accept();
	return {
		send: (text: string) => socket.send(text),
		heard: () =>
			new Promise<string>((resolve) => {
				tell = resolve;
			}),
	};
}
