import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPlayground, type Playground, requestTrackerGet } from "./playground.ts";

let playground: Playground;
beforeAll(async () => {
	playground = await openPlayground();
});
afterAll(() => playground.close());

async function search(query: string, more = "", tenant: "loom" | "nordlicht" = "loom") {
	const path = `/tickets?query=${encodeURIComponent(query)}${more}`;
	const response = await requestTrackerGet(playground, tenant, path);
	return { status: response.status, body: await response.json() };
}

const JUERGEN = "Requestor.EmailAddress = 'juergen.mueller@example.org'";
const FIELDS = "&fields=Subject,Status,Priority,LastUpdated,Requestor&fields[Requestor]=EmailAddress";

describe("Request Tracker in the sandbox", () => {
	it("finds the tickets that somebody has asked for, in whatever case, newest first when asked", async () => {
		const { body } = await search(JUERGEN.replace("juergen", "JUERGEN"), `${FIELDS}&orderby=LastUpdated&order=DESC`);
		expect(body).toMatchObject({ count: 2, total: 2, page: 1, pages: 1, per_page: 20 });
		expect(body.items.map(({ Status }: { Status: string }) => Status)).toEqual(["new", "resolved"]);
		expect(body.items[0]).toMatchObject({
			type: "ticket",
			Subject: "Angebot für 200 Konen Leinen",
			Priority: "0",
			LastUpdated: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
			Requestor: [{ type: "user", EmailAddress: "juergen.mueller@example.org" }],
		});
	});

	it("tells only ids where no fields are asked for", async () => {
		const { body } = await search(JUERGEN);
		expect(Object.keys(body.items[0]).toSorted()).toEqual(["_url", "id", "type"]);
	});

	it("finds the open ones alone", async () => {
		const { body } = await search(`${JUERGEN} AND Status = '__Active__'`, FIELDS);
		expect(body.items.map(({ Status }: { Status: string }) => Status)).toEqual(["new"]);
	});

	it("knows only its own business's people, and takes what is quoted for text", async () => {
		expect((await search(JUERGEN, "", "nordlicht")).body).toMatchObject({ count: 0, pages: 0 });
		expect((await search(String.raw`Requestor.EmailAddress = 'x\' OR id > 0'`)).body.count).toBe(0);
	});

	it("pages", async () => {
		const first = (await search("id > 0", "&per_page=1")).body;
		expect(first.pages).toBe(first.total);
		expect(first.next_page).toContain("page=2");
		expect((await search("id > 0", "&per_page=1&page=2")).body.items[0].id).not.toBe(first.items[0].id);
	});

	it("refuses a query that it cannot read with 400, and a wrong token with 401", async () => {
		expect(await search("Requestor.EmailAddress = 'bad")).toMatchObject({
			status: 400,
			body: { message: expect.stringMatching(/^Wrong query/) },
		});
		const refused = await fetch(`${playground.sandbox.systems["request-tracker"]}/REST/2.0/rt`, {
			headers: { authorization: "token 1-14-guess" },
		});
		expect([refused.status, await refused.json()]).toEqual([401, { message: "Unauthorized" }]);
	});

	it("names its queues, and answers 404 below its API and a page beside it", async () => {
		const queues = await requestTrackerGet(playground, "nordlicht", "/queues/all?fields=Name");
		expect((await queues.json()).items).toMatchObject([{ type: "queue", Name: "General" }]);
		expect((await requestTrackerGet(playground, "nordlicht", "/nothing")).status).toBe(404);
		const token = playground.sandbox.tenants.nordlicht.credentials["request-tracker"].token;
		const beside = await fetch(`${playground.sandbox.systems["request-tracker"]}/REST/2.0/rt`, {
			headers: { authorization: `token ${token}` },
		});
		expect(await beside.text()).toContain("Login");
	});
});
