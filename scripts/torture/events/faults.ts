// What is done to the runtime while webhooks come: by how many have been sent, so that a seed plays it again.
import type { Tally } from "../effects.ts";
import type { Random } from "../random.ts";
import type { Stage } from "../stage.ts";
import { comes, pause } from "../wait.ts";
import type { Founded } from "./business.ts";
import type { EventQueue } from "./queue.ts";

const FAULTS = ["kill", "postgres", "kill", "evict"] as const;
type Fault = (typeof FAULTS)[number];

/** One for so many webhooks, about; each kind at least twice. */
const WEBHOOKS_OF_FAULT = 200;
const LEAST = 2 * FAULTS.length;
/** For a consumer to be at work. */
const AT_WORK_WITHIN_MS = 5_000;
const MOST_MS = { beforeKill: 60, outage: 2_500 };
const LEAST_OUTAGE_MS = 800;

export interface Torn {
	stage: Stage;
	queue: EventQueue;
	businesses: readonly Founded[];
	random: Random;
	tally: Tally;
}

export class Faults {
	readonly #torn: Torn;
	/** At how many sends each begins. */
	readonly #due: { at: number; fault: Fault }[];
	#working: Promise<void> = Promise.resolve();

	constructor(torn: Torn, webhooks: number, sends: number) {
		this.#torn = torn;
		const count = Math.max(LEAST, Math.round(webhooks / WEBHOOKS_OF_FAULT));
		this.#due = Array.from({ length: count }, (_, index) => ({
			at: Math.floor(((index + 0.5) / count) * sends),
			fault: FAULTS[index % FAULTS.length] ?? "kill",
		}));
	}

	/** One after the other: a fault that is due while another lasts begins after it. */
	onSent(sent: number): void {
		while (this.#due[0] && this.#due[0].at <= sent) {
			const fault = this.#due.shift()?.fault ?? "kill";
			this.#working = this.#working.then(() => ACTS[fault](this.#torn));
		}
	}

	/** Until all that were due are over. */
	over(): Promise<void> {
		return this.#working;
	}
}

const ACTS: Record<Fault, (torn: Torn) => Promise<void>> = {
	/** In mid-work: while the consumer has messages that it has said nothing of. */
	async kill({ stage, queue, random, tally }) {
		if (!(await comes(AT_WORK_WITHIN_MS, () => queue.underway > 0))) return;
		await pause(random.between(0, MOST_MS.beforeKill));
		tally.add("kills");
		tally.add("messages in the consumer's hands at them", queue.underway);
		await stage.kill("worker");
	},
	async postgres({ stage, random, tally }) {
		const { databaseWire } = stage;
		const unserved = databaseWire.unserved;
		databaseWire.mode = random.pick(["refuse", "silent"]);
		databaseWire.cut();
		await pause(random.between(LEAST_OUTAGE_MS, MOST_MS.outage));
		databaseWire.mode = "open";
		databaseWire.cut();
		tally.add("outages of Postgres");
		tally.add("calls unserved in them", databaseWire.unserved - unserved);
	},
	async evict({ stage, businesses, random, tally }) {
		const { workspaceId, people } = random.pick(businesses);
		const conversations = people.map(({ conversationId }) => conversationId);
		await stage.evict({ workspaceId, conversations, how: random.pick(["abort", "hibernate"]) });
		tally.add("conversations evicted", conversations.length);
	},
};
