import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { moodleCall, openPlayground, type Playground } from "./playground.ts";

let playground: Playground;
beforeAll(async () => {
	playground = await openPlayground();
});
afterAll(() => playground.close());

const LENA = "lena.hoffmann@example.com";

async function call(name: string, parameters: Record<string, string> = {}, tenant: "loom" | "nordlicht" = "loom") {
	const response = await moodleCall(playground, tenant, name, parameters);
	expect(response.status).toBe(200);
	return response.json();
}

async function userId(email: string, tenant: "loom" | "nordlicht" = "loom"): Promise<string> {
	const [user] = await call("core_user_get_users_by_field", { field: "email", "values[0]": email }, tenant);
	return String(user.id);
}

describe("Moodle in the sandbox", () => {
	it("finds students by address, whatever its case, and nobody who learns nothing", async () => {
		expect(await userId(LENA.toUpperCase())).toBe(await userId(LENA));
		const nobody = { field: "email", "values[0]": "nobody@example.com" };
		expect(await call("core_user_get_users_by_field", nobody)).toEqual([]);
	});

	it("tells a student's courses with progress, and dates in seconds", async () => {
		const courses = await call("core_enrol_get_users_courses", { userid: await userId(LENA), returnusercount: "0" });
		expect(courses).toMatchObject([
			{ id: 11, fullname: "Rigid heddle weaving I", progress: 50, completed: false, enddate: 0 },
			{ id: 17, progress: 100, completed: true, completionhascriteria: true },
		]);
		expect(courses[0].lastaccess).toBe(Date.parse("2026-11-21T09:00:00Z") / 1000);
		expect(await call("core_enrol_get_users_courses", { userid: await userId(LENA, "nordlicht") })).toEqual([]);
	});

	it("tells what is done of a course, by criteria where it has any, else by activities", async () => {
		const student = { courseid: "11", userid: await userId(LENA) };
		const status = await call("core_completion_get_course_completion_status", student);
		const { completions } = status.completionstatus;
		expect(completions.map(({ complete }: { complete: boolean }) => complete)).toEqual([true, true, false, false]);
		expect(completions[2].details.criteria).toBe(
			'<a href="https://learn.loom-and-thread.example/mod/quiz/view.php?id=1102">Parts of the loom</a>',
		);
		const open = { courseid: "19", userid: await userId("juergen.mueller@example.org") };
		expect(await call("core_completion_get_course_completion_status", open)).toMatchObject({
			errorcode: "nocriteriaset",
		});
		expect(await call("core_completion_get_activities_completion_status", open)).toMatchObject({
			statuses: [
				{ modname: "forum", state: 1 },
				{ modname: "workshop", state: 0, tracking: 2 },
			],
		});
	});

	it.each([
		["core_user_get_users_by_field", { field: "phone1", "values[0]": "1" }, "invalidparameter"],
		["core_enrol_get_users_courses", { userid: "1", colour: "red" }, "invalidparameter"],
		["core_completion_get_course_completion_status", { courseid: "999", userid: "1" }, "invalidrecord"],
		["core_completion_get_course_completion_status", { courseid: "11", userid: "1" }, "usernotenroled"],
		["core_course_delete_courses", {}, "invalidrecord"],
	])("refuses with status 200 and a code: %s", async (name, parameters: Record<string, string>, errorcode) => {
		expect(await call(name, parameters)).toMatchObject({ exception: expect.any(String), errorcode });
	});

	it("refuses a wrong token, has a folder of its own, and speaks XML to who does not ask for JSON", async () => {
		const { systems } = playground.sandbox;
		const post = (path: string, form: Record<string, string>) =>
			fetch(systems.moodle + path, { method: "POST", body: new URLSearchParams(form) });
		const wrong = await post("/webservice/rest/server.php", { wstoken: "x", moodlewsrestformat: "json" });
		expect([wrong.status, await wrong.json()]).toEqual([200, expect.objectContaining({ errorcode: "invalidtoken" })]);
		const { token } = playground.sandbox.tenants.nordlicht.credentials.moodle;
		expect((await post("/webservice/rest/server.php", { wstoken: token })).status).toBe(404);
		const xml = await post("/werkstatt/webservice/rest/server.php", { wstoken: token });
		expect(xml.headers.get("content-type")).toBe("application/xml");
	});
});
