// Acknowledged, or shown to anybody, and not in the log: lost.
import { type History, identity, publicWords, seenBy } from "../history.ts";

export function lost(history: History): string[] {
	const kept = new Set(history.final.agent.map(identity));
	const keptForVisitors = new Set(history.final.visitor.map(publicWords));
	const gone = [
		...seenBy(history, "agent").filter(({ entry }) => !kept.has(identity(entry))),
		...seenBy(history, "visitor").filter(({ entry }) => !keptForVisitors.has(publicWords(entry))),
	];
	const types = new Map(
		history.events.flatMap((event) => (event.is === "sent" ? [[`${event.sender} ${event.clientId}`, event.type]] : [])),
	);
	const empty = history.events.filter((event) => {
		if (event.is !== "acknowledged" || event.entry) return false;
		const type = types.get(`${event.sender} ${event.clientId}`);
		return type === "send" || type === "note";
	});
	return [
		...gone.map(({ entry, how }) => `${publicWords(entry)} was ${how} at seq ${entry.seq}, and is not in the log`),
		...empty.map((event) => `a message was acknowledged without an entry: ${JSON.stringify(event)}`),
	];
}
