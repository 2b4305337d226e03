// Broken on purpose, beside what breaks.ts breaks: words that are not the author's, staff's numbers told to visitors, and a
// desk that is not told.
import { Audience } from "../../../src/conversations/audience.ts";
import { ConversationLog } from "../../../src/conversations/log.ts";
import type { ConversationPorts } from "../../../src/conversations/ports.ts";
import { breaks, OFTEN } from "./breaking.ts";

export function installMisspeaking(): void {
	changeWords();
	showSeqs();
}

function changeWords(): void {
	const { commit } = ConversationLog.prototype;
	ConversationLog.prototype.commit = function (author, clientId, contents, ...more) {
		const changed = contents.map((content) =>
			content.kind === "message" && breaks("words_changed") ? { ...content, text: `${content.text}, or not` } : content,
		);
		return commit.call(this, author, clientId, changed, ...more);
	};
}

/** Visitors get read marks as agents do. */
function showSeqs(): void {
	const { toAgents } = Audience.prototype;
	Audience.prototype.toAgents = function (frame, ...more) {
		toAgents.call(this, frame, ...more);
		if ("type" in frame && frame.type === "read" && breaks("seq_shown", OFTEN)) this.toVisitors(frame);
	};
}

/** Of these conversations the desk hears nothing more: else the next change would make it good. */
const forgotten = new Set<string>();

/** The desk is said to have been told. */
export function forgetfulDesk(show: ConversationPorts["showOnDesk"]): ConversationPorts["showOnDesk"] {
	return async (desk, row) => {
		if (breaks("desk_not_told", OFTEN)) forgotten.add(row.conversationId);
		if (!forgotten.has(row.conversationId)) await show(desk, row);
	};
}
