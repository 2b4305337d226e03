// Different orders for different readers, entries that reach a socket out of order, and dates that run backwards.
import { type History, isPublic, publicWords, type SeenEntry, seenBy } from "../history.ts";
import { liveFaults } from "./live.ts";

export function order(history: History): string[] {
	const shared = new Map(
		history.final.agent.filter(isPublic).map((entry) => [entry.publicSeq, `${publicWords(entry)} at ${entry.at}`]),
	);
	const visitors = [...history.final.visitor, ...seenBy(history, "visitor").map(({ entry }) => entry)];
	const differing = visitors.filter((entry) => {
		const agents = shared.get(entry.seq);
		return agents !== undefined && agents !== `${publicWords(entry)} at ${entry.at}`;
	});
	return [
		...new Set(
			differing.map((entry) => `visitors have ${publicWords(entry)} where agents have ${shared.get(entry.seq)}`),
		),
		...backwards(history.final.agent),
		...liveFaults(history).disorder,
	];
}

function backwards(entries: readonly SeenEntry[]): string[] {
	return entries.flatMap(({ seq, at }, index) => {
		const before = entries[index - 1]?.at ?? at;
		return Date.parse(at) < Date.parse(before) ? [`seq ${seq} is dated ${at}, the one before it ${before}`] : [];
	});
}
