// All checkers over one conversation's history.
import type { History, Violation } from "../history.ts";
import { collided } from "./collided.ts";
import { doubled } from "./doubled.ts";
import { gap } from "./gap.ts";
import { lost } from "./lost.ts";
import { note } from "./note.ts";
import { order } from "./order.ts";
import { sdk } from "./sdk.ts";
import { stored } from "./stored.ts";
import { unanswered } from "./unanswered.ts";

export const CHECKERS = { lost, doubled, collided, gap, order, note, stored, unanswered, sdk };
export type Checker = keyof typeof CHECKERS;

export function check(history: History): Violation[] {
	return Object.entries(CHECKERS).flatMap(([checker, find]) =>
		find(history).map((sentence) => ({ checker, conversation: history.conversation, sentence })),
	);
}
