// An episode: some conversations of their own, some rounds of a fault, then peace; and then the question of what is there.
import type { Home } from "./cast.ts";
import { check } from "./checkers/check.ts";
import { type Effects, Tally } from "./effects.ts";
import type { Act, Fault } from "./faults.ts";
import type { History, Violation } from "./history.ts";
import { type Deadlines, lookBack } from "./look-back.ts";
import type { Random } from "./random.ts";
import type { Patience } from "./raw-client.ts";
import { acknowledgedIn, Scene } from "./scene.ts";
import { CALM } from "./shims.ts";
import type { Stage } from "./stage.ts";
import { comes, until } from "./wait.ts";

/** Of a crowd's hundreds: each waits for a handful of handshakes. */
const OPENED_AT_ONCE = 8;
/** Generous for two busy cores: a run in which nothing is wrong waits for none of these. */
const BEGIN_WITHIN_MS = 60_000;
const LIVE_WITHIN_MS = 15_000;
const QUIET_WITHIN_MS = 40_000;
/** A resend waits 24 s of real time at most (eight minutes by the fast clock), the queue's own retries 14 s. */
const DRAINED_WITHIN_MS = 90_000;
/** A silent link takes the SDK nine seconds to notice, and a back-off to mend. */
const SHOWN_WITHIN_MS = 30_000;

const USUAL = {
	quietWithinMs: QUIET_WITHIN_MS,
	drainedWithinMs: DRAINED_WITHIN_MS,
	shownWithinMs: SHOWN_WITHIN_MS,
};

export interface Plan {
	home: Home;
	random: Random;
	conversations: number;
	rounds: number;
	/** Share of commands that are sent twice. */
	repeats: number;
	/** How many times longer than usual the pauses of those who write are. */
	slower?: number;
	patience?: Patience;
	/** Past the wire and the process that passes requests on, each of which costs open files. */
	direct?: boolean;
	/** Less than usual where something is broken on purpose. */
	deadlines?: Deadlines & { quietWithinMs: number };
	round: Fault;
	/** Told before each round. */
	onRound?: (number: number) => void;
}

export interface Outcome {
	rounds: number;
	acknowledged: number;
	violations: Violation[];
	/** What the faults did. */
	effects: Effects;
	/** For looking into violations. */
	histories: History[];
}

export async function playEpisode(stage: Stage, plan: Plan): Promise<Outcome> {
	const scenes: Scene[] = [];
	const tally = new Tally();
	const blamed: Violation[] = [];
	const { home, random } = plan;
	await stage.set({ ...CALM, seed: random.between(1, 2 ** 31) });
	try {
		while (scenes.length < plan.conversations) {
			const count = Math.min(OPENED_AT_ONCE, plan.conversations - scenes.length);
			scenes.push(...(await Promise.all(Array.from({ length: count }, () => openScene(stage, plan)))));
		}
		await playRounds(plan, {
			stage,
			scenes,
			random,
			tally,
			blame: (conversation, sentence) => blamed.push({ checker: "fault", conversation, sentence }),
			evict: (conversations, how) => stage.evict({ workspaceId: home.workspaceId, conversations, how }),
			async begin() {
				const scene = await openScene(stage, plan);
				scenes.push(scene);
				scene.write();
				return scene;
			},
		});
		await mend(stage);
		const { quietWithinMs, ...deadlines } = plan.deadlines ?? USUAL;
		await comes(quietWithinMs, () => scenes.every(({ isQuiet }) => isQuiet));
		const histories = await lookBack(stage, scenes, { workspaceId: home.workspaceId, ...deadlines });
		const unreadable = scenes.flatMap(({ conversationId, recorder }) =>
			recorder.unreadable.map((sentence) => ({ checker: "frames", conversation: conversationId, sentence })),
		);
		const violations = [...blamed, ...unreadable, ...histories.flatMap(check)];
		return {
			rounds: plan.rounds,
			acknowledged: acknowledgedIn(scenes),
			violations,
			effects: tally.effects,
			histories,
		};
	} finally {
		for (const scene of scenes) scene.close();
	}
}

function openScene(stage: Stage, { home, random, repeats, slower = 1, patience, direct }: Plan): Promise<Scene> {
	const { workerOrigin } = stage;
	const origin = direct ? stage.innerOrigin() : stage.origin;
	const world = { origin, workerOrigin, random: random.fork(), repeats, slower, ...(patience && { patience }) };
	return Scene.open(home, world, until(BEGIN_WITHIN_MS, "a conversation did not begin"));
}

/** People write on through all rounds; each round begins when most of them are there again. */
async function playRounds({ rounds, round, onRound }: Plan, act: Act): Promise<void> {
	const { scenes } = act;
	for (const scene of scenes) scene.write();
	for (let number = 1; number <= rounds; number++) {
		onRound?.(number);
		await comes(LIVE_WITHIN_MS, () => scenes.filter(({ isLive }) => isLive).length * 2 >= scenes.length);
		await round(act);
	}
	for (const scene of scenes) scene.rest();
}

/** Everything works from here on; only the clock stays where it is, since nothing may depend on its coming back. */
async function mend(stage: Stage): Promise<void> {
	stage.wire.mode = "open";
	stage.databaseWire.mode = "open";
	await stage.set({ broken: null, queue: CALM.queue });
}
