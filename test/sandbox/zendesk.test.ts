import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPlayground, type Playground, zendeskGet } from "./playground.ts";

let playground: Playground;
beforeAll(async () => {
	playground = await openPlayground();
});
afterAll(() => playground.close());

async function get(path: string, tenant: "loom" | "nordlicht" = "loom") {
	const response = await zendeskGet(playground, tenant, path);
	return { status: response.status, headers: response.headers, body: await response.json() };
}

async function userId(email: string): Promise<number> {
	const { body } = await get(`/users/search.json?query=${encodeURIComponent(`type:user email:"${email}"`)}`);
	return body.users[0].id;
}

describe("Zendesk in the sandbox", () => {
	it("finds a user by address, by text and by the shop's id", async () => {
		const byEmail = await get(`/users/search.json?query=${encodeURIComponent('email:"juergen.mueller@example.org"')}`);
		expect(byEmail.body).toMatchObject({ count: 1, next_page: null, previous_page: null });
		const [user] = byEmail.body.users;
		expect(user).toMatchObject({ name: "Jürgen Müller", role: "end-user", locale: "de-DE", suspended: false });
		expect((await get(`/users/search?query=${encodeURIComponent("müller")}`)).body.users[0].id).toBe(user.id);
		expect((await get(`/users/search.json?external_id=${user.external_id}`)).body.users[0].id).toBe(user.id);
	});

	it("knows nobody who never wrote, and not the other business's people", async () => {
		expect((await get("/users/search.json?query=email%3Asiobhan.oneill%40example.com")).body.count).toBe(0);
		expect((await get("/users/search.json?query=email%3Ajuergen.mueller%40example.org", "nordlicht")).body.count).toBe(
			0,
		);
		const foreign = await get(
			`/users/${await userId("juergen.mueller@example.org")}/tickets/requested.json`,
			"nordlicht",
		);
		expect(foreign).toMatchObject({ status: 404, body: { error: "RecordNotFound" } });
	});

	it("lists the tickets a user has asked for, newest first when asked", async () => {
		const id = await userId("juergen.mueller@example.org");
		const { body, headers } = await get(
			`/users/${id}/tickets/requested.json?sort_by=updated_at&sort_order=desc&per_page=50`,
		);
		expect(body.count).toBe(2);
		expect(body.tickets.map(({ status }: { status: string }) => status)).toEqual(["new", "solved"]);
		expect(body.tickets[0]).toMatchObject({
			requester_id: id,
			priority: null,
			subject: "Angebot für 200 Konen Leinen",
			via: { channel: "web" },
		});
		expect(headers.get("x-rate-limit")).toBe("700");
	});

	it("pages by cursor and by number", async () => {
		const id = await userId("juergen.mueller@example.org");
		const first = (await get(`/users/${id}/tickets/requested.json?page[size]=1`)).body;
		expect(first.meta.has_more).toBe(true);
		const second = (
			await get(`/users/${id}/tickets/requested.json?page[size]=1&page[after]=${first.meta.after_cursor}`)
		).body;
		expect(second.meta.has_more).toBe(false);
		expect(second.tickets[0].id).not.toBe(first.tickets[0].id);
		const numbered = (await get(`/users/${id}/tickets/requested.json?per_page=1`)).body;
		expect(numbered.next_page).toContain("page=2");
	});

	it("says who the token belongs to", async () => {
		expect((await get("/users/me.json")).body.user).toMatchObject({
			role: "admin",
			email: "desk@loom-and-thread.example",
		});
	});

	it("answers a wrong token with 401", async () => {
		const response = await fetch(`${playground.sandbox.systems.zendesk}/api/v2/users/me.json`, {
			headers: { authorization: `Basic ${btoa("desk@loom-and-thread.example/token:guess")}` },
		});
		expect(response.status).toBe(401);
		expect(await response.json()).toEqual({ error: "Couldn't authenticate you" });
	});

	it("allows 700 requests a minute, then answers 429 with Retry-After", async () => {
		playground.pass(60_000);
		for (let n = 0; n < 700; n++) expect((await zendeskGet(playground, "loom", "/users/me.json")).status).toBe(200);
		const refused = await get("/users/me.json");
		expect(refused.status).toBe(429);
		expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
		playground.pass(Number(refused.headers.get("retry-after")) * 1000);
		expect((await get("/users/me.json")).status).toBe(200);
	});
});
