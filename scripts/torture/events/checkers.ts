// What must hold of a run, each promise by its own checker. Pure: a history gives violations.
import { append, type Expected, eventKey, expectedOf, fires, keyOf, objectKey } from "./expected.ts";
import type { AlertSeen, EventHistory, EventViolation, Webhook } from "./history.ts";
import { changedAt, systemOf } from "./systems.ts";

export const EVENT_CHECKERS = [
	"answered",
	"forged",
	"unqueued",
	"stuck",
	"found",
	"row",
	"timeline",
	"alert",
	"newest",
	"stranger",
	"crossed",
] as const;
export type EventChecker = (typeof EVENT_CHECKERS)[number];

type Check = (history: EventHistory, expected: Expected) => Omit<EventViolation, "checker">[];

const CHECKS: Record<EventChecker, Check> = {
	answered,
	forged,
	unqueued,
	stuck,
	found,
	row,
	timeline,
	alert,
	newest,
	stranger,
	crossed,
};

export function checkEvents(history: EventHistory): EventViolation[] {
	const expected = expectedOf(history);
	return EVENT_CHECKERS.flatMap((checker) =>
		CHECKS[checker](history, expected).map((violation) => ({ checker, ...violation })),
	);
}

/** A good webhook was refused, or was never answered although it was sent again and again. */
function answered({ webhooks, answers }: EventHistory) {
	const given = statusesOf(answers);
	return webhooks
		.filter(({ flaw }) => flaw === null)
		.flatMap((webhook) => {
			const statuses = given.get(webhook.id) ?? [];
			const wrong = statuses.find((status) => status !== null && status !== 202 && status !== 429 && status !== 503);
			if (wrong !== undefined) return [{ where: inWords(webhook), sentence: `is good, and was answered ${wrong}` }];
			if (statuses.filter((status) => status === 202).length >= webhook.copies) return [];
			return [{ where: inWords(webhook), sentence: `was sent ${webhook.copies} times, accepted ${statuses}` }];
		});
}

/** Each flaw has its refusals (src/protocol/errors.ts); a door that is torn answers with nothing, or that it is. */
const REFUSALS = { forged: [401], malformed: [400, 401], stray: [401, 404] };

function forged({ webhooks, answers }: EventHistory) {
	const given = statusesOf(answers);
	return webhooks.flatMap((webhook) => {
		const { flaw } = webhook;
		if (flaw === null) return [];
		const wrong = (given.get(webhook.id) ?? []).find(
			(status) => status !== null && status !== 429 && status < 500 && !REFUSALS[flaw].includes(status),
		);
		return wrong === undefined ? [] : [{ where: inWords(webhook), sentence: `is ${flaw}, and was answered ${wrong}` }];
	});
}

/** The door said that it has it, and the queue was never given it. */
function unqueued({ answers, queued, webhooks }: EventHistory) {
	const traces = new Set(queued.map(({ traceId }) => traceId));
	return answers.flatMap(({ webhook, status, traceId }) => {
		const sent = webhooks[webhook];
		if (!sent || sent.flaw !== null || status !== 202 || (traceId !== undefined && traces.has(traceId))) return [];
		return [{ where: inWords(sent), sentence: `was accepted as ${traceId}, which no queue was given` }];
	});
}

function stuck({ stuck: count }: EventHistory) {
	return count === 0 ? [] : [{ where: "the queue", sentence: `holds ${count} messages that come to no end` }];
}

/** What the queue lost, and a system that was asked afterwards has told of, is lost no more. */
function found({ swept }: EventHistory, { lost }: Expected) {
	return lost
		.filter(({ connector }) => swept.includes(connector))
		.map((webhook) => ({ where: inWords(webhook), sentence: "was lost by the queue, and no sweep has found it" }));
}

/** One row for each event that came through, and it says that all was done. */
function row({ businesses, end }: EventHistory, { done }: Expected) {
	const rows = Map.groupBy(end.rows, eventKey);
	return done.flatMap((webhook) => {
		const its = rows.get(keyOf(businesses, webhook)) ?? [];
		const where = inWords(webhook);
		if (its.length !== 1) return [{ where, sentence: `has ${its.length} rows` }];
		return its[0]?.state === "applied" ? [] : [{ where, sentence: `is ${its[0]?.state}, never applied` }];
	});
}

/** One entry in the conversation of whom it belongs to, and none anywhere else. */
function timeline({ businesses, end }: EventHistory, { done, reached }: Expected) {
	const entries = Map.groupBy(end.timelines, eventKey);
	const conversationOf = (webhook: Webhook) =>
		businesses[webhook.home]?.people.find(({ email }) => email === webhook.person)?.conversationId;
	const missing = done.flatMap((webhook) => {
		const its = entries.get(keyOf(businesses, webhook)) ?? [];
		const home = conversationOf(webhook);
		if (home === undefined || its.filter(({ conversationId }) => conversationId === home).length === 1) return [];
		return [
			{ where: inWords(webhook), sentence: `has ${its.length} entries, in ${placesOf(its)}, wanted one in ${home}` },
		];
	});
	const elsewhere = [...reached].flatMap(([key, webhook]) => {
		const home = conversationOf(webhook);
		const its = (entries.get(key) ?? []).filter(({ conversationId }) => conversationId !== home);
		return its.length === 0
			? []
			: [{ where: inWords(webhook), sentence: `stands in ${placesOf(its)}, which is not its person's` }];
	});
	return [...missing, ...elsewhere];
}

/** An alert for each rule and object: one row, once on the desks; and none that no event asks for. */
function alert(history: EventHistory, { done, reached }: Expected) {
	const wanted = alertsOf(history, done);
	const allowed = alertsOf(history, [...reached.values()]);
	return (["alertRows", "deskAlerts"] as const).flatMap((place) => {
		const there = Map.groupBy(history.end[place], alertKey);
		const words = place === "alertRows" ? "rows" : "desks";
		const wrong = [...wanted].flatMap(([key, sentence]) => {
			const count = there.get(key)?.length ?? 0;
			return count === 1 ? [] : [{ where: key, sentence: `${sentence}: on the ${words} ${count} times` }];
		});
		const unasked = [...there].flatMap(([key, its]) => {
			if (!allowed.has(key)) return [{ where: key, sentence: `on the ${words}, and no event asks for it` }];
			return wanted.has(key) || its.length === 1
				? []
				: [{ where: key, sentence: `on the ${words} ${its.length} times` }];
		});
		return [...wrong, ...unasked];
	});
}

function alertsOf({ businesses }: EventHistory, webhooks: readonly Webhook[]): Map<string, string> {
	return new Map(
		webhooks.flatMap((webhook) => {
			const home = businesses[webhook.home];
			const connectionId = home?.connections[webhook.connector] ?? "";
			const objectId = systemOf(webhook.connector).objectId(webhook.object);
			return (home?.rules ?? [])
				.filter(({ name }) => fires(name, webhook))
				.map(({ id, name }): [string, string] => [
					alertKey({ ruleId: id, connectionId, objectId }),
					`${name} of ${inWords(webhook)}`,
				]);
		}),
	);
}

function alertKey({ ruleId, connectionId, objectId }: Pick<AlertSeen, "ruleId" | "connectionId" | "objectId">): string {
	return `${ruleId} ${connectionId} ${objectId}`;
}

/** The object is as its newest event left it, whatever came last. */
function newest({ businesses, end }: EventHistory, { done, reached }: Expected) {
	const objects = Map.groupBy(end.objects, objectKey);
	const rows = Map.groupBy(end.rows, eventKey);
	const byObject = new Map<string, Webhook[]>();
	for (const webhook of done) append(byObject, objectOf(webhook), webhook);
	return [...byObject].flatMap(([key, its]) => {
		const last = its.reduce((a, b) => (a.revision > b.revision ? a : b));
		const where = inWords(last);
		const [object, ...more] = objects.get(key) ?? [];
		if (!object || more.length > 0) return [{ where, sentence: `has ${more.length + (object ? 1 : 0)} objects` }];
		const second = (version: number) => Math.floor(version / 1000);
		// One that the consumer was only given, and then killed, may have come further than those that are done.
		const versions = [...reached.values()]
			.filter((one) => objectOf(one) === key && one.revision >= last.revision)
			.map((one) => second(changedAt(one).getTime()));
		if (!versions.includes(second(object.version)))
			return [{ where, sentence: `is newest, and kept is ${new Date(object.version).toISOString()}` }];
		const told = rows.get(`${key} ${second(object.version)}`)?.[0]?.words;
		return told === undefined || told.includes(object.summary)
			? []
			: [{ where, sentence: `is newest, and kept is "${object.summary}"` }];
	});

	function objectOf(webhook: Webhook): string {
		const connectionId = businesses[webhook.home]?.connections[webhook.connector] ?? "";
		return objectKey({ connectionId, objectId: systemOf(webhook.connector).objectId(webhook.object) });
	}
}

/** Something is there that no good webhook brought: a forged one's, a malformed one's, or nobody's. */
function stranger({ end }: EventHistory, { reached }: Expected) {
	const objects = new Set([...reached.keys()].map((key) => key.slice(0, key.lastIndexOf(" "))));
	return [
		...end.rows
			.filter((one) => !reached.has(eventKey(one)))
			.map(({ id, words }) => ({ where: id, sentence: `a row: ${words}` })),
		...end.timelines
			.filter((one) => !reached.has(eventKey(one)))
			.map(({ id, words, conversationId }) => ({ where: id, sentence: `an entry in ${conversationId}: ${words}` })),
		...end.objects
			.filter((one) => !objects.has(objectKey(one)))
			.map((one) => ({ where: objectKey(one), sentence: `an object: ${one.summary}` })),
	];
}

/** Something of one workspace in another: by its connection, or by the words that only one of them uses. */
function crossed({ businesses, end }: EventHistory) {
	const owners = new Map(
		businesses.flatMap(({ workspaceId, connections }) => Object.values(connections).map((id) => [id, workspaceId])),
	);
	const marks = new Map(businesses.map(({ workspaceId, mark }) => [workspaceId, mark]));
	const all = [
		...end.rows,
		...end.timelines,
		...end.objects.map((one) => ({ ...one, words: one.summary })),
		...[...end.alertRows, ...end.deskAlerts].map((one) => ({ ...one, words: "" })),
	];
	return all.flatMap(({ workspaceId, connectionId, words, objectId }) => {
		const foreign = [...marks].find(([id, mark]) => id !== workspaceId && words.includes(mark));
		if (owners.get(connectionId) === workspaceId && !foreign) return [];
		return [{ where: workspaceId, sentence: `holds ${objectId} of ${connectionId}: ${words}` }];
	});
}

function statusesOf(answers: EventHistory["answers"]): Map<number, (number | null)[]> {
	const statuses = new Map<number, (number | null)[]>();
	for (const { webhook, status } of answers) append(statuses, webhook, status);
	return statuses;
}

function placesOf(entries: readonly { conversationId: string }[]): string {
	return entries.map(({ conversationId }) => conversationId).join(", ") || "none";
}

function inWords({ id, mark, connector, object, revision }: Webhook): string {
	return `webhook ${id} (${mark}, ${connector}, object ${object}, change ${revision})`;
}
