// The faults: what is done to the stage while people write. Each is one round, and mends itself before the next.
import type { ConversationId } from "../../src/protocol/ids.ts";
import type { Random } from "./random.ts";
import type { Scene } from "./scene.ts";
import type { Stage } from "./stage.ts";
import { pause } from "./wait.ts";

const HOUR_MS = 60 * 60 * 1000;

export interface Act {
	stage: Stage;
	scenes: readonly Scene[];
	random: Random;
	evict(conversations: ConversationId[], how: "abort" | "hibernate"): Promise<void>;
}

/** One round: some writing, the fault in the middle of it, some more. */
export type Fault = (act: Act) => Promise<void>;

/** Writing goes on for as long as it takes to be in full swing, never twice for the same time. */
const swing = (random: Random) => pause(random.between(150, 600));

async function kill({ stage, random }: Act): Promise<void> {
	await swing(random);
	await stage.kill(random.chance(0.1) ? "everything" : "worker");
}

async function cut({ stage, random }: Act): Promise<void> {
	await swing(random);
	stage.wire.cut(() => random.chance(0.6));
	await swing(random);
}

/** Nothing crosses, nobody is told: the clients must notice by themselves. */
async function halfOpen({ stage, random }: Act): Promise<void> {
	await swing(random);
	stage.wire.silence(() => random.chance(0.5));
	await swing(random);
}

async function die(act: Act): Promise<void> {
	await swing(act.random);
	await leaveMemory(act, "abort");
	await swing(act.random);
}

/** Memory goes, sockets stay. */
async function sleep(act: Act): Promise<void> {
	for (let times = 0; times < 3; times++) {
		await swing(act.random);
		await leaveMemory(act, "hibernate");
	}
}

async function leaveMemory({ evict, scenes, random }: Act, how: "abort" | "hibernate"): Promise<void> {
	const chosen = scenes.filter(() => random.chance(0.7));
	const conversations = (chosen.length > 0 ? chosen : scenes).map(({ conversationId }) => conversationId);
	await evict(conversations, how);
}

async function repeat({ scenes, random }: Act): Promise<void> {
	const usual = scenes.map((scene) => scene.repeats);
	for (const scene of scenes) scene.repeats = 0.7;
	await swing(random);
	await swing(random);
	scenes.forEach((scene, index) => {
		scene.repeats = usual[index] ?? 0;
	});
}

/** Refused or never answered; whatever was under way is torn. */
async function postgres({ stage, random }: Act): Promise<void> {
	await swing(random);
	stage.databaseWire.mode = random.pick(["refuse", "silent"]);
	stage.databaseWire.cut();
	await swing(random);
	await swing(random);
	stage.databaseWire.mode = "open";
	// Else those that were accepted and left without an answer would wait for it until the platform gives up on them.
	stage.databaseWire.cut();
}

async function queue({ stage, random }: Act): Promise<void> {
	await stage.set({ queue: { lose: 0.3, double: 0.3, hold: 0.4 } });
	await swing(random);
	await swing(random);
	await stage.set({ queue: { lose: 0, double: 0, hold: 0 } });
}

async function clock({ stage, random }: Act): Promise<void> {
	await swing(random);
	await stage.set({ shiftMs: random.pick([-24, 24, -1, 1, 0]) * HOUR_MS });
	await swing(random);
}

async function flap({ scenes, random }: Act): Promise<void> {
	for (let times = 0; times < 12; times++) {
		for (const scene of scenes) for (const client of scene.raw) if (random.chance(0.4)) client.drop();
		await pause(random.between(30, 150));
	}
}

const ALONE = {
	kill,
	cut,
	half_open: halfOpen,
	evict: die,
	sleep,
	repeat,
	postgres,
	queue,
	clock,
	flap,
} satisfies Record<string, Fault>;

/** Two or three at once, the seed says which. */
async function mix(act: Act): Promise<void> {
	const names = Object.keys(ALONE);
	const chosen = new Set(Array.from({ length: act.random.between(2, 3) }, () => act.random.pick(names)));
	await Promise.all(
		Object.entries(ALONE).map(([name, fault]) =>
			chosen.has(name) ? fault({ ...act, random: act.random.fork() }) : undefined,
		),
	);
}

export const FAULTS = { ...ALONE, mix };
export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS).filter((name): name is FaultName => name in FAULTS);
