// One busy conversation: everybody in it writes and hears all the others. With commits gathered, and without, in turn.
import { newId } from "../../src/platform/ids.ts";
import { conversationId } from "../../src/protocol/ids.ts";
import { fairness, rate } from "./closed-loop.ts";
import { median } from "./figures.ts";
import { untilStored } from "./history.ts";
import type { Outcome } from "./load/plan.ts";
import type { Stage } from "./stage.ts";
import { GATHERS_NOT } from "./worker/paths.ts";

/** As many tabs of one visitor as a conversation takes (src/conversations/conversation.ts); the other sockets are agents'. */
const VISITORS = 20;

export interface BusyRoom {
	sockets: number;
	/** Acknowledged messages a second; each is also told to all the other sockets. */
	gathered: number;
	oneByOne: number;
	/** Of each pair, then the median. */
	ratio: number;
	fairness: number;
}

export async function busyRoom(
	stage: Stage,
	sockets: number,
	{ pairs, forMs }: { pairs: number; forMs: number },
): Promise<BusyRoom> {
	const [gathered, oneByOne]: [Outcome[], Outcome[]] = [[], []];
	for (let i = 0; i < pairs; i++) {
		oneByOne.push(await roomRun(stage, sockets, forMs, GATHERS_NOT));
		gathered.push(await roomRun(stage, sockets, forMs, ""));
	}
	return {
		sockets,
		gathered: median(gathered.map((outcome) => rate(outcome))),
		oneByOne: median(oneByOne.map((outcome) => rate(outcome))),
		ratio: median(gathered.map((outcome, i) => rate(outcome) / rate(oneByOne[i] ?? outcome))),
		fairness: Math.min(...gathered.map(({ perSender }) => fairness(perSender))),
	};
}

async function roomRun({ load, people, heddle }: Stage, sockets: number, forMs: number, marked: string) {
	const id = conversationId.parse(`cnv_${marked}${newId("conversation").slice("cnv_".length)}`);
	await load.open([await people.visitorSeat(id)]);
	const first = await load.run({ kind: "closed", inFlight: 1, forMs: 0 });
	await load.open(
		await Promise.all(
			Array.from({ length: sockets - 1 }, (_, i) =>
				i + 1 < VISITORS ? people.visitorSeat(id) : people.agentSeat(id, true),
			),
		),
	);
	const outcome = await load.run({ kind: "closed", inFlight: 1, forMs });
	await untilStored(heddle.database.ownerUrl, [id], first.acknowledged + outcome.acknowledged);
	await load.close();
	return outcome;
}
