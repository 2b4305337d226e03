// What a dry run has found, as a sentence or two.
import type { DryRun } from "../../../protocol/rules.ts";

/** `It would have fired for 12 of the last 1,000 events, about 9 things. 4 of these events stand in a conversation.` */
export function foundWords({ looked, fired, objects, inConversation }: DryRun): string {
	if (looked === 0) return "There are no events yet to try it on.";
	const all = looked === 1 ? "the only event that there is" : `the last ${counted(looked)} events`;
	if (fired === 0) return `It would not have fired for ${looked === 1 ? "" : "any of "}${all}.`;
	if (looked === 1) return `It would have fired for ${all}.`;
	const things = objects === 1 ? "one thing" : `${counted(objects)} things`;
	const stand = inConversation === 1 ? "1 of these events stands" : `${counted(inConversation)} of these events stand`;
	return `It would have fired for ${counted(fired)} of ${all}, about ${things}. ${stand} in a conversation.`;
}

function counted(count: number): string {
	return count.toLocaleString("en");
}
