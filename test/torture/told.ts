// A history in which everything is as it should be, to be spoilt by tests: a visitor writes, an agent answers, takes a
// note and resolves, the visitor writes again and opens the conversation with it.
import {
	type History,
	type HistoryEvent,
	NOTE_MARK,
	type SeenEntry,
	type Side,
} from "../../scripts/torture/history.ts";

export const VISITOR = { kind: "visitor", id: "vis_1" };
export const AGENT = { kind: "agent", id: "usr_1", name: "Ada" };

type Written = [author: typeof VISITOR | typeof AGENT, clientId: string, content: SeenEntry["content"]];

const WRITTEN: Written[] = [
	[VISITOR, "send-1", { kind: "message", text: "Hello?" }],
	[AGENT, "send-2", { kind: "message", text: "Good morning!" }],
	[AGENT, "note-3", { kind: "note", text: `${NOTE_MARK}: a new customer` }],
	[AGENT, "status-4", { kind: "status", status: "resolved" }],
	[VISITOR, "send-5", { kind: "message", text: "One more thing." }],
	[VISITOR, "send-5", { kind: "status", status: "open" }],
];

const ROW = { revision: WRITTEN.length, status: "open", assigneeId: null };

export function agentsLog(): SeenEntry[] {
	let publicSeq = 0;
	return WRITTEN.map(([author, clientId, content], index) => {
		if (content.kind !== "note") publicSeq += 1;
		return { seq: index + 1, publicSeq, at: dateOf(index), author, clientId, content };
	});
}

export function visitorsLog(): SeenEntry[] {
	return agentsLog()
		.filter(({ content }) => content.kind !== "note")
		.map(({ publicSeq, author, clientId, ...entry }) => ({
			...entry,
			seq: publicSeq ?? 0,
			author: author.kind === "agent" ? { kind: "agent", name: "Ada" } : { kind: "visitor" },
			...(author.kind === "visitor" && { clientId }),
		}));
}

/** A socket that was there from the beginning, and was told all but what it sent itself. */
export function stream(socket: number, side: Side, own: string[] = []): HistoryEvent[] {
	const sender = side === "visitor" ? VISITOR.id : AGENT.id;
	const log = side === "visitor" ? visitorsLog() : agentsLog();
	const events = log.map((entry): HistoryEvent => {
		const { clientId = "" } = entry;
		const answers = own.includes(clientId) && entry.content.status !== "open";
		return answers ? { is: "acknowledged", socket, sender, clientId, entry } : { is: "told", socket, entry };
	});
	// A command's second entry is told before the answer to the command.
	const opened = events.findIndex((event) => event.is === "told" && event.entry.content.status === "open");
	if (own.includes("send-5")) events.splice(opened - 1, 2, ...events.slice(opened - 1, opened + 1).reverse());
	return [
		{ is: "opened", socket, side, after: undefined },
		{ is: "welcomed", socket, entries: [], hasAfter: false },
		...events,
	];
}

export function cleanHistory(): History {
	const sent = WRITTEN.filter(([, , { status }]) => status !== "open").map(
		([{ id: sender }, clientId, { kind, text }], index): HistoryEvent => {
			const type = kind === "message" ? "send" : kind;
			return { is: "sent", socket: sender === VISITOR.id ? 1 : 2, sender, clientId, type, text: text ?? `${index}` };
		},
	);
	return {
		conversation: "cnv_1",
		events: [
			...sent,
			...stream(1, "visitor", ["send-1", "send-5"]),
			...stream(2, "agent", ["send-2", "note-3", "status-4"]),
			...stream(3, "visitor"),
			...visitorsLog().map(
				(entry): HistoryEvent => ({ is: "frame", socket: 3, raw: JSON.stringify({ type: "entry", entry }) }),
			),
		],
		unanswered: [],
		sdk: [
			{
				side: "visitor",
				sender: VISITOR.id,
				given: ["Hello?", "One more thing."],
				unsent: [],
				entries: visitorsLog(),
				hasBefore: false,
			},
		],
		heard: [
			{ sender: VISITOR.id, side: "visitor", last: visitorsLog().length },
			{ sender: AGENT.id, side: "agent", last: WRITTEN.length },
		],
		final: { agent: agentsLog(), visitor: visitorsLog() },
		stored: agentsLog().map(({ at, clientId = "", publicSeq = 0, ...entry }) => ({
			...entry,
			clientId,
			publicSeq,
			at: Date.parse(at),
		})),
		storedRow: ROW,
		desk: ROW,
	};
}

/** One entry a second. */
export function dateOf(index: number): string {
	return new Date(Date.UTC(2026, 10, 23, 9, 30, index)).toISOString();
}

/** That agent's entry, with something else about it. */
export function entry(seq: number, changes: Partial<SeenEntry> = {}): SeenEntry {
	const found = agentsLog()[seq - 1];
	if (!found) throw new Error(`no entry ${seq}`);
	return { ...found, ...changes };
}

export function told(history: History, socket: number, seq: number): HistoryEvent & { is: "told" } {
	const found = history.events.find(
		(event): event is HistoryEvent & { is: "told" } =>
			event.is === "told" && event.socket === socket && event.entry.seq === seq,
	);
	if (!found) throw new Error(`socket ${socket} was never told ${seq}`);
	return found;
}

export function forget(history: History, seq: number): void {
	history.final.agent = history.final.agent.filter((one) => one.seq !== seq);
	history.stored = history.stored.filter((one) => one.seq !== seq);
}
