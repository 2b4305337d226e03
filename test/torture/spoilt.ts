// Spoils a history in which everything is as it should be, and asks the checkers.
import { type Checker, check } from "../../scripts/torture/checkers/check.ts";
import type { History, SeenEntry } from "../../scripts/torture/history.ts";
import { cleanHistory } from "./told.ts";

/** The checkers that speak, after `spoil` has changed a history in which nothing is wrong. */
export function spoken(spoil: (history: History) => void): Checker[] {
	const history = cleanHistory();
	spoil(history);
	const names = new Set(check(history).map(({ checker }) => checker));
	return [...names].filter((name): name is Checker => name !== "").sort();
}

/** One more entry at the end, in every log. */
export function append(history: History, again: SeenEntry): void {
	const { at, clientId = "", publicSeq = 0, ...rest } = again;
	history.final.agent.push(again);
	history.final.visitor.push({
		...again,
		seq: publicSeq,
		publicSeq: undefined,
		author: { kind: "agent", name: "Ada" },
	});
	for (const one of history.final.visitor) if (one.author.kind === "agent") delete one.clientId;
	history.stored.push({ ...rest, clientId, publicSeq, at: Date.parse(at) });
	const row = { revision: again.seq, status: "open", assigneeId: null };
	history.storedRow = row;
	history.desk = row;
	history.heard = [];
	history.sdk = [];
}
