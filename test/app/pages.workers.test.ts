import { beforeAll, describe, expect, it } from "vitest";
import { call, refusalOf } from "../support/server/call.ts";
import { found, type Home } from "../support/server/home.ts";

let home: Home;

beforeAll(async () => {
	home = await found("Oak");
	const origins = ["https://shop.example", "https://www.shop.example:8443"];
	await home.owner.ask("PATCH", `/v1/inboxes/${home.inboxId}`, { body: { origins } });
});

async function page(path: string) {
	const answer = await call(path);
	const policy = new Map(
		(answer.headers.get("content-security-policy") ?? "").split("; ").map((rule) => {
			const [name = "", ...sources] = rule.split(" ");
			return [name, sources];
		}),
	);
	return { answer, policy, html: await answer.text() };
}

/** What a policy must say for a visitor's text to stay text, whatever a script does wrong. */
function expectStrict({ answer, policy, html }: Awaited<ReturnType<typeof page>>) {
	expect(answer.status).toBe(200);
	expect(answer.headers.get("content-type")).toContain("text/html");
	expect(policy.get("default-src")).toEqual(["'none'"]);
	expect(policy.get("script-src")).toEqual(["'self'"]);
	expect(policy.get("connect-src")).toEqual(["'self'"]);
	expect(policy.get("base-uri")).toEqual(["'none'"]);
	expect(policy.get("object-src") ?? policy.get("default-src")).toEqual(["'none'"]);
	for (const [tag] of html.matchAll(/<script\b[^>]*>/g)) expect(tag).toMatch(/ src="\//);
	expect(html).not.toMatch(/ on[a-z]+=|javascript:/i);
	expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
	expect(answer.headers.get("cache-control")).toBe("no-cache");
}

describe("the console", () => {
	it.each(["/console/", "/console/invitations/abc", "/console/desk/x?y=z"])(
		"is one page at %s, which nobody may frame",
		async (path) => {
			const shown = await page(path);
			expectStrict(shown);
			expect(shown.policy.get("frame-ancestors")).toEqual(["'none'"]);
			expect(shown.html).toContain("/console/assets/");
		},
	);

	it("is where the bare address leads", async () => {
		const answer = await call("/");
		expect([answer.status, answer.headers.get("location")]).toEqual([302, "/console/"]);
	});
});

describe("the widget's frame", () => {
	const ancestors = async (query: string) => {
		const shown = await page(`/widget/frame${query}`);
		expectStrict(shown);
		return shown.policy.get("frame-ancestors") ?? [];
	};

	it("may be shown by the inbox's own sites", async () => {
		const shown = await ancestors(`?inbox=${home.inboxId}`);
		expect(shown).toEqual(expect.arrayContaining(["'self'", "https://shop.example", "https://www.shop.example:8443"]));
		expect(shown).not.toContain("*");
	});

	it.each(["", "?inbox=", "?inbox=nonsense", `?inbox=ibx_${"x".repeat(22)}`])(
		"may be shown by nobody for the inbox %j",
		async (query) => {
			expect(await ancestors(query)).toEqual(["'none'"]);
		},
	);

	it("cannot be opened further by a site's name that is none", async () => {
		for (const origin of ["*", "https://a.example; script-src *", "https://a.example/path", "javascript:x"]) {
			const answer = await home.owner.ask("PATCH", `/v1/inboxes/${home.inboxId}`, { body: { origins: [origin] } });
			expect(await refusalOf(answer)).toBe("422 invalid_request");
		}
	});
});

describe("files", () => {
	it("with a hash in their name are kept for a year, the loader for minutes, and both may be included elsewhere", async () => {
		const { html } = await page("/console/");
		const hashed = html.match(/\/console\/assets\/[^"]+\.js/)?.[0] ?? "";
		const caching = async (path: string) => {
			const answer = await call(path);
			await answer.body?.cancel();
			expect([path, answer.status]).toEqual([path, 200]);
			expect(answer.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
			return answer.headers.get("cache-control");
		};
		expect(await caching(hashed)).toBe("public, max-age=31536000, immutable");
		expect(await caching("/widget/heddle.js")).toBe("public, max-age=300");
	});

	it("that are not there are 404, and are not kept", async () => {
		for (const path of [
			"/console/assets/nothing-12345678.js",
			"/widget/nothing.js",
			"/widget/assets/none-abcdefgh.css",
		]) {
			const answer = await call(path);
			await answer.body?.cancel();
			expect([path, answer.status]).toEqual([path, 404]);
			expect(answer.headers.get("cache-control")).toBe("no-store");
		}
		expect(await refusalOf(await call("/v1/nothing"))).toBe("404 not_found");
		expect(await refusalOf(await call("/elsewhere"))).toBe("404 not_found");
	});
});
