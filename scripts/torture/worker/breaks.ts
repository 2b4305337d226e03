// One broken guarantee each, to see that a checker finds it: the classes' methods are replaced by ones that fail sometimes.
import { Audience } from "../../../src/conversations/audience.ts";
import { ConversationLog } from "../../../src/conversations/log.ts";
import { publicFace } from "../../../src/conversations/rules.ts";
import { ConversationStorage } from "../../../src/conversations/storage.ts";
import type { Entry } from "../../../src/protocol/entry.ts";
import type { Break } from "../shims.ts";
import { shims } from "./state.ts";

/** Of the entries: often enough for a short run, seldom enough that everything else works. */
const SHARE = 0.05;

export function installBreaks(): void {
	breakStorage();
	breakLog();
	breakAudience();
}

function breaks(which: Break): boolean {
	return shims.settings.broken === which && shims.random.chance(SHARE);
}

function breakStorage(): void {
	const append = ConversationStorage.prototype.append;
	const skipped = new WeakMap<ConversationStorage, number>();
	ConversationStorage.prototype.append = function (entries, state) {
		const begins = entries[0]?.seq === 1;
		if (!begins && breaks("lost_commit")) return;
		if (!begins && breaks("gap")) skipped.set(this, (skipped.get(this) ?? 0) + 1);
		for (const entry of entries) entry.seq += skipped.get(this) ?? 0;
		append.call(this, entries, state);
	};
}

function breakLog(): void {
	const { find, commit } = ConversationLog.prototype;
	ConversationLog.prototype.find = function (...asked) {
		return shims.settings.broken === "no_dedupe" ? undefined : find.apply(this, asked);
	};
	ConversationLog.prototype.commit = function (...decided) {
		const entries = commit.apply(this, decided);
		if (!breaks("reused_seq")) return entries;
		return entries.map((entry) => ({ ...entry, seq: Math.max(1, entry.seq - 1) }));
	};
}

interface Told {
	entries: readonly Entry[];
	sender: WebSocket | undefined;
}

function breakAudience(): void {
	const tellEntries = Audience.prototype.tellEntries;
	const waiting = new WeakMap<Audience, Told>();
	Audience.prototype.tellEntries = function (entries, sender) {
		if (entries.length === 0) return;
		const earlier = waiting.get(this);
		waiting.delete(this);
		if (earlier && shims.settings.broken === "order_differs") return tellSwapped(this, earlier, { entries, sender });
		if (!earlier && (breaks("reordered") || breaks("order_differs"))) {
			waiting.set(this, { entries, sender });
			return;
		}
		tellEntries.call(this, entries, sender);
		if (earlier) tellEntries.call(this, earlier.entries, earlier.sender);
		if (shims.settings.broken === "note_shown") showNotes(this, entries);
	};

	/** Agents get both as they are; visitors get the one under the other's number. */
	function tellSwapped(audience: Audience, first: Told, second: Told): void {
		for (const { entries, sender } of [first, second])
			for (const entry of entries) audience.toAgents({ type: "entry", entry }, sender);
		const [a, b] = [first, second].map(({ entries }) => entries[0] && publicFace(entries[0]));
		for (const face of a && b
			? [
					{ ...b, seq: a.seq },
					{ ...a, seq: b.seq },
				]
			: [a, b])
			if (face) audience.toVisitors({ type: "entry", entry: face });
	}
}

function showNotes(audience: Audience, entries: readonly Entry[]): void {
	for (const { publicSeq, ...entry } of entries) {
		if (entry.content.kind !== "note" || !shims.random.chance(SHARE)) continue;
		audience.toVisitors({ type: "entry", entry: { ...entry, seq: publicSeq } });
	}
}
