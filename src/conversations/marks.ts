// Marks on a conversation: its priority and its tags. Pure.
import type { Priority } from "../protocol/entry.ts";
import { refuse } from "../protocol/errors.ts";
import type { Decision } from "./rules.ts";
import type { State } from "./state.ts";

/** More than this nobody reads, and the desk's row carries all of them. */
const MOST_TAGS = 20;

export function prioritised(state: State, priority: Priority): Decision {
	if (state.priority === priority) return { ok: true, contents: [], state };
	return { ok: true, contents: [{ kind: "priority", priority }], state: { ...state, priority } };
}

/** The same word in other letters is the same tag: the first one's writing stays. */
export function tagged(state: State, tag: string, on: boolean): Decision {
	const known = state.tags.find((one) => one.toLowerCase() === tag.toLowerCase());
	if (on === (known !== undefined)) return { ok: true, contents: [], state };
	if (on && state.tags.length >= MOST_TAGS) return refuse("too_many_tags");
	const tags = on ? [...state.tags, tag] : state.tags.filter((one) => one !== known);
	return { ok: true, contents: [{ kind: "tag", tag: known ?? tag, on }], state: { ...state, tags } };
}
