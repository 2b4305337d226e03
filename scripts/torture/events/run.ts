// A run: webhooks are sent while the runtime is torn at; then all is mended, the queue comes to its end, and the question
// is what is there.
import { type Effects, Tally } from "../effects.ts";
import type { Random } from "../random.ts";
import { CALM, type EventBreak } from "../shims.ts";
import type { Stage } from "../stage.ts";
import { comes } from "../wait.ts";
import { type AskedSystems, SWEPT, sweep } from "./asked.ts";
import { type Founded, PEOPLE } from "./business.ts";
import { checkEvents } from "./checkers.ts";
import { endOf } from "./end.ts";
import { expectedOf } from "./expected.ts";
import { Faults } from "./faults.ts";
import type { End, EventHistory, EventViolation, Webhook } from "./history.ts";
import { planned, shuffled } from "./plan.ts";
import type { EventQueue, QueueFaults } from "./queue.ts";
import { Sender } from "./sending.ts";
import { systemOf } from "./systems.ts";

/** Shares of the messages that the queue is handed. */
const BAD_QUEUE = { lose: 0.08, double: 0.15 };
/** Generous for two busy cores: a run in which nothing is wrong ends within seconds. */
const ENDS_WITHIN_MS = 180_000;

export interface EventPlan {
	webhooks: number;
	random: Random;
	/** The first object's number. */
	from: number;
	/** One promise is broken, and nothing torn. */
	broken?: EventBreak;
	/** Less than usual where something is broken. */
	endsWithinMs?: number;
	/** false: nothing is torn at. */
	torn: boolean;
	/** Other than a torn run has them, or a whole one has not. */
	queueFaults?: QueueFaults;
	/** Asked in the end what has happened, so that what the queue lost is found. Absent: nothing is lost. */
	systems?: AskedSystems;
	onProgress?: (words: string) => void;
}

export interface EventOutcome {
	history: EventHistory;
	violations: EventViolation[];
	effects: Effects;
	figures: Figures;
}

export interface Figures {
	webhooks: number;
	sends: number;
	accepted: number;
	/** Events of good webhooks that came through to the consumer, and those of which the queue lost every message. */
	done: number;
	lost: number;
	refused: number;
	timelineEntries: number;
	alerts: number;
}

export async function playEvents(
	stage: Stage,
	queue: EventQueue,
	businesses: readonly Founded[],
	{
		webhooks: count,
		random,
		from,
		broken,
		endsWithinMs = ENDS_WITHIN_MS,
		torn,
		queueFaults,
		systems,
		onProgress,
	}: EventPlan,
): Promise<EventOutcome> {
	const tally = new Tally();
	const marks = businesses.map(({ mark }) => mark);
	const webhooks = planned(count, random.fork(), { marks, people: PEOPLE, from });
	const sends = shuffled(webhooks, random.fork());
	const [taken, before] = [queue.records.length, { ...queue.done }];
	await stage.set({ ...CALM, seed: random.between(1, 2 ** 31), broken: broken ?? null });
	queue.faults = queueFaults ?? (torn ? BAD_QUEUE : { lose: 0, double: 0 });
	const sender = new Sender();
	const faults = new Faults({ stage, queue, businesses, random: random.fork(), tally }, count, sends.length);
	await sender.sendAll(sends, { origin: stage.workerOrigin, businesses }, (sent) => {
		if (torn) faults.onSent(sent);
		if (sent % 100 === 0) onProgress?.(`${sent} of ${sends.length} sent, ${queue.left} in the queue`);
	});
	onProgress?.(`all sent, ${queue.left} in the queue`);
	await faults.over();
	const ended = () =>
		comes(endsWithinMs, () => {
			onProgress?.(`all sent, ${queue.left} in the queue`);
			return queue.left === 0;
		});
	await ended();
	const lostBefore = queue.records.slice(taken).filter(({ lost }) => lost).length;
	if (systems && lostBefore > 0) {
		queue.faults = { lose: 0, double: 0 };
		systems.happened = webhooks;
		const handed = queue.records.length;
		await sweep(stage, webhooks.length);
		tally.add("events found by the sweep", queue.records.length - handed);
		await ended();
	}
	await stage.set({ broken: null });
	const history: EventHistory = {
		businesses: businesses.map(({ bearer: _, teamId: __, ...business }) => business),
		webhooks,
		answers: sender.answers,
		queued: queue.records.slice(taken),
		swept: systems ? SWEPT : [],
		stuck: queue.left,
		end: endIn(await endOf(stage, businesses), webhooks),
	};
	tally.add("messages lost by the queue", queue.done.lost - before.lost);
	tally.add("doubled", queue.done.doubled - before.doubled);
	tally.add("delivered again", queue.done.again - before.again);
	return {
		history,
		violations: checkEvents(history),
		effects: tally.effects,
		figures: figuresOf(history, sends.length),
	};
}

/** Without what earlier runs on the same ground have left. */
function endIn({ rows, objects, alertRows, deskAlerts, timelines }: End, webhooks: readonly Webhook[]): End {
	const ids = new Set(webhooks.map(({ connector, object }) => systemOf(connector).objectId(object)));
	const own = ({ objectId }: { objectId: string }) => ids.has(objectId);
	return {
		rows: rows.filter(own),
		objects: objects.filter(own),
		alertRows: alertRows.filter(own),
		deskAlerts: deskAlerts.filter(own),
		timelines: timelines.filter(own),
	};
}

function figuresOf(history: EventHistory, sends: number): Figures {
	const { done, lost } = expectedOf(history);
	const { webhooks, answers, end } = history;
	return {
		webhooks: webhooks.length,
		sends,
		accepted: answers.filter(({ status }) => status === 202).length,
		done: done.length,
		lost: lost.length,
		refused: webhooks.filter(({ flaw }) => flaw !== null).length,
		timelineEntries: end.timelines.length,
		alerts: end.alertRows.length,
	};
}
