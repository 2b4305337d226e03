// A local stand-in for Neon's HTTP endpoint: `POST /sql` as its driver sends it, answered by either back end.
// Loopback only: with PGlite the role is taken at its word, without a password.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type Backend, batchHeaders, type Credential, Refusal, requestBody } from "./protocol.ts";

/** Neon's own limit for a request, from its documentation of the serverless driver. */
const BODY_LIMIT_BYTES = 64 * 1024 * 1024;

export interface LocalNeon {
	/** `http://127.0.0.1:<port>`: the origin that the driver must be allowed to reach. */
	origin: string;
	port: number;
	close(): Promise<void>;
}

/**
 * @param port 0 takes any free one
 * @throws EADDRINUSE when the port is taken
 */
export async function serveNeon(backend: Backend, port: number): Promise<LocalNeon> {
	const server = createServer((request, response) => {
		answer(backend, request, response).catch((error: unknown) => {
			reply(response, 500, { message: error instanceof Error ? error.message : String(error) });
		});
	});
	// Drivers keep connections: one that ends just as it is used again would look like a database that is away.
	server.keepAliveTimeout = 0;
	const bound = await listen(server, port);
	return {
		origin: `http://127.0.0.1:${bound}`,
		port: bound,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
			await backend.close();
		},
	};
}

async function answer(backend: Backend, request: IncomingMessage, response: ServerResponse): Promise<void> {
	if (request.method !== "POST" || request.url !== "/sql") {
		return reply(response, 404, { message: "only POST /sql is served here" });
	}
	if (Number(request.headers["content-length"] ?? 0) > BODY_LIMIT_BYTES) {
		return reply(response, 413, { message: "the request is larger than Neon's limit of 64 MB" });
	}
	const credential = credentialIn(request.headers["neon-connection-string"]);
	const options = batchHeaders.safeParse(request.headers);
	const body = requestBody.safeParse(parseJson(await text(request)));
	if (!credential || !options.success || !body.success) {
		return reply(response, 400, { message: "not a request of Neon's HTTP driver" });
	}
	try {
		reply(response, 200, await execute(backend, credential, body.data, options.data));
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		reply(response, 400, { message: error.message, ...error.fields });
	}
}

async function execute(
	backend: Backend,
	credential: Credential,
	body: ReturnType<typeof requestBody.parse>,
	headers: ReturnType<typeof batchHeaders.parse>,
) {
	if (!("queries" in body)) return await backend.single(credential, body);
	return {
		results: await backend.batch(credential, body.queries, {
			isolationLevel: headers["neon-batch-isolation-level"],
			readOnly: headers["neon-batch-read-only"] === "true",
			deferrable: headers["neon-batch-deferrable"] === "true",
		}),
	};
}

function credentialIn(header: string | string[] | undefined): Credential | undefined {
	if (typeof header !== "string" || !URL.canParse(header)) return undefined;
	const { username, password } = new URL(header);
	if (!username) return undefined;
	return { role: decodeURIComponent(username), password: decodeURIComponent(password) };
}

function parseJson(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return undefined;
	}
}

function reply(response: ServerResponse, status: number, body: unknown): void {
	response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function listen(server: Server, port: number): Promise<number> {
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, "127.0.0.1", () => {
			server.off("error", reject);
			const address: AddressInfo | string | null = server.address();
			if (address === null || typeof address === "string") return reject(new Error("no TCP address"));
			resolve(address.port);
		});
	});
}
