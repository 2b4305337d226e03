// Seven business systems that the bench plays: each answers like a Shopify shop, when it is told to, and notes when it did.
import { readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { z } from "zod";
import { projectRoot } from "../../project.ts";

export interface PlayedSystem {
	origin: string;
	/** How long it thinks before it answers. */
	latencyMs: number;
	/** `hang` holds every request until the server closes. */
	mode: "answer" | "fail" | "hang";
	calls: number;
	/** When its newest answer went out, by `performance.now()`. */
	answeredAtMs: number;
	stop(): Promise<void>;
}

const fixture = z.object({ body: z.unknown() });
const orders = JSON.stringify(
	fixture.parse(
		JSON.parse(readFileSync(join(projectRoot, "src/connectors/shopify/fixtures/customer-orders.json"), "utf8")),
	).body,
);

export async function playSystem(latencyMs: number): Promise<PlayedSystem> {
	const server = createServer((request, response) => {
		request.resume();
		played.calls += 1;
		const { mode } = played;
		if (mode !== "hang") setTimeout(() => answer(response, mode), played.latencyMs);
	});
	const answer = (response: ServerResponse, mode: "answer" | "fail") => {
		played.answeredAtMs = performance.now();
		response.writeHead(mode === "fail" ? 500 : 200, { "content-type": "application/json" });
		response.end(mode === "fail" ? "{}" : orders);
	};
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	const played: PlayedSystem = {
		origin: `http://127.0.0.1:${port}`,
		latencyMs,
		mode: "answer",
		calls: 0,
		answeredAtMs: 0,
		stop: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
	return played;
}
