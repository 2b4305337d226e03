import { describe, expect, it } from "vitest";
import type { SystemAnswer, SystemRequest } from "../../src/connectors/connector.ts";
import { moodle } from "../../src/connectors/moodle/connector.ts";
import { lookup } from "../../src/connectors/moodle/lookup.ts";
import { item } from "../../src/protocol/card.ts";
import { fixture, HOSTILE } from "./fake-system.ts";

const settings = moodle.settings.parse({ url: "https://learn.example.com/", token: "secret-token" });
const NOW = Date.parse("2025-11-25T12:00:00Z");
const USERS = "core_user_get_users_by_field";
const COURSES = "core_enrol_get_users_courses";
const COMPLETION = "core_completion_get_course_completion_status";
const ACTIVITIES = "core_completion_get_activities_completion_status";
const INFO = "core_webservice_get_site_info";

type Reply = { status?: number; headers?: Record<string, string>; body?: unknown };
const school: Record<string, Reply> = {
	[USERS]: fixture("moodle", "users.json"),
	[COURSES]: fixture("moodle", "users-courses.json"),
	[COMPLETION]: fixture("moodle", "course-completion.json"),
	[ACTIVITIES]: fixture("moodle", "activities-completion.json"),
	[INFO]: fixture("moodle", "site-info.json"),
};

/** All functions of a Moodle site have one address: which one is meant stands in the form. */
function site(change: Record<string, Reply> = {}) {
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

function lookUp(change: Record<string, Reply> = {}, keys: object = { email: "lena@example.com" }, using = settings) {
	const { fetchSystem, asked } = site(change);
	const unknown: [string, string][] = [];
	const result = lookup(keys, using, fetchSystem, (path, value) => unknown.push([path, value]), NOW);
	return { asked, unknown, result };
}

const withCourses = (...changes: object[]) => ({
	[COURSES]: { body: changes.map((change, place) => ({ id: place + 1, fullname: `Course ${place}`, ...change })) },
});

describe("the courses of a customer", () => {
	it("come those first whose time has run out, with the next step where there is one", async () => {
		const { result, asked } = lookUp();
		const found = await result;
		if (!found.ok) throw new Error(found.reason);
		for (const one of found.items) item.parse(one);
		expect(found.items).toEqual([
			{
				type: "course",
				id: "17",
				title: "Tapestry for teachers",
				href: "https://learn.example.com/user/view.php?id=57&course=17",
				progress: 67,
				state: { label: "Ended, not completed", tone: "warn" },
				startedAt: "2025-09-01T00:00:00.000Z",
				lastSeenAt: "2025-11-01T07:30:00.000Z",
			},
			expect.objectContaining({ id: "23", state: { label: "Begins later", tone: "neutral" } }),
			expect.objectContaining({
				id: "14",
				title: "Dyeing with indigo & madder",
				progress: 43,
				state: { label: "In progress", tone: "neutral" },
				nextStep: {
					title: "Hand in: your first vat & its log",
					href: "https://learn.example.com/mod/assign/view.php?id=302&forceview=1",
				},
			}),
			expect.objectContaining({
				id: "21",
				state: { label: "Not begun", tone: "neutral" },
				nextStep: { title: "Assignment", href: "https://learn.example.com/mod/assign/view.php?id=403" },
			}),
			expect.objectContaining({ id: "11", progress: 100, state: { label: "Completed", tone: "good" } }),
		]);
		expect(asked.map(({ form }) => form.get("wsfunction"))).toEqual([USERS, COURSES, COMPLETION, ACTIVITIES]);
	});

	it("are asked for with the token in the body, and in no address or header", async () => {
		const { result, asked } = lookUp(
			{},
			undefined,
			moodle.settings.parse({ url: "https://a.example/moodle", token: "secret-token" }),
		);
		await result;
		for (const { request, form } of asked) {
			expect(request).toMatchObject({ method: "POST", path: "/moodle/webservice/rest/server.php" });
			expect(JSON.stringify([request.path, request.headers ?? {}])).not.toContain("secret-token");
			expect(form.get("wstoken")).toBe("secret-token");
			expect(form.get("moodlewsrestformat")).toBe("json");
		}
		expect(asked[0]?.form.get("values[0]")).toBe("lena@example.com");
	});

	it("say when one ends soon, and no more of one that Moodle keeps no track of", async () => {
		const at = (days: number) => NOW / 1000 + days * 86_400;
		const { result, asked } = lookUp(
			withCourses(
				{ completed: false, enddate: at(6), lastaccess: at(-1) },
				{ completed: false, enddate: at(8), lastaccess: at(-1) },
				{ completed: null, enddate: at(-8), progress: null },
				{ completed: 1 },
			),
		);
		const found = await result;
		const labels = found.ok ? found.items.map((one) => one.type === "course" && one.state.label) : [];
		expect(labels).toEqual(["Ends soon", "In progress", "Ended", "Completed"]);
		expect(asked).toHaveLength(4);
	});

	it("cost at most three calls for next steps, however many they are", async () => {
		const { result, asked } = lookUp(withCourses(...Array(40).fill({ completed: false })));
		const found = await result;
		expect(found.ok && found.items).toHaveLength(10);
		expect(asked).toHaveLength(5);
	});

	it("are worth showing without their next step", async () => {
		const refused = { body: { exception: "moodle_exception", errorcode: "usernotenroled" } };
		const found = await lookUp({ [COMPLETION]: refused, [ACTIVITIES]: { status: 500 } }).result;
		expect(found.ok && found.items).toHaveLength(5);
		expect(JSON.stringify(found)).not.toContain("nextStep");
	});

	it("lead to no other site, and name what is left when no activity is", async () => {
		const step = async (...completions: object[]) => {
			const body = { completionstatus: { completions } };
			const found = await lookUp({
				...withCourses({ completed: false, completionhascriteria: true }),
				[COMPLETION]: { body },
			}).result;
			const [one] = found.ok ? found.items : [];
			return one?.type === "course" ? one.nextStep : "no course";
		};
		const criterion = (type: number, criteria: string, complete: boolean | number = false) => ({
			type,
			title: "Kind",
			complete,
			details: { criteria },
		});
		for (const evil of ["https://learn.example.com.evil.example/x", "javascript:alert(1)", "//evil.example/mod"])
			expect(await step(criterion(4, `<a href="${evil}">Quiz</a>`))).toEqual({ title: "Quiz" });
		expect(await step(criterion(4, "<b>Done</b>", 1), criterion(6, "&gt; 50 points"))).toEqual({
			title: "> 50 points",
		});
		expect(await step(criterion(7, ""))).toEqual({ title: "Kind" });
		expect(await step(criterion(4, "x", true))).toBeUndefined();
		expect(await step(criterion(4, "&lt;script&gt;alert(1)&lt;/script&gt; &#x41;&#66; &bogus; &#0;"))).toEqual({
			title: "<script>alert(1)</script> AB &bogus; &#0;",
		});
	});
});

describe("who a customer is to Moodle", () => {
	it("is said by an equal address, whatever the database takes for equal", async () => {
		const body = [
			{ id: 1, email: "lena@example.com.evil.example" },
			{ id: 2, email: "lená@example.com" },
		];
		const { result, asked } = lookUp({ [USERS]: { body } });
		expect(await result).toEqual({ ok: true, found: false, items: [] });
		expect(asked).toHaveLength(1);
		expect(await lookUp({ [USERS]: { body: [{ id: 1, email: "Lena@Example.com" }] } }).result).toMatchObject({
			found: true,
		});
	});

	it("is the account in use, where several share an address", async () => {
		const user = (id: number, suspended?: boolean) => ({ id, email: "lena@example.com", suspended });
		const { result, asked } = lookUp({ [USERS]: { body: [user(1, true), user(2, false)] } });
		await result;
		expect(asked[1]?.form.get("userid")).toBe("2");
	});

	it("cannot be said where addresses are hidden: the admin hears what to do", async () => {
		expect(await lookUp({ [USERS]: { body: [{ id: 1, fullname: "L" }] } }).result).toMatchObject({
			ok: false,
			reason: expect.stringContaining("moodle/site:viewuseridentity"),
		});
	});

	it("is asked neither by phone nor by a shop's own id", async () => {
		const { result, asked } = lookUp({}, { phone: "+491", externalId: "57" });
		expect(await result).toEqual({ ok: true, found: false, items: [] });
		expect(asked).toEqual([]);
	});
});

describe("what Moodle refuses", () => {
	it.each([
		["a wrong token", fixture("moodle", "invalid-token.json"), "Manage tokens"],
		["a function that is not in the service", fixture("moodle", "access-exception.json"), USERS],
		["a missing capability", fixture("moodle", "no-permissions.json"), "moodle/user:viewdetails"],
		[
			"web services that are off",
			{ body: { exception: "x", errorcode: "webservicesnotenabled" } },
			"Advanced features",
		],
		["a protocol that is off", { status: 403 }, "Manage protocols"],
		["a service that is off", { body: { exception: "x", errorcode: "servicenotavailable" } }, "External services"],
		["maintenance", { body: { exception: "x", errorcode: "sitemaintenance" } }, "maintenance mode"],
		["a suspended user", { body: { exception: "x", errorcode: "wsaccessusersuspended" } }, "suspended"],
		["a password to change", { body: { exception: "x", errorcode: "forcepasswordchangenotice" } }, "Sign in"],
		["something new", { body: { exception: "x", errorcode: "brandnew" } }, "(brandnew)"],
		["something without a code", { body: { exception: "dml_exception" } }, "(dml_exception)"],
		["something with a code that is none", { body: { exception: "x", errorcode: "<b>secret" } }, `refused ${USERS}.`],
		["too many calls (a proxy before it)", { status: 429, headers: { "retry-after": "30" } }, "limiting our calls"],
		["a password before it", { status: 401 }, "password"],
		["another address", { status: 404 }, "Check the address"],
		["a fault of its own", { status: 503 }, "(503)"],
		["another shape", { body: { warnings: [] } }, "unexpected shape"],
		["no JSON", {}, "a page, no data"],
	])("is told for %s", async (_, reply, words) => {
		const refused = await lookUp({ [USERS]: reply }).result;
		expect(refused).toMatchObject({ ok: false, reason: expect.stringContaining(words) });
		expect(JSON.stringify(refused)).not.toContain("secret");
	});

	it("is known by its code: what Moodle writes beside it, in any language and about anybody, is not passed on", async () => {
		const body = { exception: "moodle_exception", errorcode: "nopermissions", message: "Lena Hoffmann darf nicht" };
		expect(JSON.stringify(await lookUp({ [COURSES]: { body } }).result)).not.toContain("Lena");
	});
});

describe("a Moodle that has changed", () => {
	it("is reported by the field, also in what only the next step needs", async () => {
		const gone = { body: [{ id: 1 }] };
		expect(await lookUp({ [COURSES]: gone }).result).toMatchObject({
			ok: false,
			drift: { path: "0.fullname", before: "text", after: "nothing" },
		});
		const renamed = { body: { completionstatus: { criteria: [] } } };
		expect(await lookUp({ [COMPLETION]: renamed }).result).toMatchObject({
			ok: false,
			drift: { path: "completionstatus.completions", after: "nothing" },
		});
	});

	it("is reported for words that are new, and shown all the same", async () => {
		const activity = { cmid: 1, modname: "hologram", state: 7, tracking: 2 };
		const body = { statuses: [activity, { ...activity, state: 0 }] };
		const { result, unknown } = lookUp({ ...withCourses({ completed: false }), [ACTIVITIES]: { body } });
		expect(await result).toMatchObject({ items: [{ nextStep: { title: "Hologram" } }] });
		expect(unknown).toEqual([["statuses.state", "7"]]);
		const completions = [{ type: 12, title: "Badge", complete: false, details: { criteria: "Gold" } }];
		const criteria = lookUp({
			...withCourses({ completed: false, completionhascriteria: true }),
			[COMPLETION]: { body: { completionstatus: { completions } } },
		});
		expect(await criteria.result).toMatchObject({ items: [{ nextStep: { title: "Gold" } }] });
		expect(criteria.unknown).toEqual([["completionstatus.completions.type", "12"]]);
	});

	it.each(HOSTILE)("never makes a look-up throw: %s", async (_, hostile) => {
		for (const change of [
			{ [USERS]: { body: hostile } },
			{ [USERS]: { body: [hostile] } },
			{ [COURSES]: { body: hostile } },
			{ [COURSES]: { body: [hostile, { id: 1, fullname: hostile, startdate: hostile }] } },
			{ [COMPLETION]: { body: hostile }, [ACTIVITIES]: { body: { statuses: hostile } } },
			{ [COMPLETION]: { body: { completionstatus: { completions: [hostile] } } } },
		]) {
			const found = await lookUp(change).result;
			if (found.ok) for (const one of found.items) item.parse(one);
		}
	});

	it("is read though its text and times are out of all bounds", async () => {
		const found = await lookUp(
			withCourses(
				{ fullname: "<".repeat(100_000), startdate: 1e300, enddate: -5, progress: 1e9, completed: false },
				{
					fullname: "\u0000",
					startdate: 8.64e12,
					lastaccess: 0,
				},
			),
		).result;
		expect(found.ok).toBe(true);
		if (found.ok) expect(found.items.map((one) => item.parse(one).type)).toEqual(["course", "course"]);
	});
});

describe("the test of a connection", () => {
	it("names the site and each function", async () => {
		const { fetchSystem } = site();
		const lines = await moodle.test(settings, fetchSystem);
		expect(lines[0]).toEqual({ ok: true, text: "Connected to The weaving school as Heddle Service." });
		expect(lines).toHaveLength(6);
		expect(lines.every(({ ok }) => ok)).toBe(true);
	});

	it("names each function that is missing, an address that is not the site's own, and an administrator's token", async () => {
		const body = {
			...Object(fixture("moodle", "site-info.json").body),
			siteurl: "https://learn.example.com/moodle",
			userissiteadmin: true,
			functions: [{ name: INFO }, { name: USERS }],
		};
		const lines = await moodle.test(settings, site({ [INFO]: { body } }).fetchSystem);
		const said = lines.filter(({ ok }) => !ok).map(({ text }) => text);
		expect(said).toEqual([
			"Moodle calls itself https://learn.example.com/moodle: enter that as the site address.",
			...[COURSES, COMPLETION, ACTIVITIES].map((name) => expect.stringContaining(`${name} is missing`)),
		]);
		expect(lines.map(({ text }) => text)).toContainEqual(expect.stringContaining("administrator's"));
	});

	it("says what keeps it from the site", async () => {
		const of = async (reply: Reply) => moodle.test(settings, site({ [INFO]: reply }).fetchSystem);
		expect(await of(fixture("moodle", "invalid-token.json"))).toEqual([
			{ ok: false, text: expect.stringContaining("does not accept the token") },
		]);
		expect(await of({})).toEqual([{ ok: false, text: expect.stringContaining("Check the site address") }]);
	});
});

describe("Moodle's settings", () => {
	it.each([
		["https://learn.example.com", "https://learn.example.com"],
		["https://learn.example.com/moodle/", "https://learn.example.com/moodle"],
		["https://learn.example.com/moodle/login/index.php", "https://learn.example.com/moodle"],
		["https://learn.example.com/my/?lang=de", "https://learn.example.com"],
		["https://Learn.Example.com/a/b/course/view.php?id=3", "https://learn.example.com/a/b"],
	])("take %s as %s", (typed, url) => {
		const read = moodle.settings.parse({ url: typed, token: "x" });
		expect(read).toMatchObject({ url });
		expect(moodle.origin(read)).toBe(new URL(url).origin);
	});

	it.each([
		"http://learn.example.com",
		"learn.example.com",
		"https://user:pw@learn.example.com",
		"https://learn.example.com:8443",
		"https://a.example/ b",
	])("refuse %s", (url) => {
		expect(moodle.settings.safeParse({ url, token: "x" }).success).toBe(false);
	});
});
