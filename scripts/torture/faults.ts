// The faults: what is done to the stage while people write. Each is one round, and mends itself before the next.
import type { ConversationId } from "../../src/protocol/ids.ts";
import type { Tally } from "./effects.ts";
import type { Random } from "./random.ts";
import { acknowledgedIn, type Scene, unansweredIn } from "./scene.ts";
import type { Stage } from "./stage.ts";
import { comes, pause } from "./wait.ts";

/** A conversation's batch is under way for a second or so before the next, and a lost one is sent again after 1.5 s. */
const FLUSHED_WITHIN_MS = 8_000;
const ASK_EVERY_MS = 200;
const HOUR_MS = 60 * 60 * 1000;
/** Acknowledged since the last kill, all conversations together: people write again, most of them. */
const IN_FULL_SWING = 25;
/** Of the kills: it tears the same writing, and takes three times as long to come back. */
const WITH_ITS_KEEPER = 0.05;
/** It comes within a fraction of a second; a slow machine is waited for as long as for a restart. */
const SWING_WITHIN_MS = 10_000;

export interface Act {
	stage: Stage;
	scenes: readonly Scene[];
	random: Random;
	/** Told what the fault really did. */
	tally: Tally;
	/** Something is not as promised, that no history shows. */
	blame(conversation: string, sentence: string): void;
	/** One more conversation, by the stage's door; it is looked back at like the others. */
	begin(): Promise<Scene>;
	evict(conversations: ConversationId[], how: "abort" | "hibernate"): Promise<void>;
}

/** One round: some writing, the fault in the middle of it, some more. */
export type Fault = (act: Act) => Promise<void>;

/** Writing goes on for as long as it takes to be in full swing, never twice for the same time. */
const swing = (random: Random) => pause(random.between(150, 600));

/** In mid-write: some was acknowledged since the last one, and at this moment some waits for its answer. */
async function kill({ stage, scenes, random, tally }: Act): Promise<void> {
	const before = acknowledgedIn(scenes);
	await pause(random.between(50, 300));
	const isMidWrite = () => acknowledgedIn(scenes) - before >= IN_FULL_SWING && unansweredIn(scenes) > 0;
	if (await comes(SWING_WITHIN_MS, isMidWrite)) tally.add("kills in mid-write");
	tally.add("commands unanswered at them", unansweredIn(scenes));
	const what = random.chance(WITH_ITS_KEEPER) ? "everything" : "worker";
	if (what === "everything") tally.add("of the whole runtime");
	await stage.kill(what);
}

async function cut({ stage, random, tally }: Act): Promise<void> {
	await swing(random);
	tally.add(
		"sockets cut",
		stage.wire.cut(() => random.chance(0.6)),
	);
	await swing(random);
}

/** Nothing crosses, nobody is told: the clients must notice by themselves. */
async function halfOpen({ stage, random, tally }: Act): Promise<void> {
	await swing(random);
	tally.add(
		"sockets silenced",
		stage.wire.silence(() => random.chance(0.5)),
	);
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

async function leaveMemory({ evict, scenes, random, tally }: Act, how: "abort" | "hibernate"): Promise<void> {
	const some = scenes.filter(() => random.chance(0.7));
	const chosen = some.length > 0 ? some : scenes;
	tally.add(how === "abort" ? "objects ended" : "objects put to sleep", chosen.length);
	if (how === "hibernate") for (const { recorder } of chosen) recorder.add({ is: "slept" });
	await evict(
		chosen.map(({ conversationId }) => conversationId),
		how,
	);
}

async function repeat({ scenes, random, tally }: Act): Promise<void> {
	const usual = scenes.map((scene) => scene.repeats);
	const before = repeatsIn(scenes);
	for (const scene of scenes) scene.repeats = 0.7;
	await swing(random);
	await swing(random);
	tally.add("commands sent again", repeatsIn(scenes) - before);
	scenes.forEach((scene, index) => {
		scene.repeats = usual[index] ?? 0;
	});
}

/** Refused or never answered; whatever was under way is torn. */
async function postgres({ stage, random, tally }: Act): Promise<void> {
	await swing(random);
	const before = stage.databaseWire.unserved;
	const unserved = () => stage.databaseWire.unserved - before;
	stage.databaseWire.mode = random.pick(["refuse", "silent"]);
	stage.databaseWire.cut();
	await swing(random);
	await comes(FLUSHED_WITHIN_MS, () => unserved() > 0);
	tally.add("calls to Postgres unserved", unserved());
	stage.databaseWire.mode = "open";
	// Else those that were accepted and left without an answer would wait for it until the platform gives up on them.
	stage.databaseWire.cut();
}

async function queue({ stage, random, tally }: Act): Promise<void> {
	const { lost, doubled, late } = stage.done;
	await stage.set({ seed: random.between(1, 2 ** 31), queue: { lose: 0.2, double: 0.4, hold: 0.3 } });
	await swing(random);
	await comes(FLUSHED_WITHIN_MS, async () => {
		await pause(ASK_EVERY_MS);
		await stage.set({});
		return stage.done.lost > lost && stage.done.doubled > doubled && stage.done.late > late;
	});
	await stage.set({ queue: { lose: 0, double: 0, hold: 0 } });
	tally.add("batches lost", stage.done.lost - lost);
	tally.add("doubled", stage.done.doubled - doubled);
	tally.add("late", stage.done.late - late);
}

/** It stays shifted until the next time: nothing may depend on its coming back. */
async function clock({ stage, random, tally }: Act): Promise<void> {
	const { alarms } = stage.done;
	await swing(random);
	await stage.set({ shiftMs: random.pick([-24, 24, -1, 1, 0]) * HOUR_MS });
	await swing(random);
	await stage.set({});
	tally.add("shifts");
	tally.add("alarms rung under them", stage.done.alarms - alarms);
}

async function flap({ scenes, random, tally }: Act): Promise<void> {
	for (let times = 0; times < 12; times++) {
		for (const client of scenes.flatMap(({ raw }) => raw)) {
			if (!random.chance(0.4)) continue;
			client.drop();
			tally.add("drops");
		}
		await pause(random.between(30, 150));
	}
}

function repeatsIn(scenes: readonly Scene[]): number {
	return scenes.flatMap(({ raw }) => raw).reduce((sum, { repeats }) => sum + repeats, 0);
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
