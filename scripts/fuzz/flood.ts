// The part with production's limits: floods are refused by their code, and nobody else notices.
import { FRAME_BURST, MAX_RATE_REFUSALS } from "../../src/protocol/limits.ts";
import { Random } from "../torture/random.ts";
import type { Answer } from "./answers.ts";
import { FrameLane, type Place } from "./frame-lane.ts";
import { HttpLane } from "./http-lane.ts";
import type { FrameInput, RequestInput } from "./input.ts";
import type { Ring } from "./lanes.ts";
import { Ledger } from "./ledger.ts";
import { unflooded } from "./oracles.ts";
import { gather } from "./people.ts";

/** More than a burst, fewer than so many refusals that the socket is closed. */
const MANY = FRAME_BURST + MAX_RATE_REFUSALS - 40;
/** A hundred refusals in a row: within the 50 ms in which one more frame is allowed. Somewhere among so many they are. */
const ENDLESS = 30 * MAX_RATE_REFUSALS;
/** wrangler.toml: POLL_LIMIT allows 180 in a minute; these are too many for two. */
const POLLS = 2 * 180 + 1;

export async function flood(ring: Ring, seed: number): Promise<void> {
	const { stage, config, recorder, bystander } = ring;
	await stage.set({ realLimits: true });
	const people = await gather(config, stage.attacked, new Random(seed ^ 0xf));
	const [visit, other] = [await people.visit(), await people.visit()];
	const path = `/v1/conversations/${visit.conversationId}/socket`;
	const ledger = new Ledger();
	const place: Place = { origin: stage.origin, path, who: visit.visitor, door: "visitor", ledger };
	const visitor = new FrameLane(place, recorder);
	const neighbour = new FrameLane(
		{ ...place, path: path.replace(visit.conversationId, other.conversationId), who: other.visitor, ledger: undefined },
		recorder,
	);
	const told = visitor.tryBurst(sends(MANY, "flood-a"));
	await neighbour.try(sends(1, "neighbour")[0] ?? missing());
	recorder.note(unflooded("a visitor's socket", await told));
	const answers = await visitor.tryFlood(sends(ENDLESS, "flood-b"));
	recorder.note(unflooded("a visitor's socket that does not listen", answers.answers, answers.closed));
	for (const lane of [visitor, neighbour]) lane.close();

	const [agent = missing()] = people.agents;
	const desk = new FrameLane(
		{ origin: stage.origin, path: `/v1/desks/${people.teamId}/socket`, who: agent, door: "desk" },
		recorder,
	);
	recorder.note(unflooded("a desk's socket", await desk.tryBurst(acknowledgements(MANY))));
	desk.close();

	const senders = { visitor: visit.visitor.sender, agent: agent.sender };
	const http = new HttpLane({ origin: stage.origin, ledger, senders }, recorder);
	const polled: Answer[] = [];
	for (let count = 0; count < POLLS; count++) polled.push(await http.try(poll(path, visit.visitor.token)));
	recorder.note(unflooded("frames by HTTP", polled));
	http.close();
	await stage.set({ realLimits: false });
	recorder.note(bystander.told());
}

function sends(count: number, tag: string): FrameInput[] {
	return Array.from({ length: count }, (_, index) => {
		const command = { clientId: `${tag}.${String(index).padStart(4, "0")}`, text: `${tag} ${index}` };
		const data = JSON.stringify({ type: "send", after: 0, ...command });
		return { door: "visitor", family: "flood", expects: ["ack", "rate_limited"], data, command };
	});
}

function acknowledgements(count: number): FrameInput[] {
	return Array.from({ length: count }, (_, index) => {
		const clientId = `flood-desk-${String(index).padStart(4, "0")}`;
		const data = JSON.stringify({ type: "acknowledge", clientId, alertId: "alr_0000000000000000" });
		return { door: "desk", family: "flood", expects: ["not_found", "rate_limited"], data, command: { clientId } };
	});
}

function poll(path: string, token: string): RequestInput {
	return {
		door: "http",
		family: "flood",
		expects: ["made", "rate_limited"],
		method: "GET",
		path: `${path.replace("/socket", "/frames")}?after=${Number.MAX_SAFE_INTEGER}`,
		headers: { authorization: `Bearer ${token}` },
		as: "visitor",
	};
}

function missing(): never {
	throw new Error("nobody is there");
}
