// What the business systems answer when they are asked. The Stripe account tells all its events, as Stripe does for 30
// days, so that a sweep can find what the queue has lost; the others answer nothing that is worth keeping.
import { createServer, type IncomingMessage } from "node:http";
import { connect } from "../../neon/endpoint.ts";
import type { Stage } from "../stage.ts";
import type { Webhook } from "./history.ts";
import { systemOf } from "./systems.ts";
import { SWEEP_PATH } from "./wire.ts";

/** Connectors whose systems are played well enough to be swept. */
export const SWEPT = ["stripe"];
/** Stripe's largest page. */
const PAGE = 100;
/** What one sweep reads of a connection: ten pages (src/connections/sweep.ts). */
const EVENTS_OF_SWEEP = 1_000;

/** By it the account knows whom it talks to. */
export function stripeKeyOf(mark: string): string {
	return `rk_test_${mark}`;
}

export interface AskedSystems {
	origin: string;
	/** What has happened, and may be asked for. */
	happened: readonly Webhook[];
	stop(): Promise<void>;
}

export async function playAskedSystems(): Promise<AskedSystems> {
	const server = createServer((request, response) => {
		request.resume();
		const isStripe = request.url?.startsWith("/v1/") ?? false;
		response.writeHead(isStripe ? 200 : 503, { "content-type": "application/json" });
		response.end(JSON.stringify(isStripe ? listOf(request, asked.happened) : {}));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("the played systems do not listen");
	const asked: AskedSystems = {
		origin: `http://127.0.0.1:${address.port}`,
		happened: [],
		stop: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
	return asked;
}

/** https://docs.stripe.com/api/events/list; of everything else there is none. */
function listOf({ url = "", headers }: IncomingMessage, happened: readonly Webhook[]): object {
	const { pathname, searchParams } = new URL(url, "http://stripe");
	const own = happened.filter(
		({ connector, flaw, mark }) =>
			connector === "stripe" && flaw === null && headers.authorization === `Bearer ${stripeKeyOf(mark)}`,
	);
	const events = pathname === "/v1/events" ? own.map((webhook) => JSON.parse(systemOf("stripe").body(webhook))) : [];
	const after = events.findIndex(({ id }) => id === searchParams.get("starting_after")) + 1;
	return { object: "list", data: events.slice(after, after + PAGE), has_more: after + PAGE < events.length };
}

/** As often as it takes for all that has happened, each time as if five minutes had passed. */
export async function sweep(stage: Stage, happened: number): Promise<void> {
	for (let left = happened; left > 0; left -= EVENTS_OF_SWEEP) {
		await connect(stage.ownerUrl).query("update connections set sweep_due = now() - interval '1 minute'");
		const answer = await fetch(stage.workerOrigin + SWEEP_PATH, { method: "POST" });
		if (!answer.ok) throw new Error(`the sweep answered ${answer.status}`);
		await answer.body?.cancel();
	}
}
