import { describe, expect, it } from "vitest";
import { check } from "../../scripts/torture/checkers/check.ts";
import { type HistoryEvent, NOTE_MARK, type SeenEntry } from "../../scripts/torture/history.ts";
import { append, spoken } from "./spoilt.ts";
import { AGENT, agentsLog, cleanHistory, dateOf, entry, forget, stream, told, VISITOR } from "./told.ts";

it("a history in which nothing is wrong brings no word from any checker", () => {
	expect(check(cleanHistory())).toEqual([]);
});

describe("lost", () => {
	it("an entry that was acknowledged and is in no log", () => {
		expect(
			spoken((history) => {
				for (const log of [history.final.agent, history.final.visitor, history.stored]) log.length -= 2;
				history.storedRow = { revision: 4, status: "resolved", assigneeId: null };
				Object.assign(history, { desk: null, heard: [], sdk: [] });
			}),
		).toEqual(["lost"]);
	});

	it("an entry that somebody was only shown", () => {
		const shown = entry(2, { seq: 7, clientId: "send-9", content: { kind: "message", text: "seen once" } });
		expect(spoken(({ events }) => events.push({ is: "told", socket: 2, entry: shown }))).toEqual(["lost"]);
	});

	it("a message that was acknowledged without an entry", () => {
		const answer: HistoryEvent = { is: "acknowledged", socket: 1, sender: VISITOR.id, clientId: "send-1" };
		expect(spoken(({ events }) => events.push(answer))).toEqual(["lost"]);
	});

	it("is not said of what was sent and never acknowledged", () => {
		const sent: HistoryEvent = { is: "sent", socket: 1, sender: VISITOR.id, clientId: "send-9", type: "send" };
		expect(spoken(({ events }) => events.push(sent))).toEqual([]);
	});

	it("is not said of a claim that changed nothing", () => {
		const claim = { socket: 2, sender: AGENT.id, clientId: "claim-9" };
		expect(
			spoken(({ events }) => events.push({ is: "sent", ...claim, type: "claim" }, { is: "acknowledged", ...claim })),
		).toEqual([]);
	});
});

describe("doubled", () => {
	it("one client id at two seqs of the log", () => {
		const again = entry(2, { seq: 7, publicSeq: 6, at: dateOf(6), content: { kind: "message", text: "other words" } });
		expect(spoken((history) => append(history, again))).toEqual(["doubled", "faithful"]);
	});

	it("the same words under two client ids", () => {
		const again = entry(2, { seq: 7, publicSeq: 6, at: dateOf(6), clientId: "send-9" });
		expect(spoken((history) => append(history, again))).toEqual(["doubled", "faithful"]);
	});

	it("an acknowledgement at another seq than the first one", () => {
		const repeat = { socket: 2, sender: AGENT.id, clientId: "send-2", entry: entry(2, { seq: 9, publicSeq: 8 }) };
		expect(spoken(({ events }) => events.push({ is: "acknowledged", ...repeat }))).toContain("doubled");
	});

	it("is not said of a repeat that gets the first answer again", () => {
		const repeat = { socket: 2, sender: AGENT.id, clientId: "send-2", entry: entry(2) };
		expect(spoken(({ events }) => events.push({ is: "acknowledged", ...repeat }))).toEqual([]);
	});
});

describe("collided", () => {
	it("two entries at one seq", () => {
		const other = entry(2, { clientId: "send-9", content: { kind: "message", text: "somebody else's" } });
		expect(
			spoken(({ events }) =>
				events.push({ is: "acknowledged", socket: 2, sender: AGENT.id, clientId: "send-9", entry: other }),
			),
		).toEqual(["collided", "lost"]);
	});

	it("one entry of which a reader was told another date", () => {
		expect(
			spoken((history) => {
				told(history, 3, 2).entry.at = dateOf(5);
			}),
		).toEqual(["collided", "order"]);
	});

	it("two readers who were told different words of one place", () => {
		expect(
			spoken((history) => {
				const { entry: shown } = told(history, 3, 2);
				shown.content = { kind: "message", text: "Good evening!" };
			}),
		).toEqual(["collided", "lost", "order"]);
	});
});

describe("gap", () => {
	it("a seq that is missing in the log, for agents or for visitors", () => {
		expect(spoken((history) => forget(history, 3))).toContain("gap");
		expect(spoken(({ final }) => final.visitor.splice(1, 1))).toContain("gap");
	});

	it("a public number that a note has used up", () => {
		expect(
			spoken(({ final, stored }) => {
				for (const log of [final.agent, stored])
					for (const one of log.slice(2)) one.publicSeq = (one.publicSeq ?? 0) + 1;
			}),
		).toContain("gap");
	});

	it("an entry that one socket was never told", () => {
		expect(
			spoken((history) => {
				history.events.splice(history.events.indexOf(told(history, 3, 2)), 1);
			}),
		).toEqual(["gap"]);
	});

	it("is not said of a socket that was cut off, not even between a command's two entries and its answer", () => {
		const cut = stream(4, "visitor", ["send-1", "send-5"]).slice(0, -1);
		expect(cut.at(-1)).toMatchObject({ is: "told", entry: { seq: 5 } });
		expect(spoken(({ events }) => events.push(...cut))).toEqual([]);
		expect(spoken(({ events }) => events.push(...stream(4, "agent").slice(0, 4)))).toEqual([]);
	});

	it("is not said of a socket that begins in the middle, by cursor or by page", () => {
		const [first = entry(1), ...later] = agentsLog().slice(3);
		expect(
			spoken(({ events }) =>
				events.push(
					{ is: "opened", socket: 4, side: "agent", after: 3 },
					{ is: "welcomed", socket: 4, entries: [first], hasAfter: false },
					...later.map((one): HistoryEvent => ({ is: "told", socket: 4, entry: one })),
				),
			),
		).toEqual([]);
		expect(
			spoken(({ events }) =>
				events.push(
					{ is: "opened", socket: 4, side: "agent", after: 0 },
					{ is: "welcomed", socket: 4, entries: [entry(1)], hasAfter: true },
					{ is: "told", socket: 4, entry: entry(6) },
					{ is: "paged", socket: 4, entries: agentsLog().slice(1, 5), hasAfter: false },
				),
			),
		).toEqual([]);
	});
});

describe("order", () => {
	it("two entries that a socket was told the wrong way round", () => {
		expect(
			spoken((history) => {
				const first = told(history, 3, 2);
				const second = told(history, 3, 3);
				[first.entry, second.entry] = [second.entry, first.entry];
			}),
		).toEqual(["order"]);
	});

	it("an entry that a socket was told twice, an ack that comes late, and news before the welcome", () => {
		expect(spoken((history) => history.events.push(told(history, 3, 4)))).toEqual(["order"]);
		expect(
			spoken(({ events }) => {
				const ack = events.findIndex((event) => event.is === "acknowledged" && event.clientId === "send-2");
				events.splice(ack + 2, 0, ...events.splice(ack, 1));
			}),
		).toEqual(["order"]);
		expect(
			spoken(({ events }) =>
				events.push({ is: "opened", socket: 4, side: "agent", after: 0 }, { is: "told", socket: 4, entry: entry(1) }),
			),
		).toEqual(["order"]);
	});

	it("visitors whose numbers mean other entries than agents' do", () => {
		expect(
			spoken((history) => {
				const swap = ([a, b, c, ...rest]: SeenEntry[]) =>
					a && b && c ? [a, { ...c, seq: b.seq }, { ...b, seq: c.seq }, ...rest] : [];
				history.final.visitor = swap(history.final.visitor);
				history.events = history.events.filter(
					(event) => event.is === "sent" || ("socket" in event && event.socket === 2),
				);
				history.sdk = [];
			}),
		).toEqual(["order"]);
	});

	it("a date that runs backwards", () => {
		expect(
			spoken(({ final, stored }) => {
				for (const one of final.agent) if (one.seq === 3) one.at = dateOf(0);
				for (const row of stored) if (row.seq === 3) row.at = Date.parse(dateOf(0));
			}),
		).toEqual(["collided", "order"]);
	});
});

describe("note", () => {
	it("any byte of a note in a visitor's frame, wherever it stands", () => {
		const frames = [
			{ type: "entry", entry: { content: { kind: "message", text: `so ${NOTE_MARK}: a new customer` } } },
			{ type: "entry", entry: { content: { kind: "note", text: "…" } } },
			{ type: "ack", entry: { content: { kind: "assignment" } } },
			{ type: "presence", presence: { agents: [{ id: "usr_1" }] } },
			{ type: "entry", entry: { seq: 2, publicSeq: 2 } },
			{ type: "state", conversation: { revision: 4 } },
		];
		for (const frame of frames)
			expect(spoken(({ events }) => events.push({ is: "frame", socket: 3, raw: JSON.stringify(frame) }))).toEqual([
				"note",
			]);
	});

	it("is not said of an agent's frames", () => {
		expect(agentsLog().some(({ content }) => content.text?.includes(NOTE_MARK))).toBe(true);
		expect(spoken(({ events }) => events.push(...stream(4, "agent")))).toEqual([]);
	});
});
