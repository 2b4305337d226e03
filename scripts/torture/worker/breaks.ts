// One broken guarantee each, to see that a checker finds it: the classes' methods are replaced by ones that fail sometimes.
import { Audience } from "../../../src/conversations/audience.ts";
import { ConversationLog } from "../../../src/conversations/log.ts";
import { publicFace } from "../../../src/conversations/rules.ts";
import { ConversationStorage } from "../../../src/conversations/storage.ts";
import { Written } from "../../../src/conversations/written.ts";
import { breaks, OFTEN } from "./breaking.ts";
import { shims } from "./state.ts";

export function installBreaks(): void {
	breakStorage();
	breakLog();
	breakAudience();
}

function breakStorage(): void {
	const append = ConversationStorage.prototype.append;
	const skipped = new WeakMap<ConversationStorage, number>();
	ConversationStorage.prototype.append = function (written, state) {
		const begins = written[0]?.entry.seq === 1;
		if (!begins && breaks("lost_commit")) return;
		if (!begins && breaks("gap")) skipped.set(this, (skipped.get(this) ?? 0) + 1);
		for (const { entry } of written) entry.seq += skipped.get(this) ?? 0;
		append.call(this, written, state);
	};
}

function breakLog(): void {
	const { find, commit } = ConversationLog.prototype;
	ConversationLog.prototype.find = function (...asked) {
		return breaks("no_dedupe", 1) ? undefined : find.apply(this, asked);
	};
	ConversationLog.prototype.commit = function (...decided) {
		const written = commit.apply(this, decided);
		if (!breaks("reused_seq")) return written;
		return written.map(({ entry }) => new Written({ ...entry, seq: Math.max(1, entry.seq - 1) }));
	};
}

interface Told {
	written: readonly Written[];
	sender: WebSocket | undefined;
}

function breakAudience(): void {
	const tellEntries = Audience.prototype.tellEntries;
	const waiting = new WeakMap<Audience, Told>();
	Audience.prototype.tellEntries = function (written, sender) {
		if (written.length === 0) return;
		const earlier = waiting.get(this);
		waiting.delete(this);
		if (earlier && shims.settings.broken === "order_differs") return tellSwapped(this, earlier, { written, sender });
		if (!earlier && (breaks("reordered") || breaks("order_differs"))) {
			waiting.set(this, { written, sender });
			return;
		}
		tellEntries.call(this, written, sender);
		if (earlier) tellEntries.call(this, earlier.written, earlier.sender);
		if (shims.settings.broken === "note_shown") showNotes(this, written);
	};

	/** Agents get both as they are; visitors get the one under the other's number. */
	function tellSwapped(audience: Audience, first: Told, second: Told): void {
		for (const { written, sender } of [first, second])
			for (const { entry } of written) audience.toAgents({ type: "entry", entry }, sender);
		const [a, b] = [first, second].map(({ written: [one] }) => one && publicFace(one.entry));
		for (const face of a && b
			? [
					{ ...b, seq: a.seq },
					{ ...a, seq: b.seq },
				]
			: [a, b])
			if (face) audience.toVisitors({ type: "entry", entry: face });
	}
}

function showNotes(audience: Audience, written: readonly Written[]): void {
	for (const {
		entry: { publicSeq, ...entry },
	} of written) {
		if (entry.content.kind !== "note" || !breaks("note_shown", OFTEN)) continue;
		audience.toVisitors({ type: "entry", entry: { ...entry, seq: publicSeq } });
	}
}
