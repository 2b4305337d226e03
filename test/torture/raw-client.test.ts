import { once } from "node:events";
import { expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { newCast, newHome } from "../../scripts/torture/cast.ts";
import { Random } from "../../scripts/torture/random.ts";
import { RawClient } from "../../scripts/torture/raw-client.ts";
import { Recorder } from "../../scripts/torture/recorder.ts";

const WELCOME = JSON.stringify({
	type: "welcome",
	entries: [],
	hasAfter: false,
	reads: { visitor: 0, agent: 0 },
});
const PATIENCE = { pingEveryMs: 20, answerWithinMs: 60, firstBackOffMs: 20, longestBackOffMs: 20 };

it("leaves a link that answers no more, however often it was tried, and one that never says a word", async () => {
	for (const greets of [true, false]) {
		const server = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols: () => "heddle.v1" });
		await once(server, "listening");
		let sockets = 0;
		const third = new Promise<void>((resolve) =>
			server.on("connection", (socket) => {
				sockets += 1;
				if (greets) socket.send(WELCOME);
				if (sockets === 3) resolve();
			}),
		);
		const client = await dial(server);
		try {
			await third;
			expect(client.silences).toBeGreaterThanOrEqual(2);
			expect(client.welcomes > 0).toBe(greets);
		} finally {
			client.close();
			server.close();
		}
	}
});

async function dial(server: WebSocketServer): Promise<RawClient> {
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("no port");
	const { conversationId, visitor } = await newCast(
		newHome(Buffer.alloc(32, 1).toString("base64"), "postgres://u:p@127.0.0.1/d"),
	);
	return new RawClient(visitor, {
		origin: `http://127.0.0.1:${address.port}`,
		conversationId,
		recorder: new Recorder(),
		random: new Random(1),
		patience: PATIENCE,
	});
}
