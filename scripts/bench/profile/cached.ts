// The rate of profiles that are in the cache, against that of bare reads of the same bytes: closed loops in turn.
import { Agent, get } from "node:http";
import { median } from "../figures.ts";
import { KV_PATH } from "../worker/paths.ts";
import type { BenchBusiness } from "./business.ts";

const AT_ONCE = 8;

export interface Cached {
	bareReadsPerSecond: number;
	profilesPerSecond: number;
	ratio: number;
	pairs: number[];
}

export async function cachedRate(
	origin: string,
	business: BenchBusiness,
	{ pairs, forMs }: { pairs: number; forMs: number },
	say: (line: string) => void,
): Promise<Cached> {
	const bare = () => rate(cardsAt(origin, business), {}, forMs);
	const headers = { authorization: `Bearer ${business.bearer}` };
	const profiles = () => rate(`${origin}/v1/conversations/${business.conversationId}/profile`, headers, forMs);
	const runs: { bare: number; profiles: number }[] = [];
	for (let pair = 0; pair <= pairs; pair++) {
		const run = { bare: await bare(), profiles: await profiles() };
		// The first one warms what is compiled on its first use.
		if (pair > 0) runs.push(run);
		say(`cached: ${Math.round(run.profiles)} profiles/s, ${Math.round(run.bare)} bare reads/s`);
	}
	const ratios = runs.map((run) => run.profiles / run.bare);
	return {
		bareReadsPerSecond: median(runs.map((run) => run.bare)),
		profilesPerSecond: median(runs.map((run) => run.profiles)),
		ratio: median(ratios),
		pairs: ratios,
	};
}

/** Where the bench's Worker reads this business's cards, as they lie in KV. */
export function cardsAt(origin: string, { workspaceId, customerId, connections }: BenchBusiness): string {
	const keys = connections.map((connection) => `card:${workspaceId}:${customerId}:${connection}`);
	return `${origin}${KV_PATH}${encodeURIComponent(keys.join(","))}`;
}

/** Answers a second, with some connections kept open that ask again at once. */
async function rate(url: string, headers: Record<string, string>, forMs: number): Promise<number> {
	const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
	const began = performance.now();
	let answers = 0;
	const ask = (): Promise<void> =>
		new Promise((resolve, reject) => {
			get(url, { headers, agent }, (answer) => {
				if (answer.statusCode !== 200)
					return reject(new Error(`${new URL(url).pathname} answered ${answer.statusCode}`));
				answer.resume().on("end", resolve);
			}).on("error", reject);
		});
	await Promise.all(
		Array.from({ length: AT_ONCE }, async () => {
			while (performance.now() - began < forMs) {
				await ask();
				answers += 1;
			}
		}),
	);
	agent.destroy();
	return (answers / (performance.now() - began)) * 1000;
}
