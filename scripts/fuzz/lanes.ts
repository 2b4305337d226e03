// The lanes of a batch: who sends what to which door.
import type { Config } from "../../src/platform/config.ts";
import type { Persona } from "../torture/cast.ts";
import type { Random } from "../torture/random.ts";
import { pause } from "../torture/wait.ts";
import type { Bystander } from "./bystander.ts";
import { BytesSource } from "./bytes-source.ts";
import { FrameLane } from "./frame-lane.ts";
import { FrameSource } from "./frame-source.ts";
import { HttpLane } from "./http-lane.ts";
import type { Ledger } from "./ledger.ts";
import { gather, idOf, type People, type Visit } from "./people.ts";
import type { Recorder } from "./recorder.ts";
import { RequestSource } from "./request-source.ts";
import type { World } from "./rows.ts";
import type { Stage } from "./stage.ts";
import { WireLane } from "./wire-lane.ts";

/** Inputs of one lane in a batch: some seconds, so that what is wrong is found near what was done. */
const STEPS = { frames: 150, requests: 60, handshakes: 20, framing: 8 };
/** Of frames, on each conversation: fewer than an object takes of either side. */
const LANES = { visitor: 4, agent: 4 };
/** Of the frame lanes' steps. */
const BURST_SHARE = 0.1;
/** Opened while the token still holds, however busy the cores; used when it does not. */
const EXPIRES_IN_S = 4;

export interface Ring {
	stage: Stage;
	config: Config;
	bystander: Bystander;
	recorder: Recorder;
}

export interface Scene {
	visit: Visit;
	ledger: Ledger;
}

export function frameLanes(ring: Ring, people: People, { visit, ledger }: Scene, tags: () => string, random: Random) {
	const sides: { side: "visitor" | "agent"; who: Persona }[] = [
		...Array.from({ length: LANES.visitor }, () => ({ side: "visitor" as const, who: visit.visitor })),
		...Array.from({ length: LANES.agent }, (_, index) => ({
			side: "agent" as const,
			who: pickOf(people.agents, index),
		})),
	];
	const tagged = sides.map((one) => ({ ...one, tag: tags() }));
	return tagged.map(async ({ side, who, tag }, index) => {
		const own = random.fork();
		const others = tagged[(index + LANES.visitor) % tagged.length]?.tag;
		const source = new FrameSource(side, { tag, others, teams: [people.teamId, idOf("team", own)] }, own);
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

export async function unbegunLane(ring: Ring, visit: Visit, tag: string, random: Random): Promise<void> {
	const source = new FrameSource("visitor", { tag, teams: [idOf("team", random)] }, random, false);
	const lane = new FrameLane(
		{ origin: ring.stage.origin, path: socketOf(visit), who: visit.visitor, door: "visitor" },
		ring.recorder,
	);
	for (let step = 0; step < STEPS.requests; step++) await lane.try(source.next());
	lane.close();
}

export async function deskLane({ stage, recorder }: Ring, people: People, tag: string, random: Random): Promise<void> {
	const source = new FrameSource("desk", { tag, teams: [people.teamId] }, random);
	const path = `/v1/desks/${people.teamId}/socket`;
	const lane = new FrameLane({ origin: stage.origin, path, who: pickOf(people.agents, 0), door: "desk" }, recorder);
	for (let step = 0; step < STEPS.frames; step++) await lane.try(source.next());
	lane.close();
}

/** On a conversation where nobody says anything: whoever has something to tell closes what has expired. */
export async function expiredLane(
	{ stage, recorder, config }: Ring,
	door: "visitor" | "agent",
	quiet: Visit,
	random: Random,
): Promise<void> {
	const brief = await gather(config, stage.attacked, random, EXPIRES_IN_S);
	const own = await brief.visit();
	const expired = pause((EXPIRES_IN_S + 1) * 1000);
	const [who, path] = door === "visitor" ? [own.visitor, socketOf(own)] : [pickOf(brief.agents, 0), socketOf(quiet)];
	const lane = new FrameLane({ origin: stage.origin, path, who, door }, recorder);
	await lane.open();
	await expired;
	await lane.try({ door, family: "expired", expects: ["token_expired"], data: '{"type":"page"}' });
	lane.close();
}

export async function httpLane(
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

export async function wireLane({ stage, recorder }: Ring, world: World, random: Random): Promise<void> {
	const source = new BytesSource(world, random);
	const lane = new WireLane(stage.origin, recorder);
	for (let step = 0; step < STEPS.handshakes; step++) await lane.try(source.handshake());
	for (let step = 0; step < STEPS.framing; step++) {
		await lane.try(source.framing());
		await lane.try(source.requestLine());
	}
}

export function worldOf(
	{ stage, bystander }: Ring,
	people: People,
	[visit, other, unbegun]: readonly [Visit, Visit, Visit],
	random: Random,
): World {
	const { attacked } = stage;
	return {
		conversationId: visit.conversationId,
		unbegunId: unbegun.conversationId,
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

export function socketOf({ conversationId }: Visit): string {
	return `/v1/conversations/${conversationId}/socket?after=${Number.MAX_SAFE_INTEGER}`;
}

export function pickOf<T>(from: readonly T[], index: number): T {
	const one = from[index % from.length];
	if (one === undefined) throw new Error("nobody is there");
	return one;
}
