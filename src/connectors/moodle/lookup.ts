// The courses that a customer is enrolled in.
import type { Course } from "../../protocol/card.ts";
import type { Lookup, NoteUnknown, SystemFetch, VerifiedKeys } from "../connector.ts";
import { fail, type Read } from "../failure.ts";
import { mostUrgent } from "../urgency.ts";
import { type CourseAnswer, courses, users } from "./answers.ts";
import { isUnderWay, toCourse } from "./course.ts";
import { nextStep } from "./next-step.ts";
import type { Settings } from "./settings.ts";
import { call, type Site } from "./site.ts";

/** Courses whose next step is asked for, one call each, all at once: what a customer does at the same time. */
const NEXT_STEPS_READ = 3;

/** By e-mail address: Moodle cannot be asked by phone. Never by `externalId`: it is the id of whichever shop signed. */
export async function lookup(
	keys: VerifiedKeys,
	settings: Settings,
	fetchSystem: SystemFetch,
	noteUnknown?: NoteUnknown,
	nowMs: number = Date.now(),
): Promise<Lookup> {
	const site = { settings, fetchSystem };
	const userId = keys.email ? await findUser(site, keys.email) : { ok: true as const, value: undefined };
	if (!userId.ok) return userId;
	if (!userId.value) return { ok: true, found: false, items: [] };
	const enrolled = await call(
		site,
		"core_enrol_get_users_courses",
		{ userid: userId.value, returnusercount: "0" },
		courses,
	);
	if (!enrolled.ok) return enrolled;
	return withNextSteps(site, enrolled.value, userId.value, nowMs, noteUnknown);
}

/** Databases differ in what they take for equal: only an equal address is this customer. */
async function findUser(site: Site, email: string): Promise<Read<string | undefined>> {
	const found = await call(site, "core_user_get_users_by_field", { field: "email", "values[0]": email }, users);
	if (!found.ok) return found;
	const equal = found.value.filter((user) => user.email?.toLowerCase() === email.toLowerCase());
	if (equal.length === 0 && found.value.some((user) => user.email == null))
		return fail(
			"Moodle hides e-mail addresses from the token's user: give its role moodle/site:viewuseridentity, and show the e-mail address (Users → Permissions → User policies).",
		);
	// Where a site lets several accounts share an address, the one in use.
	const [user] = [...equal.filter(({ suspended }) => !suspended), ...equal];
	return { ok: true, value: user?.id };
}

async function withNextSteps(
	site: Site,
	enrolled: CourseAnswer[],
	userId: string,
	nowMs: number,
	noteUnknown?: NoteUnknown,
): Promise<Lookup> {
	const shown = mostUrgent(enrolled.map((course) => toCourse(course, userId, site.settings, nowMs)));
	const underWay = shown
		.flatMap(({ id }) => enrolled.filter((course) => course.id === id && isUnderWay(course, nowMs)))
		.slice(0, NEXT_STEPS_READ);
	const steps = new Map<string, NonNullable<Course["nextStep"]>>();
	const read = await Promise.all(underWay.map((course) => nextStep(site, course, userId, noteUnknown)));
	for (const [place, step] of read.entries()) {
		if (!step.ok) return step;
		if (step.value) steps.set(underWay[place]?.id ?? "", step.value);
	}
	const items = shown.map((course) => {
		const step = steps.get(course.id);
		return step ? { ...course, nextStep: step } : course;
	});
	return { ok: true, found: true, items };
}
