// What comes next in a course that a customer is in the middle of.
import type { Course } from "../../protocol/card.ts";
import type { NoteUnknown } from "../connector.ts";
import type { Read } from "../failure.ts";
import { activities, type CourseAnswer, courseCompletion } from "./answers.ts";
import { linkIn, plainText } from "./plain-text.ts";
import { activityHref, type Settings } from "./settings.ts";
import { call, type Site } from "./site.ts";

type Step = NonNullable<Course["nextStep"]>;

/** Kinds of criteria: public/lib/completionlib.php, COMPLETION_CRITERIA_TYPE_*. */
const ACTIVITY = 4;
const CRITERIA = new Map([
	[1, "self"],
	[2, "date"],
	[3, "unenrolment"],
	[ACTIVITY, "activity"],
	[5, "duration"],
	[6, "grade"],
	[7, "role"],
	[8, "course"],
]);
/** States of an activity: the same file, COMPLETION_INCOMPLETE to _COMPLETE_FAIL_HIDDEN. All but the first are over. */
const INCOMPLETE = 0;
const STATES = [INCOMPLETE, 1, 2, 3, 4].map(String);

/**
 * Undefined where the course does not say, or the token's user may not see it: the course is worth showing without. A
 * failure only where the answer has another shape, so that admins hear of it.
 */
export async function nextStep(
	site: Site,
	course: CourseAnswer,
	userId: string,
	noteUnknown?: NoteUnknown,
): Promise<Read<Step | undefined>> {
	const read = course.completionhascriteria
		? await criterion(site, course.id, userId, noteUnknown)
		: await activity(site, course.id, userId, noteUnknown);
	return read.ok || read.drift ? read : { ok: true, value: undefined };
}

/** The first thing that is asked for and not done; activities before what comes by itself (dates, grades). */
async function criterion(
	site: Site,
	courseid: string,
	userid: string,
	noteUnknown?: NoteUnknown,
): Promise<Read<Step | undefined>> {
	const parameters = { courseid, userid };
	const read = await call(site, "core_completion_get_course_completion_status", parameters, courseCompletion);
	if (!read.ok) return read;
	const { completions } = read.value.completionstatus;
	for (const { type } of completions)
		if (!CRITERIA.has(type)) noteUnknown?.("completionstatus.completions.type", String(type), CRITERIA.values());
	const open = completions.filter(({ complete }) => !complete);
	const next = open.find(({ type }) => type === ACTIVITY) ?? open[0];
	if (!next) return { ok: true, value: undefined };
	const title = plainText(next.details.criteria) || next.title;
	const href = ownLink(linkIn(next.details.criteria), site.settings);
	return { ok: true, value: title ? { title, ...(href && { href }) } : undefined };
}

/** Without criteria Moodle tells activities by kind and number only: `Quiz`, with a link to it. */
async function activity(
	site: Site,
	courseid: string,
	userid: string,
	noteUnknown?: NoteUnknown,
): Promise<Read<Step | undefined>> {
	const parameters = { courseid, userid };
	const read = await call(site, "core_completion_get_activities_completion_status", parameters, activities);
	if (!read.ok) return read;
	const { statuses } = read.value;
	for (const { state } of statuses)
		if (!STATES.includes(String(state))) noteUnknown?.("statuses.state", String(state), STATES);
	const next = statuses.find(({ state, tracking }) => tracking !== 0 && state === INCOMPLETE);
	if (!next) return { ok: true, value: undefined };
	return {
		ok: true,
		value: { title: inWords(next.modname), href: activityHref(site.settings, next.modname, next.cmid) },
	};
}

/** Links on the site itself alone: what stands in an answer is not to lead agents elsewhere. */
function ownLink(href: string | undefined, { url }: Settings): string | undefined {
	if (!href?.startsWith(`${url}/`) || !URL.canParse(href) || href.length > 2_000) return undefined;
	return new URL(href).href;
}

/** assign is the one kind whose name is not the word that people see: public/mod/assign/lang/en/assign.php. */
function inWords(kind: string): string {
	const word = kind === "assign" ? "assignment" : kind.replaceAll("_", " ");
	return word.charAt(0).toUpperCase() + word.slice(1);
}
