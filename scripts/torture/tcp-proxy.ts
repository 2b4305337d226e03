// A wire that can be cut: everything between the load and the Worker, and between the Worker and Postgres, goes through one.
import { createConnection, createServer, type Server, type Socket } from "node:net";

interface Wire {
	near: Socket;
	far: Socket;
}

export class TcpProxy {
	readonly #server: Server;
	readonly #wires = new Set<Wire>();
	/** New connections: passed on, refused, or accepted and left without an answer. */
	mode: "open" | "refuse" | "silent" = "open";

	private constructor(targetPort: number) {
		this.#server = createServer((near) => this.#join(near, targetPort));
	}

	static async to(targetPort: number): Promise<TcpProxy> {
		const proxy = new TcpProxy(targetPort);
		await new Promise<void>((resolve, reject) => {
			proxy.#server.once("error", reject);
			proxy.#server.listen(0, "127.0.0.1", resolve);
		});
		return proxy;
	}

	get port(): number {
		const address = this.#server.address();
		if (address === null || typeof address === "string") throw new Error("the proxy does not listen");
		return address.port;
	}

	/** Connections that came while nothing was passed on. */
	unserved = 0;

	/** Cuts those wires that `which` picks; both ends notice. @returns how many */
	cut(which: () => boolean = () => true): number {
		const chosen = [...this.#wires].filter(which);
		for (const wire of chosen) end(wire);
		return chosen.length;
	}

	/** Half-open: nothing crosses any more, and neither end is told. @returns how many wires */
	silence(which: () => boolean = () => true): number {
		const chosen = [...this.#wires].filter(which);
		for (const socket of chosen.flatMap(({ near, far }) => [near, far])) {
			socket.unpipe();
			socket.pause();
		}
		return chosen.length;
	}

	async close(): Promise<void> {
		this.cut();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	#join(near: Socket, targetPort: number): void {
		if (this.mode !== "open") this.unserved += 1;
		if (this.mode === "refuse") return void near.destroy();
		const far = createConnection(targetPort, "127.0.0.1");
		const wire = { near, far };
		this.#wires.add(wire);
		for (const socket of [near, far]) {
			socket.setNoDelay(true);
			socket.on("error", () => end(wire));
			socket.once("close", () => {
				end(wire);
				this.#wires.delete(wire);
			});
		}
		if (this.mode === "silent") return void near.pause();
		near.pipe(far);
		far.pipe(near);
	}
}

function end({ near, far }: Wire): void {
	near.destroy();
	far.destroy();
}
