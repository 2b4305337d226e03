// An outage: Postgres is away for minutes by the platform's clock. People begin conversations and come back to them
// meanwhile, as quickly as before.
import type { Fault } from "./faults.ts";
import type { RawClient } from "./raw-client.ts";
import type { Scene } from "./scene.ts";
import { comes, pause } from "./wait.ts";

/** Real time for a visit: the widget's door, the first message's answer, and the agents' and the SDK's welcome. */
const OPENED_WITHIN_MS = 10_000;
/** Real time for everybody's sockets of one conversation, their back-off of up to 400 ms included. */
const BACK_WITHIN_MS = 10_000;
/** Visits before the outage, to compare. */
const VISITS_BEFORE = 3;
/** Between two visits, so that the widget's door (60 a minute from one address) is no limit. */
const LEAST_PAUSE_MS = 1_100;
const LONGEST_PAUSE_MS = 1_500;

export class Outage {
	readonly #lastsMs: number;
	readonly #times = { openedBefore: [] as number[], opened: [] as number[], back: [] as number[] };

	/** @param minutes by the platform's clock, which runs `speed` times faster than this machine's */
	constructor(minutes: number, speed: number) {
		this.#lastsMs = (minutes * 60_000) / speed;
	}

	/** The longest times, in words. */
	get remark(): string {
		const { openedBefore, opened, back } = this.#times;
		const worst = (times: number[]) => `${(Math.max(0, ...times) / 1000).toFixed(1)} s`;
		return `visits open in ${worst(opened)} at most (before: ${worst(openedBefore)}), sockets back in ${worst(back)}`;
	}

	readonly round: Fault = async (act) => {
		const { stage, random, tally, scenes } = act;
		const { openedBefore, opened, back } = this.#times;
		for (let visit = 0; visit < VISITS_BEFORE; visit++) openedBefore.push(await this.#visit(act));
		const unserved = stage.databaseWire.unserved;
		const endsAt = performance.now() + this.#lastsMs;
		while (performance.now() < endsAt) {
			// Now it refuses, now it takes what it is asked and never answers.
			stage.databaseWire.mode = random.pick(["refuse", "silent"]);
			stage.databaseWire.cut();
			opened.push(await this.#visit(act));
			tally.add("conversations begun meanwhile");
			back.push(await comeBack(random.pick(scenes), act.blame));
			await pause(random.between(LEAST_PAUSE_MS, LONGEST_PAUSE_MS));
		}
		tally.add("calls to Postgres unserved", stage.databaseWire.unserved - unserved);
		stage.databaseWire.mode = "open";
		stage.databaseWire.cut();
	};

	async #visit({ begin, blame }: Parameters<Fault>[0]): Promise<number> {
		const began = performance.now();
		const { conversationId } = await begin();
		const took = performance.now() - began;
		if (took > OPENED_WITHIN_MS) blame(conversationId, `took ${took.toFixed(0)} ms to begin`);
		return took;
	}
}

/** Everybody of one conversation loses the network and returns. @returns how long that took, in milliseconds */
async function comeBack({ raw, conversationId }: Scene, blame: Parameters<Fault>[0]["blame"]): Promise<number> {
	const welcomes = new Map(raw.map((client) => [client, client.welcomes]));
	const began = performance.now();
	for (const client of raw) client.drop();
	const isBack = (client: RawClient) => client.isLive && client.welcomes > (welcomes.get(client) ?? 0);
	if (!(await comes(BACK_WITHIN_MS, () => raw.every(isBack))))
		blame(conversationId, `its sockets were not back within ${BACK_WITHIN_MS} ms`);
	return performance.now() - began;
}
