// What Moodle's web service functions answer. Moodle makes their reference (Site administration → Server → Web services →
// API documentation) from the descriptions in its source, which the links below name.
import { z } from "zod";
import { firstOf, idText, toInstant } from "../foreign-value.ts";
import { plainText } from "./plain-text.ts";

/** Seconds since 1970; 0, null and nothing mean never. */
const optionalTime = z
	.number()
	.nullish()
	.transform((seconds) => {
		const at = new Date((seconds ?? 0) * 1000);
		return seconds && seconds > 0 && !Number.isNaN(at.getTime()) ? toInstant(at.toISOString()) : undefined;
	});

/** PARAM_BOOL: true or false, in old versions 1 or 0. null where the token's user may not know. */
const optionalYes = z
	.union([z.boolean(), z.literal(0), z.literal(1)])
	.nullish()
	.transform((yes) => (yes == null ? undefined : Boolean(yes)));

/** Text that Moodle has made fit for a page: entities, at times tags. */
const pageText = z.string().transform((html) => plainText(html));

/** https://github.com/moodle/moodle/blob/main/public/user/externallib.php (get_users_by_field, user_description) */
export const users = firstOf(20, z.object({ id: idText, email: z.string().nullish(), suspended: optionalYes }));

/** https://github.com/moodle/moodle/blob/main/public/enrol/externallib.php (get_users_courses) */
const course = z.object({
	id: idText,
	fullname: pageText,
	progress: z.number().nullish(),
	completed: optionalYes,
	/** Whether the course says what has to be done to complete it. */
	completionhascriteria: optionalYes,
	startdate: optionalTime,
	enddate: optionalTime,
	lastaccess: optionalTime,
});
export type CourseAnswer = z.infer<typeof course>;
export const courses = firstOf(200, course);

/** https://github.com/moodle/moodle/blob/main/public/completion/classes/external.php (get_course_completion_status) */
export const courseCompletion = z.object({
	completionstatus: z.object({
		completions: firstOf(
			200,
			z.object({
				type: z.number().int(),
				title: pageText,
				complete: z.union([z.boolean(), z.literal(0), z.literal(1)]).transform(Boolean),
				/** `criteria` is a link to the activity, in HTML; plain text where the activity has no page. */
				details: z.object({ criteria: z.string() }),
			}),
		),
	}),
});

/** https://github.com/moodle/moodle/blob/main/public/completion/classes/external.php (get_activities_completion_status) */
export const activities = z.object({
	statuses: firstOf(
		500,
		z.object({
			cmid: idText,
			modname: z.string().regex(/^[a-z][a-z0-9_]{0,59}$/),
			state: z.number().int(),
			/** 0: nobody keeps track of this activity. */
			tracking: z.number().int(),
		}),
	),
});

/** https://github.com/moodle/moodle/blob/main/public/webservice/externallib.php (get_site_info) */
export const siteInfo = z.object({
	sitename: pageText,
	fullname: pageText,
	siteurl: z.string(),
	userissiteadmin: optionalYes,
	functions: firstOf(5_000, z.object({ name: z.string() })),
});

/**
 * How Moodle refuses: with status 200. `message` is in the site's language and may name people.
 * https://docs.moodle.org/dev/Errors_handling_in_web_services
 */
export const exception = z.object({ exception: z.string(), errorcode: z.string().nullish() });
