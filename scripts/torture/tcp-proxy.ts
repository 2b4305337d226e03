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

	/** Cuts those wires that `which` picks; both ends notice. */
	cut(which: () => boolean = () => true): void {
		for (const wire of this.#wires) if (which()) end(wire);
	}

	/** Half-open: nothing crosses any more, and neither end is told. */
	silence(which: () => boolean = () => true): void {
		for (const wire of this.#wires) {
			if (!which()) continue;
			for (const socket of [wire.near, wire.far]) {
				socket.unpipe();
				socket.pause();
			}
		}
	}

	async close(): Promise<void> {
		this.cut();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	#join(near: Socket, targetPort: number): void {
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
