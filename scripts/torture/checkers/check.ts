// All checkers over one conversation's history.
import type { History, Violation } from "../history.ts";
import { collided } from "./collided.ts";
import { desk } from "./desk.ts";
import { doubled } from "./doubled.ts";
import { faithful } from "./faithful.ts";
import { gap } from "./gap.ts";
import { lost } from "./lost.ts";
import { note } from "./note.ts";
import { order } from "./order.ts";
import { reads } from "./reads.ts";
import { sdk } from "./sdk.ts";
import { stored } from "./stored.ts";
import { unanswered } from "./unanswered.ts";
import { unheard } from "./unheard.ts";

export const CHECKERS = {
	lost,
	doubled,
	collided,
	gap,
	order,
	faithful,
	note,
	reads,
	stored,
	desk,
	unanswered,
	unheard,
	sdk,
};
export type Checker = keyof typeof CHECKERS;

export function check(history: History): Violation[] {
	return Object.entries(CHECKERS).flatMap(([checker, find]) =>
		find(history).map((sentence) => ({ checker, conversation: history.conversation, sentence })),
	);
}
