import { describe, expect, it } from "vitest";
import { checkEvents } from "../../scripts/torture/events/checkers.ts";
import { expectedOf } from "../../scripts/torture/events/expected.ts";
import { ALERT, BIRCH, cleanEvents, entryOf, rowOf, said, seen, webhookOf } from "./event-histories.ts";

it("a history in which nothing is wrong brings no word from any checker", () => {
	expect(checkEvents(cleanEvents())).toEqual([]);
});

describe("answered", () => {
	it("a good webhook that was refused", () => {
		expect(said(({ answers }) => Object.assign(answers[0] ?? {}, { status: 401 }))).toContain("answered");
	});

	it("one that nobody ever took", () => {
		expect(said(({ answers }) => Object.assign(answers[0] ?? {}, { status: null, traceId: undefined }))).toContain(
			"answered",
		);
	});

	it("is not said of one that was torn, or shed, and taken when it came again", () => {
		const torn = [null, 429, 503].map((status) => ({ webhook: 0, status, traceId: undefined }));
		expect(said(({ answers }) => answers.unshift(...torn))).toEqual([]);
	});
});

describe("forged", () => {
	it.each([4, 5, 6])("flawed webhook %i, and accepted", (id) => {
		expect(said(({ answers }) => Object.assign(answers[id] ?? {}, { status: 202 }))).toEqual(["forged"]);
	});

	it("a forged one that was refused as something else", () => {
		expect(said(({ answers }) => Object.assign(answers[4] ?? {}, { status: 400 }))).toEqual(["forged"]);
	});
});

it("unqueued: accepted, and the queue was never given it", () => {
	expect(said(({ queued }) => Object.assign(queued[0] ?? {}, { traceId: "another" }))).toContain("unqueued");
});

it("stuck: messages that come to no end", () => {
	expect(said((history) => Object.assign(history, { stuck: 1 }))).toEqual(["stuck"]);
});

describe("row", () => {
	it("none, of an event that the consumer was done with", () => {
		expect(said(({ end }) => end.rows.splice(1, 1))).toEqual(["row"]);
	});

	it("two, under two ids", () => {
		expect(
			said(({ end }) => end.rows.push({ ...(end.rows[0] ?? rowOf(webhookOf(cleanEvents(), 0))), id: "again" })),
		).toEqual(["row"]);
	});

	it("one that was received and never applied", () => {
		expect(said(({ end }) => Object.assign(end.rows[0] ?? {}, { state: "received" }))).toEqual(["row"]);
	});

	it("none is wanted where the queue lost every message of it, which is counted, and said where a sweep should have found it", () => {
		const history = cleanEvents();
		Object.assign(history.queued[1] ?? {}, { lost: true, deliveries: 0, done: false });
		expect(checkEvents(history).map(({ checker }) => checker)).toContain("found");
		history.swept = [];
		const { end } = history;
		end.rows.splice(1, 1);
		end.timelines.splice(1, 1);
		Object.assign(end.objects[0] ?? {}, {
			version: Date.parse(seen(webhookOf(history, 2)).occurredAt),
			summary: "changed 2",
		});
		expect(checkEvents(history)).toEqual([]);
		expect(expectedOf(history).lost.map(({ id }) => id)).toEqual([1]);
	});

	it("may be there or not of what the consumer was given and said nothing of", () => {
		for (const there of [true, false]) {
			const history = cleanEvents();
			Object.assign(history.queued[2] ?? {}, { done: false });
			if (!there) for (const list of [history.end.rows, history.end.timelines]) list.splice(2, 1);
			expect(checkEvents(history)).toEqual([]);
		}
	});
});

describe("timeline", () => {
	it("no entry", () => {
		expect(said(({ end }) => end.timelines.splice(0, 1))).toEqual(["timeline"]);
	});

	it("two entries, under two client ids", () => {
		expect(
			said((history) => history.end.timelines.push({ ...entryOf(webhookOf(history, 0)), clientId: "again" })),
		).toEqual(["timeline"]);
	});

	it("an entry in the conversation of another customer", () => {
		const elsewhere = (history: ReturnType<typeof cleanEvents>) =>
			history.end.timelines.push({ ...entryOf(webhookOf(history, 0)), conversationId: "cnv_other" });
		expect(said(elsewhere)).toEqual(["timeline"]);
	});
});

describe("alert", () => {
	it.each(["alertRows", "deskAlerts"] as const)("none among the %s", (place) => {
		expect(said(({ end }) => end[place].splice(0, 1))).toEqual(["alert"]);
	});

	it.each(["alertRows", "deskAlerts"] as const)("two of one rule and object among the %s", (place) => {
		expect(said(({ end }) => end[place].push({ ...ALERT, id: "alert-2" }))).toEqual(["alert"]);
	});

	it("one that no event asks for", () => {
		const small = { ...ALERT, id: "alert-2", objectId: "another" };
		expect(said(({ end }) => end.alertRows.push(small))).toEqual(["alert"]);
	});
});

describe("newest", () => {
	it("an older state came last and stayed", () => {
		const older = (history: ReturnType<typeof cleanEvents>) =>
			Object.assign(history.end.objects[0] ?? {}, {
				version: Date.parse(seen(webhookOf(history, 2)).occurredAt),
				summary: "changed 2",
			});
		expect(said(older)).toEqual(["newest"]);
	});

	it("the newest version with an older one's words", () => {
		expect(said(({ end }) => Object.assign(end.objects[0] ?? {}, { summary: "changed 2" }))).toEqual(["newest"]);
	});

	it("no state at all", () => {
		expect(said(({ end }) => end.objects.splice(0, 1))).toEqual(["newest"]);
	});
});

describe("stranger", () => {
	it.each([4, 5, 6])("a row of flawed webhook %i", (id) => {
		expect(said((history) => history.end.rows.push(rowOf(webhookOf(history, id))))).toEqual(["stranger"]);
	});

	it("an entry of a forged one", () => {
		expect(said((history) => history.end.timelines.push(entryOf(webhookOf(history, 4))))).toEqual(["stranger"]);
	});

	it("an object of a forged one", () => {
		const forged = (history: ReturnType<typeof cleanEvents>) => {
			const [first] = history.end.objects;
			if (first) history.end.objects.push({ ...first, objectId: seen(webhookOf(history, 4)).objectId });
		};
		expect(said(forged)).toEqual(["stranger"]);
	});
});

describe("crossed", () => {
	it("an entry of one workspace's order in the other's conversation", () => {
		expect(said((history) => history.end.timelines.push(entryOf(webhookOf(history, 0), BIRCH)))).toContain("crossed");
	});

	it("an alert on the other workspace's desk", () => {
		expect(said(({ end }) => end.deskAlerts.push({ ...ALERT, workspaceId: BIRCH.workspaceId }))).toContain("crossed");
	});

	it("the other workspace's words under the right connection", () => {
		const foreign = ({ end }: ReturnType<typeof cleanEvents>) =>
			Object.assign(end.objects[0] ?? {}, { summary: "Order #birch-7" });
		expect(said(foreign)).toContain("crossed");
	});
});
