// An action as a form edits it: the fields of all types side by side, of which its type uses some.
import type { Severity } from "../../../protocol/desk-frames.ts";
import type { Priority } from "../../../protocol/entry.ts";
import { type RuleAction, ruleAction } from "../../../protocol/rules.ts";
import { type GreetingRow, isLanguage, toGreetings, toRows } from "../widget/greetings.ts";

export type ActionType = RuleAction["type"];
export interface ActionDraft {
	type: ActionType;
	severity: Severity;
	/** Whole minutes, as typed; empty: never. */
	climbsAfterMin: string;
	priority: Priority;
	teamId: string;
	/** Empty: nobody, the team alone. */
	assigneeId: string;
	tag: string;
	note: string;
	texts: GreetingRow[];
	once: "customer" | "object";
	isQuiet: boolean;
	from: string;
	to: string;
	timeZone: string;
}

export const ACTIONS: readonly { value: ActionType; label: string }[] = [
	{ value: "alert", label: "Raise an alert" },
	{ value: "priority", label: "Set the priority" },
	{ value: "assign", label: "Assign the conversation" },
	{ value: "tag", label: "Put a tag on" },
	{ value: "note", label: "Write an internal note" },
	{ value: "message", label: "Write to the customer" },
];

/** Nights are quiet unless somebody says otherwise, on the clock of who makes the rule. */
export function newAction(type: ActionType, home: { teamId: string; timeZone: string }): ActionDraft {
	return {
		type,
		severity: "urgent",
		climbsAfterMin: "",
		priority: "high",
		teamId: home.teamId,
		assigneeId: "",
		tag: "",
		note: "",
		texts: [{ language: "en", text: "" }],
		once: "object",
		isQuiet: true,
		from: "21:00",
		to: "08:00",
		timeZone: home.timeZone,
	};
}

export function toActionDraft(stored: RuleAction, home: { teamId: string; timeZone: string }): ActionDraft {
	const base = newAction(stored.type, home);
	switch (stored.type) {
		case "alert": {
			const climbs = stored.climbsAfterS === undefined ? "" : String(stored.climbsAfterS / 60);
			return { ...base, severity: stored.severity, climbsAfterMin: climbs };
		}
		case "assign":
			return { ...base, teamId: stored.teamId, assigneeId: stored.assigneeId ?? "" };
		case "note":
			return { ...base, note: stored.text };
		case "message":
			return {
				...base,
				texts: toRows(stored.texts),
				once: stored.once,
				isQuiet: stored.quiet !== null,
				...stored.quiet,
			};
		default:
			return { ...base, ...stored };
	}
}

/** Null where what was typed makes no action. */
export function fromActionDraft(draft: ActionDraft): RuleAction | null {
	const parsed = ruleAction.safeParse(candidate(draft));
	return parsed.success ? parsed.data : null;
}

function candidate(draft: ActionDraft): unknown {
	const { type, from, to, timeZone } = draft;
	switch (type) {
		case "alert": {
			const climbs = draft.climbsAfterMin.trim();
			return { type, severity: draft.severity, ...(climbs && { climbsAfterS: Number(climbs) * 60 }) };
		}
		case "priority":
			return { type, priority: draft.priority };
		case "assign":
			return { type, teamId: draft.teamId, assigneeId: draft.assigneeId || null };
		case "tag":
			return { type, tag: draft.tag };
		case "note":
			return { type, text: draft.note };
		case "message": {
			// A row without a language would be dropped without a word.
			const texts = draft.texts.every(({ language }) => isLanguage(language)) ? toGreetings(draft.texts) : null;
			return { type, texts, once: draft.once, quiet: draft.isQuiet ? { from, to, timeZone } : null };
		}
	}
}

/** Which field to complain at. */
export const MAIN_FIELD: Record<ActionType, keyof ActionDraft> = {
	alert: "climbsAfterMin",
	priority: "priority",
	assign: "teamId",
	tag: "tag",
	note: "note",
	message: "texts",
};
