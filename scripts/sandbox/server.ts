// A fetch handler on node:http, on the loopback address only.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export type Handler = (request: Request) => Response | Promise<Response>;
export type Listening = { origin: string; close(): Promise<void> };

/** As much as Heddle itself takes from a webhook; no caller of the sandbox sends more. */
const MAX_BODY_BYTES = 1_000_000;
/** Ports tried after the wanted one: enough for a few sandboxes side by side. */
const PORTS_TRIED = 50;

/** Listens on 127.0.0.1 at `firstPort` or the next free port (0: any). */
export async function listen(handler: Handler, firstPort: number): Promise<Listening> {
	const server = createServer((incoming, outgoing) => {
		answer(handler, incoming, outgoing).catch((fault: unknown) => {
			console.error(fault);
			outgoing.destroy();
		});
	});
	const tried = firstPort === 0 ? [0] : Array.from({ length: PORTS_TRIED }, (_, n) => firstPort + n);
	for (const port of tried) {
		if (!(await bind(server, port))) continue;
		const address = server.address();
		if (address === null || typeof address === "string") throw new Error("the server has no port");
		return {
			origin: `http://127.0.0.1:${address.port}`,
			close: () =>
				new Promise((done) => {
					server.close(() => done());
					server.closeAllConnections();
				}),
		};
	}
	throw new Error(`No free port from ${firstPort} to ${firstPort + PORTS_TRIED - 1}: stop what runs there.`);
}

/** True when bound, false when somebody else has the port. */
function bind(server: ReturnType<typeof createServer>, port: number): Promise<boolean> {
	return new Promise((settle, fail) => {
		const refuse = (error: NodeJS.ErrnoException): void => {
			if (error.code === "EADDRINUSE") settle(false);
			else fail(error);
		};
		server.once("error", refuse);
		server.listen(port, "127.0.0.1", () => {
			server.off("error", refuse);
			settle(true);
		});
	});
}

async function answer(handler: Handler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
	const gone = new AbortController();
	outgoing.on("close", () => gone.abort());
	const body = await read(incoming);
	if (body === undefined) {
		outgoing.writeHead(413, { connection: "close" }).end();
		return;
	}
	const method = incoming.method ?? "GET";
	const response = await handler(
		new Request(new URL(incoming.url ?? "/", `http://${incoming.headers.host ?? "127.0.0.1"}`), {
			method,
			headers: Object.entries(incoming.headersDistinct).flatMap(([name, values]) =>
				(values ?? []).map((value): [string, string] => [name, value]),
			),
			body: method === "GET" || method === "HEAD" ? null : body,
			signal: gone.signal,
		}),
	);
	if (gone.signal.aborted) return;
	outgoing.writeHead(response.status, [...response.headers].flat());
	outgoing.end(Buffer.from(await response.arrayBuffer()));
}

/** The body's bytes, undefined when there are too many. */
async function read(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | undefined> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of incoming) {
		const bytes = Buffer.from(chunk);
		size += bytes.length;
		if (size > MAX_BODY_BYTES) return undefined;
		chunks.push(bytes);
	}
	return new Uint8Array(Buffer.concat(chunks));
}
