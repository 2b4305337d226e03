import { describe, expect, it } from "vitest";
import { moodle } from "../../src/connectors/moodle/connector.ts";
import { item } from "../../src/protocol/card.ts";
import { fixture, HOSTILE } from "./fake-system.ts";
import {
	ACTIVITIES,
	COMPLETION,
	COURSES,
	INFO,
	lookUp,
	type Reply,
	settings,
	site,
	USERS,
	withCourses,
} from "./moodle-site.ts";

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
		const changes: Record<string, Reply>[] = [
			{ [USERS]: { body: hostile } },
			{ [USERS]: { body: [hostile] } },
			{ [COURSES]: { body: hostile } },
			{ [COURSES]: { body: [hostile, { id: 1, fullname: hostile, startdate: hostile }] } },
			{ [COMPLETION]: { body: hostile }, [ACTIVITIES]: { body: { statuses: hostile } } },
			{ [COMPLETION]: { body: { completionstatus: { completions: [hostile] } } } },
		];
		for (const change of changes) {
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
