// Calls to a Moodle site. The token goes into the form's body and never into an address, which servers write into logs.
import type { z } from "zod";
import type { SystemFetch } from "../connector.ts";
import { fail, failureOf, parse, type Read } from "../failure.ts";
import { pathIn } from "../settings.ts";
import { exception } from "./answers.ts";
import { refusalOf } from "./refusals.ts";
import type { Settings } from "./settings.ts";

export interface Site {
	settings: Settings;
	fetchSystem: SystemFetch;
}

/** The functions of the web service that Heddle needs, with the capabilities that Moodle asks of the token's user. */
export const FUNCTIONS = {
	core_webservice_get_site_info: "webservice/rest:use",
	core_user_get_users_by_field: "moodle/user:viewdetails",
	core_enrol_get_users_courses: "moodle/course:viewparticipants",
	core_completion_get_course_completion_status: "report/completion:view",
	core_completion_get_activities_completion_status: "report/progress:view",
} as const;
export type FunctionName = keyof typeof FUNCTIONS;

/** https://docs.moodle.org/dev/Creating_a_web_service_client (REST); lists are written `values[0]`. */
export async function call<T>(
	{ settings, fetchSystem }: Site,
	name: FunctionName,
	parameters: Record<string, string>,
	schema: z.ZodType<T>,
): Promise<Read<T>> {
	const form = new URLSearchParams({
		wstoken: settings.token,
		wsfunction: name,
		moodlewsrestformat: "json",
		// Names in several languages (multilang) come in one.
		moodlewssettingfilter: "true",
		...parameters,
	});
	const answer = await fetchSystem({
		method: "POST",
		path: `${pathIn(settings.url)}/webservice/rest/server.php`,
		text: { contentType: "application/x-www-form-urlencoded", body: form.toString() },
	});
	const refused = exception.safeParse(answer.json);
	if (refused.success) return refusalOf(refused.data.errorcode ?? refused.data.exception, name, FUNCTIONS[name]);
	const failure = failureOf(answer, {
		system: "Moodle",
		unauthenticated:
			"A password stands before the Moodle site. Let Heddle reach /webservice/rest/server.php without it.",
		forbidden:
			"Moodle does not take calls by REST. Turn on web services (Advanced features) and the REST protocol (Web services → Manage protocols).",
	});
	if (failure) return failure;
	if (answer.json === undefined)
		return fail(
			"Moodle answered in an unexpected shape: a page, no data. Check the site address, and that web services are turned on.",
		);
	return parse(schema, answer.json, "Moodle");
}
