import { env, exports } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { call, ORIGIN, refusalOf } from "../support/server/call.ts";
import { found, type Home } from "../support/server/home.ts";
import { watchLog } from "../support/server/log-lines.ts";

let home: Home;

beforeAll(async () => {
	home = await found("Oak");
	await home.owner.ask("PATCH", `/v1/inboxes/${home.inboxId}`, { body: { origins: ["https://oak.example"] } });
});

/** The built screens, as far as their kind goes: whatever is no script or style is a page. */
function assetsAre(): void {
	vi.spyOn(env.ASSETS, "fetch").mockImplementation(async (request) => {
		const { pathname } = new URL(new Request(request).url);
		const type = pathname.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8";
		return new Response("<!doctype html>", { headers: { "content-type": type } });
	});
}

const ancestorsAt = async (path: string) => {
	const policy = (await call(path)).headers.get("content-security-policy");
	return policy?.match(/frame-ancestors ([^;]*)/)?.[1] ?? "anybody";
};

describe("the widget's page", () => {
	it.each(["/widget/frame", "/widget/", "/widget/index.html", "/widget/index", "/widget/%69ndex.html", "/widget//"])(
		"at %s may be framed by the inbox's sites, and by nobody where no inbox is named",
		async (path) => {
			assetsAre();
			const ancestors = await ancestorsAt(`${path}?inbox=${home.inboxId}&parent=https://evil.example`);
			expect(ancestors).toMatch(/^'self' https:\/\/oak\.example( http:\/\/127\.0\.0\.1:\d+)*$/);
			expect(await ancestorsAt(`${path}?parent=https://evil.example`)).toBe("'none'");
			expect(await ancestorsAt(`${path}?inbox=ibx_${"0".repeat(22)}`)).toBe("'none'");
		},
	);

	it("is refused to who asks too often from one address, and its scripts are not", async () => {
		assetsAre();
		const headers = { "cf-connecting-ip": "203.0.113.77" };
		vi.spyOn(env.ADDRESS_LIMIT, "limit").mockImplementation(async ({ key }) => ({
			success: key !== "frame 203.0.113.77",
		}));
		expect(await refusalOf(await call("/widget/frame", { headers }))).toBe("429 rate_limited");
		expect(await refusalOf(await call("/widget/", { headers }))).toBe("429 rate_limited");
		expect((await call("/widget/heddle.js", { headers })).status).toBe(200);
		expect((await call("/widget/frame")).status).toBe(200);
	});
});

describe("the console's page", () => {
	it.each(["/console", "/console/", "/console/index.html", "/console/conversations/x", "/console/a.html"])(
		"at %s may be framed by nobody",
		async (path) => {
			assetsAre();
			expect(await ancestorsAt(path)).toBe("'none'");
		},
	);
});

describe("a visitor's session", () => {
	it("is refused by address before the inbox is looked up, whichever inbox is named", async () => {
		const limit = vi.spyOn(env.ADDRESS_LIMIT, "limit").mockResolvedValue({ success: false });
		const doors = vi.spyOn(env.DOORS, "getWithMetadata");
		const body = { inboxId: `ibx_${"1".repeat(22)}` };
		const headers = { "cf-connecting-ip": "203.0.113.78" };
		expect(await refusalOf(await call("/v1/widget/sessions", { method: "POST", body, headers }))).toBe(
			"429 rate_limited",
		);
		expect(limit).toHaveBeenCalledExactlyOnceWith({ key: "session 203.0.113.78" });
		expect(doors).not.toHaveBeenCalled();
	});
});

describe("a body that comes without a length", () => {
	/** As chunked transfer brings it: 64 KB at a time, and it never ends by itself. */
	const endless = () => {
		const chunk = new TextEncoder().encode("x".repeat(64 * 1024));
		let given = 0;
		const stream = new ReadableStream<Uint8Array>({
			pull(controller) {
				given += chunk.length;
				if (given > 64 * 1024 * 1024) throw new Error("64 MB were read");
				controller.enqueue(chunk);
			},
		});
		return { stream, given: () => given };
	};

	it.each(["/v1/widget/sessions", "/v1/auth/sign-in/email", "/v1/workspaces", "/v1/rules"])(
		"is counted while it is read: %s",
		async (path) => {
			const { stream, given } = endless();
			const answer = await exports.default.fetch(new URL(path, ORIGIN), {
				method: "POST",
				body: stream,
				headers: { "content-type": "application/json", "cf-connecting-ip": crypto.randomUUID() },
			});
			expect(await refusalOf(answer)).toBe("413 body_too_large");
			expect(given()).toBeLessThan(2 * 1024 * 1024);
		},
	);

	it("that fits is taken", async () => {
		const bytes = new TextEncoder().encode(JSON.stringify({ inboxId: home.inboxId }));
		const answer = await exports.default.fetch(new URL("/v1/widget/sessions", ORIGIN), {
			method: "POST",
			body: new ReadableStream({
				start(controller) {
					controller.enqueue(bytes.slice(0, 5));
					controller.enqueue(bytes.slice(5));
					controller.close();
				},
			}),
			headers: { "content-type": "application/json", "cf-connecting-ip": crypto.randomUUID() },
		});
		expect(answer.status).toBe(200);
	});
});

describe("guessing a password", () => {
	const guess = (headers: Record<string, string>, body: unknown = { email: home.owner.email, password: "wrong" }) =>
		call("/v1/auth/sign-in/email", { method: "POST", headers, body });

	it("is slowed for an account also where each guess comes from another address", async () => {
		const limit = vi.spyOn(env.VISITOR_LIMIT, "limit").mockImplementation(async ({ key }) => ({
			success: key !== `account ${home.owner.email}`,
		}));
		expect(await refusalOf(await guess({}))).toBe("429 rate_limited");
		expect(limit.mock.calls.map(([{ key }]) => key.split(" ")[0])).toEqual(["sign-in", "account"]);
	});

	it("is slowed by address before the body is read", async () => {
		vi.spyOn(env.VISITOR_LIMIT, "limit").mockResolvedValue({ success: false });
		expect(await refusalOf(await guess({}, "x".repeat(300 * 1024)))).toBe("429 rate_limited");
	});
});

it("a refusal is in the log by its code, under the request's id", async () => {
	const lines = watchLog();
	const answer = await call("/v1/rules");
	expect(lines.of("refused")).toEqual([
		{ event: "refused", requestId: answer.headers.get("x-request-id"), code: "unauthenticated" },
	]);
});
