// A run: the programme's episodes one after the other, on one stage.
import { newHome } from "./cast.ts";
import { Crowd } from "./crowd.ts";
import { type Outcome, playEpisode } from "./episode.ts";
import { FAULTS } from "./faults.ts";
import type { Episode } from "./programme.ts";
import { Random } from "./random.ts";
import type { Line } from "./report.ts";
import type { Stage } from "./stage.ts";

/** Of an episode: enough to use both cores, few enough that each is torn often. */
const CONVERSATIONS = 4;
/** Share of commands that are sent twice even where that is not the fault. */
const REPEATS = 0.1;
/** A crowd's conversation has four times the readers of another, and must leave time for their coming back. */
const SLOWER_IN_CROWD = 8;

export interface RunOptions {
	/** Conversations that the crowd is spread over, twenty sockets each. */
	crowd: number;
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
		const { outcome, remark } = await play(stage, episode, options.crowd, tell);
		const seconds = (performance.now() - began) / 1000;
		const { rounds, acknowledged, violations } = outcome;
		lines.push({ part: episode.part, rounds, acknowledged, violations, seconds, remark });
		tell(`${rounds} rounds, ${acknowledged} acknowledged, ${violations.length} violations, ${seconds.toFixed(1)} s`);
		if (violations.length > 0) await options.onViolations(episode, outcome);
	}
	return lines;
}

async function play(stage: Stage, { part, rounds, seed }: Episode, crowdOver: number, tell: (words: string) => void) {
	const crowd = new Crowd();
	const conversations = part === "crowd" ? crowdOver : CONVERSATIONS;
	try {
		const outcome = await playEpisode(stage, {
			home: newHome(stage.secret, stage.ownerUrl),
			random: new Random(seed),
			conversations,
			// Everybody hears everything: more conversations, and with more listeners, are to be no more work together.
			slower: part === "crowd" ? (SLOWER_IN_CROWD * conversations) / CONVERSATIONS : 1,
			rounds,
			repeats: REPEATS,
			round: part === "crowd" ? crowd.round : FAULTS[part],
			onRound: (number) => tell(`round ${number} of ${rounds}`),
		});
		const seconds = (crowd.slowestReturnMs / 1000).toFixed(1);
		return { outcome, remark: part === "crowd" ? `${crowd.size} listeners, all back in ${seconds} s` : undefined };
	} finally {
		crowd.close();
	}
}
