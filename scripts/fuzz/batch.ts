// A batch: new conversations, all kinds of lanes at once, and then the question of what is left of it.
import type { Config } from "../../src/platform/config.ts";
import type { Persona } from "../torture/cast.ts";
import { Random } from "../torture/random.ts";
import { logOfAgents } from "../torture/truth.ts";
import { pause } from "../torture/wait.ts";
import type { Bystander } from "./bystander.ts";
import { BytesSource } from "./bytes-source.ts";
import { FrameLane } from "./frame-lane.ts";
import { FrameSource } from "./frame-source.ts";
import type { Side } from "./frames.ts";
import { HttpLane } from "./http-lane.ts";
import { Ledger } from "./ledger.ts";
import { changed, faultsIn, reborn, tornLog } from "./oracles.ts";
import { gather, idOf, type People, type Visit } from "./people.ts";
import type { Recorder } from "./recorder.ts";
import { RequestSource } from "./request-source.ts";
import type { World } from "./rows.ts";
import type { Stage } from "./stage.ts";
import { WireLane } from "./wire-lane.ts";

/** Inputs of one lane in a batch: some seconds, so that what is wrong is found near what was done. */
const STEPS = { frames: 150, requests: 50, handshakes: 20, framing: 8 };
/** Conversations that are attacked at once, and lanes on each: fewer than an object takes of either side. */
const SCENES = 2;
const LANES = { visitor: 4, agent: 4, http: 2 };
/** Of the frame lanes' steps. */
const BURST_SHARE = 0.1;
/** Opened while the token still holds, used when it does not. */
const EXPIRES_IN_S = 2;
const TOUCH_EVERY_MS = 2_000;

export interface Ring {
	stage: Stage;
	config: Config;
	bystander: Bystander;
	recorder: Recorder;
}

interface Scene {
	visit: Visit;
	ledger: Ledger;
}

export async function playBatch(ring: Ring, seed: number, number: number): Promise<void> {
	const { stage, recorder, config } = ring;
	recorder.batch = number;
	// Numbers of batches are small: a factor keeps neighbouring seeds from sharing batches.
	const random = new Random((seed + number * 0x9e3779b1) >>> 0);
	const people = await gather(config, stage.attacked, random, EXPIRES_IN_S);
	const unbegun = await people.visit();
	const probe = await begin(ring, await people.visit());
	const scenes: Scene[] = [];
	while (scenes.length < SCENES) scenes.push(await begin(ring, await people.visit()));
	const lanes: Promise<void>[] = [];
	const tags = tagsOf(number);
	for (const [index, scene] of scenes.entries()) {
		const world = worldOf(ring, people, scene.visit, probe.visit, random);
		lanes.push(...frameLanes(ring, people, scene, tags, random));
		for (let count = 0; count < LANES.http; count++)
			lanes.push(httpLane(ring, people, scene, world, tags(), random.fork()));
		if (index === 0) lanes.push(wireLane(ring, world, random.fork()));
	}
	lanes.push(unbegunLane(ring, unbegun, tags(), random.fork()));
	lanes.push(deskLane(ring, people, tags(), random.fork()));
	lanes.push(...expiredLanes(ring, people, probe.visit));
	const awake = keepAwake(ring, people, [...scenes, probe]);
	for (const end of await Promise.allSettled(lanes))
		if (end.status === "rejected") recorder.note([`a lane gave up: ${end.reason}`]);
	awake.abort();
	await lookBack(ring, people, [...scenes, probe], unbegun, number).catch((error: unknown) =>
		recorder.note([`the batch could not be looked back at: ${error}`]),
	);
	const ended = stage.ended();
	if (ended !== undefined) throw new Error(`the runtime ended: ${ended}`);
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

function frameLanes(ring: Ring, people: People, { visit, ledger }: Scene, tags: () => string, random: Random) {
	const sides: { side: Side & ("visitor" | "agent"); who: Persona }[] = [
		...Array.from({ length: LANES.visitor }, () => ({ side: "visitor" as const, who: visit.visitor })),
		...Array.from({ length: LANES.agent }, (_, index) => ({
			side: "agent" as const,
			who: pickOf(people.agents, index),
		})),
	];
	return sides.map(async ({ side, who }) => {
		const own = random.fork();
		const source = new FrameSource(side, { tag: tags(), teams: [people.teamId, idOf("team", own)] }, own);
		const lane = new FrameLane(
			{ origin: ring.stage.origin, path: socketOf(visit), who, door: side, ledger },
			ring.recorder,
		);
		for (let step = 0; step < STEPS.frames; step++) {
			if (own.chance(BURST_SHARE)) await lane.tryBurst(source.burst());
			else await lane.try(source.next());
		}
		lane.close();
	});
}

async function unbegunLane(ring: Ring, visit: Visit, tag: string, random: Random): Promise<void> {
	const source = new FrameSource("visitor", { tag, teams: [idOf("team", random)] }, random, false);
	const lane = new FrameLane(
		{ origin: ring.stage.origin, path: socketOf(visit), who: visit.visitor, door: "visitor" },
		ring.recorder,
	);
	for (let step = 0; step < STEPS.requests; step++) await lane.try(source.next());
	lane.close();
}

async function deskLane({ stage, recorder }: Ring, people: People, tag: string, random: Random): Promise<void> {
	const source = new FrameSource("desk", { tag, teams: [people.teamId] }, random);
	const path = `/v1/desks/${people.teamId}/socket`;
	const lane = new FrameLane({ origin: stage.origin, path, who: pickOf(people.agents, 0), door: "desk" }, recorder);
	for (let step = 0; step < STEPS.frames; step++) await lane.try(source.next());
	lane.close();
}

/** On a conversation where nobody says anything: whoever has something to tell closes what has expired. */
function expiredLanes(
	{ stage, recorder }: Ring,
	{ expiring: { agent, visit } }: People,
	quiet: Visit,
): Promise<void>[] {
	const places = [
		{ door: "visitor", who: visit.visitor, path: socketOf(visit) },
		{ door: "agent", who: agent, path: socketOf(quiet) },
	] as const;
	return places.map(async ({ door, who, path }) => {
		const lane = new FrameLane({ origin: stage.origin, path, who, door }, recorder);
		await lane.open();
		await pause(EXPIRES_IN_S * 1000 + 1_000);
		await lane.try({ door, family: "expired", expects: ["token_expired"], data: '{"type":"page"}' });
		lane.close();
	});
}

async function httpLane(
	ring: Ring,
	people: People,
	scene: Scene,
	world: World,
	tag: string,
	random: Random,
): Promise<void> {
	const senders = { visitor: scene.visit.visitor.sender, agent: pickOf(people.agents, 0).sender };
	const source = new RequestSource(world, { tag, teams: [people.teamId] }, random);
	const lane = new HttpLane({ origin: ring.stage.origin, ledger: scene.ledger, senders }, ring.recorder);
	for (let step = 0; step < STEPS.requests; step++) await lane.try(source.next());
	lane.close();
}

async function wireLane({ stage, recorder }: Ring, world: World, random: Random): Promise<void> {
	const source = new BytesSource(world, random);
	const lane = new WireLane(stage.origin, recorder);
	for (let step = 0; step < STEPS.handshakes; step++) await lane.try(source.handshake());
	for (let step = 0; step < STEPS.framing; step++) {
		await lane.try(source.framing());
		await lane.try(source.requestLine());
	}
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
	number: number,
): Promise<void> {
	const { stage, recorder, bystander } = ring;
	const reader = pickOf(people.agents, 0);
	for (const { visit, ledger } of scenes) {
		const lane = new FrameLane(
			{ origin: stage.origin, path: socketOf(visit), who: visit.visitor, door: "visitor", ledger },
			recorder,
		);
		await say(lane, `after-${number}`);
		lane.close();
		recorder.note(tornLog(await logOfAgents(stage.origin, visit.conversationId, reader), ledger.acknowledged));
	}
	const none = await stateOf(stage, unbegun, reader);
	if (none.status !== 404) recorder.note([`a conversation began with nothing but bad frames: HTTP ${none.status}`]);
	const names = scenes.map(({ visit }) => `${stage.attacked.workspaceId}/${visit.conversationId}`);
	recorder.note(reborn(await stage.births(names)));
	recorder.note(faultsIn(await stage.newLog()));
	recorder.note((await stage.newFaults()).map((fault) => `a fault: ${fault}`));
	recorder.note(bystander.told());
	recorder.note(changed(bystander.before, await bystander.log()));
}

function worldOf({ stage, bystander }: Ring, people: People, visit: Visit, other: Visit, random: Random): World {
	const { attacked } = stage;
	return {
		conversationId: visit.conversationId,
		teamId: people.teamId,
		inboxId: attacked.inboxId,
		workspaceId: attacked.workspaceId,
		connectionId: attacked.connections.shopify,
		customerId: idOf("customer", random),
		hookSecret: attacked.hookSecret,
		tokens: {
			visitor: visit.visitor.token,
			agent: pickOf(people.agents, 0).token,
			otherVisitor: other.visitor.token,
			expired: people.late.token,
			bystander: pickOf(bystander.people.agents, 0).token,
		},
		foreign: {
			conversationId: bystander.visit.conversationId,
			teamId: bystander.people.teamId,
			inboxId: bystander.home.inboxId,
			workspaceId: bystander.home.workspaceId,
			connectionId: stage.bystander.connections.shopify,
			customerId: idOf("customer", random),
		},
	};
}

function socketOf({ conversationId }: Visit): string {
	return `/v1/conversations/${conversationId}/socket?after=${Number.MAX_SAFE_INTEGER}`;
}

/** Names of lanes, each new: client ids begin with them. */
function tagsOf(batch: number): () => string {
	let lane = 0;
	return () => `b${batch}.l${++lane}`;
}

function pickOf<T>(from: readonly T[], index: number): T {
	const one = from[index % from.length];
	if (one === undefined) throw new Error("nobody is there");
	return one;
}
