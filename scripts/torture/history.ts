// A recorded history: all that was sent and heard in one conversation, socket by socket, and what was there in the end.
// Everything that a checker looks at is in it, and nothing of it is the server's.

export type Side = "visitor" | "agent";

/** An entry as it came over the wire. Visitors' have no `publicSeq`: their `seq` is one. */
export interface SeenEntry {
	seq: number;
	publicSeq?: number | undefined;
	at: string;
	author: { kind: string; id?: string | undefined; name?: string | undefined };
	clientId?: string | undefined;
	content: {
		kind: string;
		text?: string | undefined;
		status?: string | undefined;
		assignee?: { id: string } | null | undefined;
	};
}

export type HistoryEvent =
	/** `after`: what the socket was opened with. */
	| { is: "opened"; socket: number; side: Side; after: number | undefined }
	| { is: "sent"; socket: number; sender: string; clientId: string; type: string; text?: string | undefined }
	| { is: "acknowledged"; socket: number; sender: string; clientId: string; entry?: SeenEntry | undefined }
	/** A refusal that is final: nothing must be left of the command. */
	| { is: "refused"; socket: number; sender: string; clientId: string; code: string }
	| { is: "welcomed"; socket: number; entries: SeenEntry[]; hasAfter: boolean }
	| { is: "paged"; socket: number; entries: SeenEntry[]; hasAfter: boolean }
	| { is: "told"; socket: number; entry: SeenEntry }
	/** Up to there that side has read, in the numbers of the socket's reader. */
	| { is: "read"; socket: number; by: Side; seq: number }
	/** The object was put to sleep, its sockets stay. */
	| { is: "slept" }
	/** A frame to a visitor, byte for byte. */
	| { is: "frame"; socket: number; raw: string };

/** A row of Postgres's table of entries. `at` in milliseconds since 1970. */
export interface StoredEntry {
	seq: number;
	publicSeq: number;
	at: number;
	author: SeenEntry["author"];
	clientId: string;
	content: SeenEntry["content"];
}

/** What a conversation is, as its row in Postgres or on the desk says, or as its log makes it. */
export interface Row {
	revision: number;
	status: string;
	assigneeId: string | null;
}

/** What an SDK client was given to send, and what it showed in the end. */
export interface SdkView {
	side: Side;
	/** The author's id of what it sends. */
	sender: string;
	/** Texts in the order in which `send` was called. */
	given: string[];
	/** What is still pending or failed, by text. */
	unsent: string[];
	entries: SeenEntry[];
	/** Entries before the first shown one were not asked for. */
	hasBefore: boolean;
}

export interface History {
	conversation: string;
	/** In the order in which things happened in the load's process. */
	events: HistoryEvent[];
	/** Commands that got no answer although everything was mended and there was time. */
	unanswered: { sender: string; clientId: string }[];
	sdk: SdkView[];
	/** How far each bare client had the log once all was quiet, in its own numbers. */
	heard: { sender: string; side: Side; last: number }[];
	/** The whole log, read afresh from the object by an agent and by a visitor, after it was made to forget its memory. */
	final: { agent: SeenEntry[]; visitor: SeenEntry[] };
	/** What Postgres held once it had had time. */
	stored: StoredEntry[];
	/** The conversation's own row in Postgres. */
	storedRow: Row | undefined;
	/** Its row on the desk: null where the desk does not show it, undefined where that says nothing. */
	desk: Row | null | undefined;
}

export interface Violation {
	checker: string;
	conversation: string;
	sentence: string;
}

/** Marks every text of a note, so that a visitor's bytes can be searched for it. */
export const NOTE_MARK = "for-staff-only";

/** Who sent it and under which id, for everything that one person's command became. */
export function commandKey(entry: Pick<SeenEntry, "author" | "clientId">): string {
	return `${entry.author.id ?? entry.author.kind} ${entry.clientId ?? ""}`;
}

/** What an entry says, in the words that both sides see: the same for agents and visitors. */
export function publicWords(entry: Pick<SeenEntry, "author" | "content">): string {
	const { kind, text, status } = entry.content;
	return `${entry.author.kind} ${kind} ${text ?? status ?? ""}`;
}

/** The command, and what it says: two commands' entries never agree in it, nor do two of one command. */
export function identity(entry: SeenEntry): string {
	return `${commandKey(entry)} ${publicWords(entry)}`;
}

/** What the log makes of a conversation, which begins open and unassigned. */
export function outcomeOf(log: readonly SeenEntry[]): Row {
	const assignment = log.findLast(({ content }) => content.kind === "assignment");
	return {
		revision: log.at(-1)?.seq ?? 0,
		status: log.findLast(({ content }) => content.kind === "status")?.content.status ?? "open",
		assigneeId: assignment?.content.assignee?.id ?? null,
	};
}

export function isPublic(entry: SeenEntry): boolean {
	return entry.content.kind === "message" || entry.content.kind === "status";
}

/** Sides by socket. */
export function sidesOf(history: History): Map<number, Side> {
	return new Map(history.events.flatMap((event) => (event.is === "opened" ? [[event.socket, event.side]] : [])));
}

/** Every entry that any reader of that side was given, with how it came. */
export function seenBy(history: History, side: Side): { entry: SeenEntry; how: string }[] {
	const sides = sidesOf(history);
	return history.events.flatMap((event) => {
		if (!("socket" in event) || sides.get(event.socket) !== side) return [];
		const how = `${event.is} on socket ${event.socket}`;
		if (event.is === "told" || event.is === "acknowledged") return event.entry ? [{ entry: event.entry, how }] : [];
		return event.is === "welcomed" || event.is === "paged" ? event.entries.map((entry) => ({ entry, how })) : [];
	});
}
