// A course on a card: how far the customer is, and whether time runs out.
import type { Course, Tone } from "../../protocol/card.ts";
import type { CourseAnswer } from "./answers.ts";
import { participantHref, type Settings } from "./settings.ts";

/** From a week before its end a course that is not completed asks for an agent's eye. */
const ENDS_SOON_MS = 7 * 24 * 60 * 60 * 1000;

type State = { label: string; tone: Tone };

/** Moodle gives no state but dates and whether the course is completed: the words are ours. */
export function toCourse(answer: CourseAnswer, userId: string, settings: Settings, nowMs: number): Course {
	const { id, fullname, progress, startdate, lastaccess } = answer;
	return {
		type: "course",
		id,
		title: fullname || "(no name)",
		href: participantHref(settings, userId, id),
		...(typeof progress === "number" && { progress: Math.round(Math.min(100, Math.max(0, progress))) }),
		state: stateOf(answer, nowMs),
		...(startdate && { startedAt: startdate }),
		...(lastaccess && { lastSeenAt: lastaccess }),
	};
}

function stateOf({ completed, progress, startdate, enddate, lastaccess }: CourseAnswer, nowMs: number): State {
	if (completed) return { label: "Completed", tone: "good" };
	if (startdate && Date.parse(startdate) > nowMs) return { label: "Begins later", tone: "neutral" };
	if (enddate && Date.parse(enddate) <= nowMs)
		return completed === false ? { label: "Ended, not completed", tone: "warn" } : { label: "Ended", tone: "neutral" };
	if (enddate && Date.parse(enddate) - nowMs < ENDS_SOON_MS) return { label: "Ends soon", tone: "warn" };
	if (lastaccess || (progress ?? 0) > 0) return { label: "In progress", tone: "neutral" };
	return { label: "Not begun", tone: "neutral" };
}

/** Whether there is something to be done in it now. */
export function isUnderWay(answer: CourseAnswer, nowMs: number): boolean {
	const { completed, startdate, enddate } = answer;
	const begun = !startdate || Date.parse(startdate) <= nowMs;
	const ended = enddate !== undefined && Date.parse(enddate) <= nowMs;
	return completed === false && begun && !ended;
}
