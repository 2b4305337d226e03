// An episode: some conversations of their own, some rounds of a fault, then peace; and then the question of what is there.
import type { Home } from "./cast.ts";
import { check } from "./checkers/check.ts";
import type { Act } from "./faults.ts";
import type { History, Violation } from "./history.ts";
import type { Random } from "./random.ts";
import { acknowledgedIn, Scene } from "./scene.ts";
import type { Stage } from "./stage.ts";
import { logOfAgents, logOfVisitor, progressInPostgres, storedIn } from "./truth.ts";
import { comes, until } from "./wait.ts";

/** Of a crowd's hundreds: each waits for a handful of handshakes. */
const OPENED_AT_ONCE = 8;
/** Generous for two busy cores: a run in which nothing is wrong waits for none of these. */
const BEGIN_WITHIN_MS = 60_000;
const LIVE_WITHIN_MS = 15_000;
const QUIET_WITHIN_MS = 40_000;
/** A resend waits 24 s of real time at most (eight minutes by the fast clock), the queue's own retries 14 s. */
const DRAINED_WITHIN_MS = 60_000;

export interface Plan {
	home: Home;
	random: Random;
	conversations: number;
	rounds: number;
	/** Share of commands that are sent twice. */
	repeats: number;
	/** How many times longer than usual the pauses of those who write are. */
	slower?: number;
	drainedWithinMs?: number;
	quietWithinMs?: number;
	round: (act: Act) => Promise<void>;
	/** Told before each round. */
	onRound?: (number: number) => void;
}

export interface Outcome {
	rounds: number;
	acknowledged: number;
	violations: Violation[];
	/** For looking into violations. */
	histories: History[];
}

export async function playEpisode(stage: Stage, plan: Plan): Promise<Outcome> {
	const scenes: Scene[] = [];
	try {
		while (scenes.length < plan.conversations) {
			const count = Math.min(OPENED_AT_ONCE, plan.conversations - scenes.length);
			scenes.push(...(await Promise.all(Array.from({ length: count }, () => openScene(stage, plan)))));
		}
		await playRounds(stage, scenes, plan);
		await mend(stage);
		await comes(plan.quietWithinMs ?? QUIET_WITHIN_MS, () => scenes.every(({ isQuiet }) => isQuiet));
		const histories = await lookBack(stage, scenes, plan);
		const unreadable = scenes.flatMap(({ conversationId, recorder }) =>
			recorder.unreadable.map((sentence) => ({ checker: "frames", conversation: conversationId, sentence })),
		);
		const violations = [...unreadable, ...histories.flatMap(check)];
		return { rounds: plan.rounds, acknowledged: acknowledgedIn(scenes), violations, histories };
	} finally {
		for (const scene of scenes) scene.close();
	}
}

function openScene(stage: Stage, { home, random, repeats, slower = 1 }: Plan): Promise<Scene> {
	const world = { origin: stage.origin, workerOrigin: stage.workerOrigin, random: random.fork(), repeats, slower };
	return Scene.open(home, world, until(BEGIN_WITHIN_MS, "a conversation did not begin"));
}

/** People write on through all rounds; each round begins when most of them are there again. */
async function playRounds(stage: Stage, scenes: readonly Scene[], { home, rounds, round, random, onRound }: Plan) {
	const evict: Act["evict"] = (conversations, how) =>
		stage.evict({ workspaceId: home.workspaceId, conversations, how });
	for (const scene of scenes) scene.write();
	for (let number = 1; number <= rounds; number++) {
		onRound?.(number);
		await comes(LIVE_WITHIN_MS, () => scenes.filter(({ isLive }) => isLive).length * 2 >= scenes.length);
		await round({ stage, scenes, random, evict });
	}
	for (const scene of scenes) scene.rest();
}

/** Everything works from here on. */
async function mend(stage: Stage): Promise<void> {
	stage.wire.mode = "open";
	stage.databaseWire.mode = "open";
	await stage.set({ broken: null, queue: { lose: 0, double: 0, hold: 0 }, shiftMs: 0 });
}

async function lookBack(stage: Stage, scenes: readonly Scene[], plan: Plan): Promise<History[]> {
	const conversations = scenes.map(({ conversationId }) => conversationId);
	// What is only in memory is no log.
	await stage.evict({ workspaceId: plan.home.workspaceId, conversations, how: "abort" });
	const read = until(QUIET_WITHIN_MS, "a log could not be read");
	const finals = await Promise.all(
		scenes.map(async ({ conversationId, cast }) => ({
			agent: await logOfAgents(stage.workerOrigin, conversationId, cast.agents[0]),
			visitor: await logOfVisitor(stage.workerOrigin, conversationId, cast.visitor, read),
		})),
	);
	const lengths = new Map(
		scenes.map(({ conversationId }, index) => [conversationId, finals[index]?.agent.length ?? 0]),
	);
	await comes(plan.drainedWithinMs ?? DRAINED_WITHIN_MS, () => isDrained(stage, lengths));
	const progress = await progressInPostgres(stage.ownerUrl, conversations);
	// They lost their sockets to the eviction, and may still miss the last entries of others.
	await comes(plan.quietWithinMs ?? LIVE_WITHIN_MS, () =>
		scenes.every(({ sdk }, index) =>
			sdk.every((client) => client.isQuiet && client.last === finals[index]?.[client.side].at(-1)?.seq),
		),
	);
	return Promise.all(
		scenes.map(async (scene, index) => ({
			...scene.history(),
			final: finals[index] ?? { agent: [], visitor: [] },
			stored: await storedIn(stage.ownerUrl, scene.conversationId),
			storedRevision: progress.get(scene.conversationId)?.revision,
		})),
	);
}

async function isDrained(stage: Stage, lengths: ReadonlyMap<string, number>): Promise<boolean> {
	const progress = await progressInPostgres(stage.ownerUrl, [...lengths.keys()]);
	return [...lengths].every(([id, length]) => progress.get(id)?.rows === length);
}
