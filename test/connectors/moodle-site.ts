// A Moodle site made of fixtures, which answers by the function that is asked for.
import type { SystemAnswer, SystemRequest } from "../../src/connectors/connector.ts";
import { moodle } from "../../src/connectors/moodle/connector.ts";
import { lookup } from "../../src/connectors/moodle/lookup.ts";
import { fixture } from "./fake-system.ts";

export const settings = moodle.settings.parse({ url: "https://learn.example.com/", token: "secret-token" });
export const NOW = Date.parse("2025-11-25T12:00:00Z");
export const USERS = "core_user_get_users_by_field";
export const COURSES = "core_enrol_get_users_courses";
export const COMPLETION = "core_completion_get_course_completion_status";
export const ACTIVITIES = "core_completion_get_activities_completion_status";
export const INFO = "core_webservice_get_site_info";

export type Reply = { status?: number; headers?: Record<string, string>; body?: unknown };
export const school: Record<string, Reply> = {
	[USERS]: fixture("moodle", "users.json"),
	[COURSES]: fixture("moodle", "users-courses.json"),
	[COMPLETION]: fixture("moodle", "course-completion.json"),
	[ACTIVITIES]: fixture("moodle", "activities-completion.json"),
	[INFO]: fixture("moodle", "site-info.json"),
};

/** All functions of a Moodle site have one address: which one is meant stands in the form. */
export function site(change: Record<string, Reply> = {}) {
	const replies = { ...school, ...change };
	const asked: { request: SystemRequest; form: URLSearchParams }[] = [];
	const fetchSystem = async (request: SystemRequest): Promise<SystemAnswer> => {
		const form = new URLSearchParams(request.text?.body);
		asked.push({ request, form });
		const { status = 200, headers = {}, body } = replies[form.get("wsfunction") ?? ""] ?? {};
		return { status, headers: new Headers(headers), json: body };
	};
	return { fetchSystem, asked };
}

export function lookUp(
	change: Record<string, Reply> = {},
	keys: object = { email: "lena@example.com" },
	using = settings,
) {
	const { fetchSystem, asked } = site(change);
	const unknown: [string, string][] = [];
	const result = lookup(keys, using, fetchSystem, (path, value) => unknown.push([path, value]), NOW);
	return { asked, unknown, result };
}

export const withCourses = (...changes: object[]) => ({
	[COURSES]: { body: changes.map((change, place) => ({ id: place + 1, fullname: `Course ${place}`, ...change })) },
});
