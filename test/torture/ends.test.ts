// Checkers of what was there in the end: in Postgres, on the desk, on screens, and of what the authors really sent.
import { describe, expect, it } from "vitest";
import type { History, HistoryEvent, SeenEntry, StoredEntry } from "../../scripts/torture/history.ts";
import { append, spoken } from "./spoilt.ts";
import { AGENT, dateOf, entry, VISITOR, visitorsLog } from "./told.ts";

describe("stored", () => {
	it("a row that is missing, that is too many, or that says something else", () => {
		expect(spoken(({ stored }) => stored.splice(2, 1))).toEqual(["stored"]);
		expect(
			spoken(({ stored }) => {
				const [first] = stored;
				if (first) stored.push({ ...first, seq: 7, clientId: "send-9", content: { kind: "message", text: "new" } });
			}),
		).toEqual(["stored"]);
		expect(
			spoken(({ stored }) => {
				for (const row of stored) if (row.seq === 1) row.at += 1;
			}),
		).toEqual(["stored"]);
	});

	it("a conversation's row that has stayed behind, or that says something else", () => {
		for (const row of [{ revision: 5 }, { status: "resolved" }, { assigneeId: AGENT.id }])
			expect(
				spoken((history) => {
					history.storedRow = { revision: 6, status: "open", assigneeId: null, ...row };
				}),
			).toEqual(["stored"]);
	});
});

describe("desk", () => {
	it("a row that is missing, that has stayed behind, or that says something else", () => {
		for (const row of [null, { revision: 5 }, { assigneeId: AGENT.id }])
			expect(
				spoken((history) => {
					history.desk = row && { revision: 6, status: "open", assigneeId: null, ...row };
				}),
			).toEqual(["desk"]);
	});

	it("is not said where nobody could ask, nor of a resolved conversation that it does not show", () => {
		expect(spoken((history) => Object.assign(history, { desk: undefined }))).toEqual([]);
		const resolve = (history: History, shown: History["desk"]) => {
			const last = entry(4, { seq: 7, publicSeq: 6, at: dateOf(6), clientId: "status-7" });
			append(history, last);
			history.events.push({ is: "sent", socket: 2, sender: AGENT.id, clientId: "status-7", type: "status" });
			const row = { revision: 7, status: "resolved", assigneeId: null };
			Object.assign(history, { storedRow: row, desk: shown });
		};
		expect(spoken((history) => resolve(history, null))).toEqual([]);
		expect(spoken((history) => resolve(history, { revision: 6, status: "open", assigneeId: null }))).toEqual(["desk"]);
	});
});

describe("faithful", () => {
	/** In every log, on every socket and in Postgres. */
	const everywhere = (
		history: History,
		seq: number,
		publicSeq: number,
		change: (one: SeenEntry | StoredEntry) => void,
	) => {
		const { final, stored, events, sdk } = history;
		for (const one of [...final.agent, ...stored]) if (one.seq === seq) change(one);
		for (const one of final.visitor) if (one.seq === publicSeq) change(one);
		for (const view of sdk) for (const one of view.entries) if (one.seq === publicSeq) change(one);
		for (const event of events)
			if ((event.is === "told" || event.is === "acknowledged") && event.entry)
				if (event.entry.seq === (event.socket === 2 ? seq : publicSeq)) change(event.entry);
	};

	it("words that were changed before anybody saw them", () => {
		const spoil = (one: SeenEntry | StoredEntry) => {
			one.content = { ...one.content, text: "Good riddance!" };
		};
		expect(spoken((history) => everywhere(history, 2, 2, spoil))).toEqual(["faithful"]);
	});

	it("an entry under the name of somebody who has not sent it", () => {
		const spoil = (one: SeenEntry | StoredEntry) => {
			if (one.author.id) one.author = { ...one.author, id: "usr_2" };
		};
		expect(spoken((history) => everywhere(history, 2, 2, spoil))).toEqual(["faithful"]);
	});

	it("an answer with another command's entry", () => {
		const answer = { socket: 2, sender: AGENT.id, clientId: "note-3", entry: entry(2) };
		expect(spoken(({ events }) => events.push({ is: "acknowledged", ...answer }))).toEqual(["faithful"]);
	});

	it("a message that was refused for good and is there", () => {
		const refusal = { socket: 2, sender: AGENT.id, code: "forbidden" };
		expect(spoken(({ events }) => events.push({ is: "refused", ...refusal, clientId: "send-2" }))).toEqual([
			"faithful",
		]);
		expect(spoken(({ events }) => events.push({ is: "refused", ...refusal, clientId: "send-9" }))).toEqual([]);
	});
});

describe("reads", () => {
	const mark = (socket: number, seq: number): HistoryEvent => ({ is: "read", socket, by: "agent", seq });

	it("a mark beyond what that reader can see: staff's number on a visitor's socket", () => {
		expect(spoken(({ events }) => events.push(mark(2, 6)))).toEqual([]);
		expect(spoken(({ events }) => events.push(mark(3, 6)))).toEqual(["reads"]);
	});

	it("a mark that runs backwards on one socket", () => {
		expect(spoken(({ events }) => events.push(mark(2, 4), mark(2, 3)))).toEqual(["reads"]);
		expect(spoken(({ events }) => events.push(mark(2, 4), mark(3, 3)))).toEqual([]);
	});

	it("is not said where the object slept in between, who forgets marks of the last seconds", () => {
		expect(spoken(({ events }) => events.push(mark(2, 4), { is: "slept" }, mark(2, 3)))).toEqual([]);
	});
});

describe("unheard", () => {
	it("a client that was there to the end and lacks the last entry", () => {
		expect(
			spoken(({ heard }) => {
				for (const one of heard) if (one.side === "visitor") one.last -= 1;
			}),
		).toEqual(["unheard"]);
	});
});

describe("unanswered", () => {
	it("a command without an answer after everything was mended", () => {
		expect(spoken(({ unanswered }) => unanswered.push({ sender: VISITOR.id, clientId: "send-9" }))).toEqual([
			"unanswered",
		]);
	});
});

describe("sdk", () => {
	const view = (changes: Partial<History["sdk"][number]>) =>
		spoken((history) => {
			history.sdk = history.sdk.map((one) => ({ ...one, ...changes }));
		});

	it("a text that it kept, lost, doubled or let another one overtake", () => {
		expect(view({ unsent: ["Hello?"] })).toEqual(["sdk"]);
		expect(view({ given: ["Hello?", "Anybody?", "One more thing."] })).toEqual(["sdk"]);
		expect(view({ given: ["One more thing.", "Hello?"] })).toEqual(["sdk"]);
	});

	it("a log that it shows with an entry too few, too many or in another place", () => {
		expect(view({ entries: visitorsLog().slice(0, -1) })).toEqual(["sdk"]);
		expect(view({ entries: visitorsLog().toReversed() })).toEqual(["sdk"]);
		expect(view({ entries: visitorsLog().slice(1), hasBefore: false })).toEqual(["sdk"]);
	});

	it("is not said of a view that begins later and knows it", () => {
		expect(view({ entries: visitorsLog().slice(2), hasBefore: true })).toEqual([]);
	});
});
