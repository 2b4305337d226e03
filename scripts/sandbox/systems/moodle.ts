// Moodle: the web service functions that tell a student's courses, by REST with a token.
// https://docs.moodle.org/dev/Creating_a_web_service_client (REST: form in, JSON out, exceptions with status 200)
// https://github.com/moodle/moodle/blob/main/public/webservice/lib.php (what is thrown), public/enrol/externallib.php,
// public/user/externallib.php, public/completion/classes/external.php (what is answered)
import { z } from "zod";
import { type Course, type Customer, fullName } from "../business.ts";
import { type Tenant, type TenantKey, tenantKeys, tenants } from "../tenants.ts";
import { courseStatus, progressOf } from "./moodle-completion.ts";
import { thrown } from "./moodle-exception.ts";
import type { System, World } from "./system.ts";

/** Moodle has no limit of its own; what stands before it often has. */
const PROXY_RETRY_S = 30;
const FUNCTIONS = [
	"core_webservice_get_site_info",
	"core_user_get_users_by_field",
	"core_enrol_get_users_courses",
	"core_completion_get_course_completion_status",
	"core_completion_get_activities_completion_status",
];

const Id = z.coerce.number().int();
const ByField = z.strictObject({ field: z.enum(["id", "idnumber", "username", "email"]), "values[0]": z.string() });
const OfUser = z.strictObject({ userid: Id, returnusercount: z.enum(["0", "1"]).optional() });
const OfCourse = z.strictObject({ courseid: Id, userid: Id });

export function moodle(world: World): System {
	return {
		key: "moodle",
		authenticate: async (request) => {
			const form = await formOf(request.clone());
			return tenantKeys.find((key) => tenants[key].credentials.moodle.token === form.get("wstoken"));
		},
		serve: async (request, tenant) => {
			const { url } = tenants[tenant].credentials.moodle;
			const path = `${new URL(url).pathname.replace(/\/$/, "")}/webservice/rest/server.php`;
			if (new URL(request.url).pathname !== path) return page("Page not found", 404);
			const form = await formOf(request);
			// Without the word json Moodle answers in XML.
			if (form.get("moodlewsrestformat") !== "json")
				return new Response("<RESPONSE/>", { headers: { "content-type": "application/xml" } });
			return Response.json(answer(world, tenant, form));
		},
		refused: () => Response.json(thrown("core\\exception\\moodle_exception", "invalidtoken", "Invalid token")),
		failing: () => page("Error: Database connection failed", 500),
		malformed: () => Response.json({ notifications: "none", warnings: [] }),
		rateLimited: () =>
			new Response("Too Many Requests", { status: 429, headers: { "retry-after": String(PROXY_RETRY_S) } }),
	};
}

async function formOf(request: Request): Promise<URLSearchParams> {
	return new URLSearchParams(request.method === "POST" ? await request.text() : new URL(request.url).search);
}

/** Parameters that a function does not know are refused: "Unexpected keys detected in parameter array". */
function answer(world: World, tenant: TenantKey, form: URLSearchParams): object {
	const own = [...form].filter(([name]) => !/^(ws|moodlews)/.test(name));
	const parameters = Object.fromEntries(own);
	const { courses, customers } = world.memory.state[tenant].business;
	const students = customers.filter(({ id }) => courses.some((course) => isIn(course, id)));
	switch (form.get("wsfunction")) {
		case "core_webservice_get_site_info":
			return siteInfo(tenants[tenant]);
		case "core_user_get_users_by_field": {
			const given = ByField.safeParse(parameters);
			return given.success ? students.filter((one) => fits(one, given.data)).map(user) : invalidParameter();
		}
		case "core_enrol_get_users_courses": {
			const given = OfUser.safeParse(parameters);
			if (!given.success) return invalidParameter();
			const { userid } = given.data;
			return courses.filter((course) => isIn(course, userid)).map((course) => enrolled(course, userid));
		}
		case "core_completion_get_course_completion_status":
		case "core_completion_get_activities_completion_status": {
			const given = OfCourse.safeParse(parameters);
			if (!given.success) return invalidParameter();
			const course = courses.find(({ id }) => id === given.data.courseid);
			if (!course) return thrown("dml_missing_record_exception", "invalidrecord", "Can't find data record in database");
			return courseStatus(tenants[tenant], course, given.data.userid, form.get("wsfunction") ?? "");
		}
		default:
			return thrown("dml_missing_record_exception", "invalidrecord", "Can't find data record in database table");
	}
}

/** Moodle compares addresses as its database does: here without regard to case. */
function fits(customer: Customer, { field, "values[0]": value }: z.infer<typeof ByField>): boolean {
	if (field === "id") return String(customer.id) === value;
	return field !== "idnumber" && customer.email.toLowerCase() === value.toLowerCase();
}

function isIn(course: Course, customerId: number): boolean {
	return course.students.some((student) => student.customerId === customerId);
}

function user(customer: Customer): object {
	return {
		id: customer.id,
		username: customer.email,
		firstname: customer.firstName,
		lastname: customer.lastName,
		fullname: fullName(customer),
		email: customer.email,
		firstaccess: seconds(customer.createdAt),
		auth: "manual",
		suspended: false,
		confirmed: true,
		lang: customer.locale.slice(0, 2),
		city: customer.address.city,
		country: customer.address.countryCode,
	};
}

function enrolled(course: Course, customerId: number): object {
	const student = course.students.find((one) => one.customerId === customerId);
	const progress = progressOf(course, customerId);
	return {
		id: course.id,
		shortname: course.shortName,
		// format_string: fit for a page.
		fullname: course.name.replaceAll("&", "&amp;"),
		visible: 1,
		enablecompletion: true,
		completionhascriteria: course.hasCriteria,
		completionusertracked: true,
		progress,
		completed: course.hasCriteria && progress === 100,
		startdate: seconds(course.startsAt),
		enddate: course.endsAt ? seconds(course.endsAt) : 0,
		lastaccess: student?.lastSeenAt ? seconds(student.lastSeenAt) : null,
		hidden: false,
		timemodified: seconds(course.startsAt),
	};
}

function siteInfo({ name, credentials }: Tenant): object {
	return {
		sitename: `${name.replaceAll("&", "&amp;")}: courses`,
		username: "heddle",
		firstname: "Heddle",
		lastname: "Service",
		fullname: "Heddle Service",
		lang: "en",
		userid: 4,
		siteurl: credentials.moodle.url,
		functions: FUNCTIONS.map((function_) => ({ name: function_, version: "2025100600" })),
		release: "5.1 (Build: 20251006)",
		version: "2025100600",
		userissiteadmin: false,
	};
}

function invalidParameter(): object {
	return thrown("invalid_parameter_exception", "invalidparameter", "Invalid parameter value detected");
}

function seconds(instant: string): number {
	return Math.floor(Date.parse(instant) / 1000);
}

function page(title: string, status: number): Response {
	return new Response(`<!doctype html><title>${title}</title>`, { status, headers: { "content-type": "text/html" } });
}
