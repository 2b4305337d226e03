// What stands in the log is what its author sent, word for word, and nothing else does: no entry under a name that did not
// send it, no words changed on the way, no answer with another command's entry, nothing of what was refused for good.
import { commandKey, type History, type HistoryEvent, type SeenEntry } from "../history.ts";

type Sent = Extract<HistoryEvent, { is: "sent" }>;

/** What a command's own entry is. A visitor's message may open the conversation besides. */
const BECOMES: Record<string, string> = {
	send: "message",
	note: "note",
	claim: "assignment",
	release: "assignment",
	status: "status",
};

export function faithful(history: History): string[] {
	const sent = new Map(history.events.flatMap((event) => (event.is === "sent" ? [[keyOf(event), event]] : [])));
	return [...forged(history, sent), ...wrongAnswers(history, sent), ...refusedAndKept(history, sent)];
}

function forged({ final, sdk }: History, sent: ReadonlyMap<string, Sent>): string[] {
	const given = new Set(sdk.flatMap(({ sender, given }) => given.map((text) => `${sender} ${text}`)));
	// Client ids are the SDK's own business: its messages are known by their words, and then by their ids.
	const bySdk = final.agent.filter(
		({ author, content }) => content.kind === "message" && given.has(`${author.id} ${content.text}`),
	);
	const sdkKeys = new Set(bySdk.map(commandKey));
	return final.agent
		.filter((entry) => {
			const { kind } = entry.content;
			const command = sent.get(commandKey(entry));
			if (command) return !isOf(command, entry) && !(command.type === "send" && kind === "status");
			return !sdkKeys.has(commandKey(entry)) || (kind !== "message" && kind !== "status");
		})
		.map((entry) => `seq ${entry.seq} was not sent like that: ${JSON.stringify(entry).slice(0, 300)}`);
}

function wrongAnswers({ events }: History, sent: ReadonlyMap<string, Sent>): string[] {
	return events.flatMap((event) => {
		if (event.is !== "acknowledged" || !event.entry) return [];
		const { entry, clientId, sender } = event;
		const command = sent.get(keyOf(event));
		const isOwn = entry.clientId === clientId && (entry.author.kind === "visitor" || entry.author.id === sender);
		return isOwn && (!command || isOf(command, entry))
			? []
			: [`${clientId} of ${sender} was answered with ${JSON.stringify(entry).slice(0, 300)}`];
	});
}

/** Of messages alone: what else was refused may rightly be decided anew when it comes again. */
function refusedAndKept({ events, final }: History, sent: ReadonlyMap<string, Sent>): string[] {
	const kept = new Set(final.agent.map(commandKey));
	return events.flatMap((event) =>
		event.is === "refused" && sent.get(keyOf(event))?.text !== undefined && kept.has(keyOf(event))
			? [`${event.clientId} of ${event.sender} was refused (${event.code}), and is in the log`]
			: [],
	);
}

function isOf({ type, text }: Sent, { content }: SeenEntry): boolean {
	return (
		content.kind === BECOMES[type] &&
		(content.kind === "message" || content.kind === "note" ? content.text === text : true)
	);
}

function keyOf({ sender, clientId }: { sender: string; clientId: string }): string {
	return `${sender} ${clientId}`;
}
