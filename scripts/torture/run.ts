// A run: the programme's episodes one after the other, on one stage.
import { foundHome, type Home, newHome } from "./cast.ts";
import { affordable, Crowd, DEADLINES, PATIENCE } from "./crowd.ts";
import { type Outcome, type Plan, playEpisode } from "./episode.ts";
import { FAULTS } from "./faults.ts";
import { Outage } from "./outage.ts";
import type { Episode, Part } from "./programme.ts";
import { Random } from "./random.ts";
import type { Line } from "./report.ts";
import { CLOCK_SPEED, type Stage } from "./stage.ts";

/** Of an episode: enough to use both cores, few enough that each is torn often. */
const CONVERSATIONS = 4;
/** Of those whose fault is on the way to Postgres: each sends a batch or two in a round, whatever is written in it. */
const CONVERSATIONS_BEHIND = 12;
const BEHIND: ReadonlySet<Part> = new Set(["postgres", "queue", "clock"]);
/** Share of commands that are sent twice even where that is not the fault. */
const REPEATS = 0.1;
/** A crowd's conversation has four times the readers of another, and must leave time for their coming back. */
const SLOWER_IN_CROWD = 8;
/** What half an hour leaves behind is then brought to Postgres in a minute, and new conversations come all the time. */
const SLOWER_IN_OUTAGE = 6;

export interface RunOptions {
	/** Conversations that the crowd is spread over, twenty sockets each. */
	crowd: number;
	/** By the platform's clock. */
	outageMinutes: number;
	/** Told all the time. */
	onProgress: (words: string) => void;
	/** Told of each episode with violations. */
	onViolations: (episode: Episode, outcome: Outcome) => Promise<void>;
}

export async function run(stage: Stage, episodes: readonly Episode[], options: RunOptions): Promise<Line[]> {
	const lines: Line[] = [];
	for (const [index, episode] of episodes.entries()) {
		const began = performance.now();
		const tell = (words: string) =>
			options.onProgress(`${index + 1}/${episodes.length} ${episode.part} (seed ${episode.seed}): ${words}`);
		const { outcome, remark } = await play(stage, episode, options, tell);
		const seconds = (performance.now() - began) / 1000;
		const { rounds, acknowledged, violations, effects } = outcome;
		lines.push({ part: episode.part, rounds, acknowledged, violations, seconds, effects, remark });
		tell(`${rounds} rounds, ${acknowledged} acknowledged, ${violations.length} violations, ${seconds.toFixed(1)} s`);
		if (violations.length > 0) await options.onViolations(episode, outcome);
	}
	return lines;
}

interface Played {
	outcome: Outcome;
	remark?: string;
}

async function play(
	stage: Stage,
	episode: Episode,
	options: RunOptions,
	tell: (words: string) => void,
): Promise<Played> {
	const { part, rounds, seed } = episode;
	const usual = (home: Home) => ({
		home,
		random: new Random(seed),
		conversations: CONVERSATIONS,
		rounds,
		repeats: REPEATS,
		onRound: (number: number) => tell(`round ${number} of ${rounds}`),
	});
	const home = newHome(stage.secret, stage.ownerUrl);
	if (part === "crowd") return playCrowd(stage, { ...usual(home), conversations: affordable(options.crowd) });
	if (part === "outage") {
		const outage = new Outage(options.outageMinutes, CLOCK_SPEED);
		const founded = await foundHome(stage.secret, stage.ownerUrl, stage.workerOrigin);
		const plan = { ...usual(founded), slower: SLOWER_IN_OUTAGE, round: outage.round };
		return { outcome: await playEpisode(stage, plan), remark: outage.remark };
	}
	const conversations = BEHIND.has(part) ? CONVERSATIONS_BEHIND : CONVERSATIONS;
	const plan = { ...usual(home), conversations, slower: conversations / CONVERSATIONS, round: FAULTS[part] };
	return { outcome: await playEpisode(stage, plan) };
}

async function playCrowd(stage: Stage, plan: Omit<Plan, "round">): Promise<Played> {
	const crowd = new Crowd();
	// Everybody hears everything: more conversations, and with more listeners, are to be no more work together.
	const slower = (SLOWER_IN_CROWD * plan.conversations) / CONVERSATIONS;
	const pace = { slower, patience: PATIENCE, deadlines: DEADLINES, direct: true };
	const outcome = await playEpisode(stage, { ...plan, ...pace, round: crowd.round });
	const seconds = (crowd.slowestReturnMs / 1000).toFixed(1);
	return { outcome, remark: `${crowd.size} sockets lost at once, all back in ${seconds} s` };
}
