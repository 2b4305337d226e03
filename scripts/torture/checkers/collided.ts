// Two entries at one seq: readers were told different things of the same place, be it another date or number alone.
import { type History, type SeenEntry, seenBy } from "../history.ts";

export function collided(history: History): string[] {
	return [
		...atOne([...seenBy(history, "agent"), ...inEnd(history.final.agent)], "agents"),
		...atOne([...seenBy(history, "visitor"), ...inEnd(history.final.visitor)], "visitors"),
	];
}

function inEnd(entries: readonly SeenEntry[]): { entry: SeenEntry; how: string }[] {
	return entries.map((entry) => ({ entry, how: "in the log" }));
}

function atOne(seen: readonly { entry: SeenEntry; how: string }[], readers: string): string[] {
	const places = new Map<number, Map<string, string>>();
	for (const { entry, how } of seen) {
		const names = places.get(entry.seq) ?? new Map<string, string>();
		places.set(entry.seq, names);
		const name = whole(entry);
		if (!names.has(name)) names.set(name, how);
	}
	return [...places]
		.filter(([, names]) => names.size > 1)
		.map(([seq, names]) => `${readers} have at seq ${seq}: ${[...names].map((one) => one.join(", ")).join("; ")}`);
}

/** All of it; the order of an object's keys says nothing. */
function whole(entry: SeenEntry): string {
	return JSON.stringify(entry, (_, value: unknown) =>
		value !== null && typeof value === "object" && !Array.isArray(value)
			? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
			: value,
	);
}
