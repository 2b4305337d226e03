// A slow line: a TCP proxy on loopback that holds back each byte for half a round trip, and counts the round trips.
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { z } from "zod";

export interface SlowLine {
	port: number;
	/** Times that somebody had to wait for the other side, on all connections since the last call. Handshakes of TCP are none. */
	takeTurns(): number;
	close(): Promise<void>;
}

const address = z.object({ port: z.number() });

export async function startSlowLine(targetPort: number, roundTripMs: number): Promise<SlowLine> {
	let turns = 0;
	const sockets = new Set<Socket>();

	/** `spoke` is told of each piece as it leaves its sender. */
	function carry(from: Socket, to: Socket, spoke: () => void): void {
		sockets.add(from);
		const later = (what: () => void) => setTimeout(what, roundTripMs / 2);
		from.setNoDelay(true);
		from.on("data", (piece) => {
			spoke();
			later(() => to.writable && to.write(piece));
		});
		from.on("end", () => later(() => to.end()));
		from.on("error", () => to.destroy());
		from.on("close", () => {
			sockets.delete(from);
			later(() => to.destroy());
		});
	}

	const server = createServer((client) => {
		const worker = connect(targetPort, "127.0.0.1");
		let clientsTurn = true;
		carry(client, worker, () => {
			if (clientsTurn) turns += 1;
			clientsTurn = false;
		});
		carry(worker, client, () => {
			clientsTurn = true;
		});
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		port: address.parse(server.address()).port,
		takeTurns() {
			const taken = turns;
			turns = 0;
			return taken;
		},
		async close() {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, "close");
		},
	};
}
