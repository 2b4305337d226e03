// Two entries at one seq: readers were told different things of the same place.
import { type History, identity, publicWords, type SeenEntry, seenBy } from "../history.ts";

export function collided(history: History): string[] {
	return [
		...atOne([...seenBy(history, "agent"), ...inEnd(history.final.agent)], identity, "agents"),
		...atOne([...seenBy(history, "visitor"), ...inEnd(history.final.visitor)], publicWords, "visitors"),
	];
}

function inEnd(entries: readonly SeenEntry[]): { entry: SeenEntry; how: string }[] {
	return entries.map((entry) => ({ entry, how: "in the log" }));
}

function atOne(
	seen: readonly { entry: SeenEntry; how: string }[],
	nameOf: (entry: SeenEntry) => string,
	readers: string,
): string[] {
	const places = new Map<number, Map<string, string>>();
	for (const { entry, how } of seen) {
		const names = places.get(entry.seq) ?? new Map<string, string>();
		places.set(entry.seq, names);
		if (!names.has(nameOf(entry))) names.set(nameOf(entry), how);
	}
	return [...places]
		.filter(([, names]) => names.size > 1)
		.map(([seq, names]) => `${readers} have at seq ${seq}: ${[...names].map((one) => one.join(", ")).join("; ")}`);
}
