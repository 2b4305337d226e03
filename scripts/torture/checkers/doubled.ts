// One client id at two seqs, or one message's words at two: doubled. A command's two entries (a message that opens the
// conversation again) are of two kinds.
import { commandKey, type History, publicWords, type SeenEntry, seenBy } from "../history.ts";

export function doubled(history: History): string[] {
	const staff = [...history.final.agent, ...history.stored, ...seenBy(history, "agent").map(({ entry }) => entry)];
	const visitors = [...history.final.visitor, ...seenBy(history, "visitor").map(({ entry }) => entry)];
	return [
		...atTwo(staff, (entry) => `${commandKey(entry)} ${entry.content.kind}`),
		...atTwo(staff, wordsOfMessages),
		...atTwo(visitors, (entry) => entry.clientId && `${entry.clientId} ${entry.content.kind}`),
		...atTwo(visitors, wordsOfMessages),
	];
}

/** Texts are the load's own, and it says nothing twice. */
function wordsOfMessages(entry: Pick<SeenEntry, "author" | "content">): string | undefined {
	return entry.content.text === undefined ? undefined : publicWords(entry);
}

function atTwo<E extends { seq: number }>(entries: readonly E[], keyOf: (entry: E) => string | undefined): string[] {
	const places = new Map<string, Set<number>>();
	for (const entry of entries) {
		const key = keyOf(entry);
		if (key) places.set(key, (places.get(key) ?? new Set()).add(entry.seq));
	}
	return [...places]
		.filter(([, seqs]) => seqs.size > 1)
		.map(([key, seqs]) => `${key} is at the seqs ${[...seqs].join(", ")}`);
}
