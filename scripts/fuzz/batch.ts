// A batch: new conversations, all kinds of lanes at once, and then the question of what is left of it.
import type { Persona } from "../torture/cast.ts";
import { Random } from "../torture/random.ts";
import { logOfAgents } from "../torture/truth.ts";
import { pause } from "../torture/wait.ts";
import { FrameLane } from "./frame-lane.ts";
import {
	deskLane,
	expiredLane,
	frameLanes,
	httpLane,
	pickOf,
	type Ring,
	type Scene,
	socketOf,
	unbegunLane,
	wireLane,
	worldOf,
} from "./lanes.ts";
import { Ledger } from "./ledger.ts";
import { changed, faultsIn, isUnreached, reborn, tornLog } from "./oracles.ts";
import { gather, type People, type Visit } from "./people.ts";
import type { Stage } from "./stage.ts";

/** Conversations that are attacked at once. */
const SCENES = 2;
/** Of requests, on each. */
const HTTP_LANES = 3;
const TOUCH_EVERY_MS = 2_000;
/** In a batch, by chance (oracles.ts). */
const MOST_UNREACHED = 4;

/** @returns how many entries each of its conversations has */
export async function playBatch(ring: Ring, seed: number, number: number): Promise<Map<string, number>> {
	const { stage, recorder, config } = ring;
	recorder.batch = number;
	recorder.batches += 1;
	// Numbers of batches are small: a factor keeps neighbouring seeds from sharing batches.
	const random = new Random((seed + number * 0x9e3779b1) >>> 0);
	const people = await gather(config, stage.attacked, random);
	const unbegun = await people.visit();
	const probe = await begin(ring, await people.visit());
	const scenes: Scene[] = [];
	while (scenes.length < SCENES) scenes.push(await begin(ring, await people.visit()));
	// First: these wait the longest.
	const lanes = [expiredLane(ring, "visitor", probe.visit, random.fork())];
	lanes.push(expiredLane(ring, "agent", probe.visit, random.fork()));
	const tags = tagsOf(number);
	for (const [index, scene] of scenes.entries()) {
		const world = worldOf(ring, people, [scene.visit, probe.visit, unbegun], random);
		lanes.push(...frameLanes(ring, people, scene, tags, random));
		for (let count = 0; count < HTTP_LANES; count++)
			lanes.push(httpLane(ring, people, scene, world, tags(), random.fork()));
		if (index === 0) lanes.push(wireLane(ring, world, random.fork()));
	}
	lanes.push(unbegunLane(ring, unbegun, tags(), random.fork()));
	lanes.push(deskLane(ring, people, tags(), random.fork()));
	const awake = keepAwake(ring, people, [...scenes, probe]);
	for (const end of await Promise.allSettled(lanes))
		if (end.status === "rejected") recorder.note([`a lane gave up: ${end.reason}`]);
	awake.abort();
	const lengths = new Map<string, number>();
	await lookBack(ring, people, [...scenes, probe], unbegun, lengths).catch((error: unknown) =>
		recorder.note([`the batch could not be looked back at: ${error}`]),
	);
	const ended = stage.ended();
	if (ended !== undefined) throw new Error(`the runtime ended: ${ended}`);
	return lengths;
}

/** A good message begins it, and is acknowledged. */
async function begin({ stage, recorder }: Ring, visit: Visit): Promise<Scene> {
	const ledger = new Ledger();
	const lane = new FrameLane(
		{ origin: stage.origin, path: socketOf(visit), who: visit.visitor, door: "visitor", ledger },
		recorder,
	);
	await say(lane, "begin");
	lane.close();
	return { visit, ledger };
}

async function say(lane: FrameLane, what: string): Promise<void> {
	const frame = { type: "send", clientId: `probe.${what}`, after: 0, text: `Still there: ${what}.` };
	const command = { clientId: frame.clientId, text: frame.text };
	await lane.try({ door: "visitor", family: "good", expects: ["ack"], data: JSON.stringify(frame), command });
}

/** An object that hears nothing for ten seconds leaves memory, and its return would look like a reset. */
function keepAwake({ stage }: Ring, people: People, scenes: readonly Scene[]): AbortController {
	const awake = new AbortController();
	const touch = async () => {
		while (!awake.signal.aborted) {
			await Promise.all(scenes.map(({ visit }) => stateOf(stage, visit, pickOf(people.agents, 0))));
			await pause(TOUCH_EVERY_MS);
		}
	};
	touch().catch(() => undefined);
	return awake;
}

function stateOf({ origin }: Stage, { conversationId }: Visit, { token }: Persona): Promise<Response> {
	return fetch(`${origin}/v1/conversations/${conversationId}`, { headers: { authorization: `Bearer ${token}` } });
}

/** Whether everything still works, and what the batch has left. */
async function lookBack(
	ring: Ring,
	people: People,
	scenes: readonly Scene[],
	unbegun: Visit,
	lengths: Map<string, number>,
): Promise<void> {
	const { stage, recorder, bystander } = ring;
	const reader = pickOf(people.agents, 0);
	for (const { visit, ledger } of scenes) {
		const lane = new FrameLane(
			{ origin: stage.origin, path: socketOf(visit), who: visit.visitor, door: "visitor", ledger },
			recorder,
		);
		await say(lane, `after-${recorder.batch}`);
		lane.close();
		const log = await logOfAgents(stage.origin, visit.conversationId, reader);
		lengths.set(visit.conversationId, log.length);
		recorder.note(tornLog(log, ledger.acknowledged));
	}
	const none = await stateOf(stage, unbegun, reader);
	if (none.status !== 404) recorder.note([`a conversation began with nothing but bad frames: HTTP ${none.status}`]);
	const names = scenes.map(({ visit }) => `${stage.attacked.workspaceId}/${visit.conversationId}`);
	recorder.note(reborn(await stage.births(names)));
	recorder.note(faultsIn(await stage.newLog()));
	const faults = await stage.newFaults();
	const unreached = faults.filter(isUnreached);
	recorder.note(faults.filter((fault) => !isUnreached(fault)).map((fault) => `a fault: ${fault}`));
	if (unreached.length > MOST_UNREACHED) recorder.note(unreached.map((fault) => `Postgres was not reached: ${fault}`));
	recorder.note(bystander.told());
	recorder.note(changed(bystander.before, await bystander.log()));
}

/** Names of lanes, each new: client ids begin with them. */
function tagsOf(batch: number): () => string {
	let lane = 0;
	return () => `b${batch}.l${++lane}`;
}
