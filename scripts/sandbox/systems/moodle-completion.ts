// How far a student is in a course, as Moodle's two completion functions tell it.
// https://github.com/moodle/moodle/blob/main/public/completion/classes/external.php
import type { Course } from "../business.ts";
import type { Tenant } from "../tenants.ts";
import { thrown } from "./moodle-exception.ts";

/** COMPLETION_CRITERIA_TYPE_ACTIVITY of public/lib/completionlib.php. */
const ACTIVITY = 4;
const DAY_S = 86_400;

/** Per cent; Moodle counts activities with completion tracking, which here are all. */
export function progressOf(course: Course, customerId: number): number {
	return (100 * doneBy(course, customerId)) / course.activities.length;
}

export function courseStatus(tenant: Tenant, course: Course, customerId: number, wanted: string): object {
	if (!course.students.some((student) => student.customerId === customerId))
		return thrown("core\\exception\\moodle_exception", "usernotenroled", "User is not enrolled");
	const done = doneBy(course, customerId);
	if (wanted === "core_completion_get_activities_completion_status") return activities(course, done);
	if (!course.hasCriteria)
		return thrown("core\\exception\\moodle_exception", "nocriteriaset", "No completion criteria set for this course");
	return {
		completionstatus: {
			completed: done === course.activities.length,
			aggregation: 1,
			completions: course.activities.map(({ id, kind, name }, place) => ({
				type: ACTIVITY,
				title: "Activity completion",
				status: place < done ? "Yes" : "No",
				complete: place < done,
				timecompleted: place < done ? doneAt(course, place) : null,
				details: {
					type: "Activity completion",
					criteria: `<a href="${tenant.credentials.moodle.url}/mod/${kind}/view.php?id=${id}">${name}</a>`,
					requirement: "",
					status: "",
				},
			})),
		},
		warnings: [],
	};
}

function activities(course: Course, done: number): object {
	return {
		statuses: course.activities.map(({ id, kind }, place) => ({
			cmid: id,
			modname: kind,
			instance: id,
			state: place < done ? 1 : 0,
			timecompleted: place < done ? doneAt(course, place) : 0,
			tracking: 2,
			overrideby: null,
			valueused: false,
			hascompletion: true,
			isautomatic: true,
			istrackeduser: true,
			uservisible: true,
			details: [],
			isoverallcomplete: place < done,
		})),
		warnings: [],
	};
}

function doneBy(course: Course, customerId: number): number {
	return course.students.find((student) => student.customerId === customerId)?.done ?? 0;
}

function doneAt(course: Course, place: number): number {
	return Math.floor(Date.parse(course.startsAt) / 1000) + (place + 1) * 5 * DAY_S;
}
