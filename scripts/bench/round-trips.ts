// How long people wait: to begin a conversation, and to be back in it after a drop. On a fast line and on a slow one.
import { once } from "node:events";
import { WebSocket } from "ws";
import { newId } from "../../src/platform/ids.ts";
import { type VisitorFrame, visitorFrame } from "../../src/protocol/conversation-frames.ts";
import { widgetSession } from "../../src/protocol/http.ts";
import type { InboxId } from "../../src/protocol/ids.ts";
import { SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from "../../src/protocol/limits.ts";
import { percentile } from "./figures.ts";
import type { Seat } from "./load/plan.ts";
import { type SlowLine, startSlowLine } from "./slow-line.ts";
import type { Stage } from "./stage.ts";

export interface Waits {
	/** Injected, in milliseconds. */
	roundTripMs: number;
	/** From the socket's request to the first message acknowledged, by a visitor whose widget has its session. */
	start: Wait;
	/** The same with the session asked for first, as on somebody's very first page. */
	firstVisit: Wait;
	/** From the socket's request to the message that was missed. */
	resume: Wait;
}

export interface Wait {
	tries: number;
	p50Ms: number;
	p99Ms: number;
	/** The same in every try, or this throws. */
	roundTrips: number;
}

export async function waits(stage: Stage, inboxId: InboxId, roundTripMs: number, tries: number): Promise<Waits> {
	const line = await startSlowLine(Number(new URL(stage.heddle.workerOrigin).port), roundTripMs);
	const origin = `http://127.0.0.1:${line.port}`;
	const seat = async () => moved(await stage.people.visitorSeat(newId("conversation")), line.port);
	try {
		return {
			roundTripMs,
			start: await measure(line, tries, seat, begin),
			firstVisit: await measure(
				line,
				tries,
				async () => undefined,
				async () => begin(await visit(origin, inboxId)),
			),
			resume: await measure(line, tries, async () => droppedOut(await seat()), resume),
		};
	} finally {
		await line.close();
	}
}

async function measure<T>(
	line: SlowLine,
	tries: number,
	prepare: () => Promise<T>,
	work: (prepared: T) => Promise<WebSocket>,
): Promise<Wait> {
	const times: number[] = [];
	const turns = new Set<number>();
	for (let i = 0; i < tries; i++) {
		const prepared = await prepare();
		line.takeTurns();
		const startedAt = performance.now();
		const socket = await work(prepared);
		times.push(performance.now() - startedAt);
		turns.add(line.takeTurns());
		socket.terminate();
	}
	const [roundTrips, ...others] = turns;
	if (roundTrips === undefined || others.length > 0) throw new Error(`round trips differ: ${[...turns]}`);
	return { tries, p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99), roundTrips };
}

async function begin(seat: Seat): Promise<WebSocket> {
	const socket = new WebSocket(seat.url, seat.protocols, { perMessageDeflate: false });
	const acknowledged = frame(socket, "ack");
	await once(socket, "open");
	socket.send(JSON.stringify({ type: "send", clientId: crypto.randomUUID(), after: 0, text: "Where is my parcel?" }));
	await acknowledged;
	return socket;
}

/** The visitor's other tab writes; this one has not heard it. */
async function droppedOut(seat: Seat): Promise<Seat> {
	(await begin(seat)).terminate();
	return { ...seat, url: `${seat.url}?after=0` };
}

async function resume(seat: Seat): Promise<WebSocket> {
	const socket = new WebSocket(seat.url, seat.protocols, { perMessageDeflate: false });
	const welcome = await frame(socket, "welcome");
	if (welcome.type !== "welcome" || welcome.entries.length !== 1)
		throw new Error("the welcome brought no missed entry");
	return socket;
}

async function visit(origin: string, inboxId: InboxId): Promise<Seat> {
	const answer = await fetch(`${origin}/v1/widget/sessions`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ inboxId }),
	});
	if (!answer.ok) throw new Error(`no session: ${answer.status} ${await answer.text()}`);
	const { token, conversationId } = widgetSession.parse(await answer.json());
	const url = `${origin.replace(/^http/, "ws")}/v1/conversations/${conversationId}/socket`;
	return { url, protocols: [SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX + token], speaks: "heddle", sends: true };
}

/** The first frame of this type. Throws on a refusal. */
function frame(socket: WebSocket, type: VisitorFrame["type"]): Promise<VisitorFrame> {
	return new Promise((resolve, reject) => {
		socket.on("error", reject);
		socket.on("close", (code) => reject(new Error(`closed with ${code} before any ${type}`)));
		socket.on("message", (data) => {
			for (const line of String(data).split("\n")) {
				const got = visitorFrame.parse(JSON.parse(line));
				if (got.type === "error") reject(new Error(`refused: ${got.code}`));
				if (got.type === type) resolve(got);
			}
		});
	});
}

function moved(seat: Seat, port: number): Seat {
	const url = new URL(seat.url);
	url.port = String(port);
	return { ...seat, url: url.href };
}
