// A crowd: many sockets on many conversations, all lost in one instant; all come back, and every entry is in its place.
import process from "node:process";
import { z } from "zod";
import type { Act, Fault } from "./faults.ts";
import { type Patience, RawClient } from "./raw-client.ts";
import type { Scene } from "./scene.ts";
import { comes, pause } from "./wait.ts";

/** Sockets that only listen, beside the writers of a scene; with those, well below an object's 50 of either side. */
const LISTENERS = 16;
/**
 * They hardly try their links: ten thousand pings a second would be the load. Ten thousand handshakes take a while, and who
 * gives up on one too soon only adds another.
 */
export const PATIENCE: Patience = {
	pingEveryMs: 60_000,
	answerWithinMs: 60_000,
	firstBackOffMs: 5_000,
	longestBackOffMs: 15_000,
};
/** Of five hundred conversations, read back by two cores. */
export const DEADLINES = { quietWithinMs: 240_000, drainedWithinMs: 240_000, shownWithinMs: 240_000 };
/**
 * Open files of workerd for one conversation: two for each socket (it duplicates them) of 16 listeners, four that write and
 * the SDK's two, half as many again for lost ones that it has not closed yet, and SQLite's three.
 */
const FILES_OF_CONVERSATION = 3 * 22 + 3;
/** Its own. */
const FILES_BESIDE = 500;

/** As many of the conversations as the system has open files for. */
export function affordable(conversations: number): number {
	const { open_files: files } = limits.parse(process.report.getReport()).userLimits;
	const most = typeof files.soft === "number" ? (files.soft - FILES_BESIDE) / FILES_OF_CONVERSATION : conversations;
	return Math.max(1, Math.min(conversations, Math.floor(most)));
}

/** https://nodejs.org/api/report.html: a number, or "unlimited". */
const limits = z.object({
	userLimits: z.object({ open_files: z.object({ soft: z.union([z.number(), z.string()]) }) }),
});

/** They gather in portions, and are lost all at once. */
const GATHER_AT_ONCE = 200;
/** All at once on two cores: a few thousand handshakes a second, and each one's welcome. */
const BACK_WITHIN_MS = 240_000;

export class Crowd {
	#listeners: readonly RawClient[] = [];
	/** From the instant of the loss until everybody is back, in milliseconds, the longest so far. */
	slowestReturnMs = 0;
	#joined: readonly Scene[] = [];

	/** Sockets that were lost at once. */
	size = 0;

	/** A round of it: the first also gathers the crowd. */
	readonly round: Fault = async (act: Act) => {
		const { scenes, random } = act;
		if (this.#joined !== scenes) await this.#gather(act);
		await pause(random.between(100, 400));
		const everybody = [...this.#listeners, ...scenes.flatMap(({ raw }) => raw)];
		const welcomes = everybody.map((client) => client.welcomes);
		this.size = everybody.length;
		const lostAt = performance.now();
		for (const client of everybody) client.drop();
		const areBack = () => everybody.every((client, index) => client.isLive && client.welcomes > (welcomes[index] ?? 0));
		if (!(await comes(BACK_WITHIN_MS, areBack))) throw new Error(`the crowd was not back within ${BACK_WITHIN_MS} ms`);
		this.slowestReturnMs = Math.max(this.slowestReturnMs, performance.now() - lostAt);
	};

	async #gather({ stage, scenes, random }: Act): Promise<void> {
		this.#joined = scenes;
		// Ten thousand sockets through two processes would be more open files than many systems allow.
		const origin = stage.innerOrigin();
		const everybody: RawClient[] = [];
		const areThere = () => everybody.every(({ isLive }) => isLive);
		for (const { cast, conversationId, recorder, listeners } of scenes) {
			for (let number = 0; number < LISTENERS; number++) {
				const who = number % 2 === 0 ? cast.visitor : cast.agents[number % 3 === 0 ? 0 : 1];
				const world = { origin, conversationId, recorder, random: random.fork(), patience: PATIENCE };
				listeners.push(new RawClient(who, world));
			}
			everybody.push(...listeners);
			if (everybody.length % GATHER_AT_ONCE < LISTENERS && !(await comes(BACK_WITHIN_MS, areThere)))
				throw new Error("the crowd did not gather");
		}
		if (!(await comes(BACK_WITHIN_MS, areThere))) throw new Error("the crowd did not gather");
		this.#listeners = everybody;
	}
}
