import { describe, expect, it } from "vitest";
import { moodle } from "../../src/connectors/moodle/connector.ts";
import { item } from "../../src/protocol/card.ts";
import { ACTIVITIES, COMPLETION, COURSES, lookUp, NOW, USERS, withCourses } from "./moodle-site.ts";

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
