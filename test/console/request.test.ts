import { expect, test, vi } from "vitest";
import { z } from "zod";

import { askSignIn, query, Refused, request, Unreachable } from "../../src/console/http/request.ts";

const PROBLEM = {
	type: "about:blank",
	title: "Your role does not allow this.",
	status: 403,
	code: "forbidden",
	requestId: "req_1",
	retry: false,
};
const shape = z.object({ n: z.number() });

function answering(make: () => Response | Promise<Response>) {
	const asked = vi.fn<typeof fetch>(async () => await make());
	vi.stubGlobal("fetch", asked);
	return asked;
}

test("an answer that fits is parsed", async () => {
	answering(() => Response.json({ n: 1 }));
	expect(await askSignIn(shape, "/things")).toEqual({ n: 1 });
});

test("a refusal carries the server's sentence and request id", async () => {
	answering(() => Response.json(PROBLEM, { status: 403 }));
	const refused = await askSignIn(shape, "/things").catch((error: unknown) => error);
	expect(refused).toBeInstanceOf(Refused);
	expect(refused).toMatchObject({ message: PROBLEM.title, problem: PROBLEM });
});

test("an answer in another shape, an error page and a dead network are told apart from a refusal", async () => {
	answering(() => Response.json({ n: "one" }));
	await expect(askSignIn(shape, "/things")).rejects.toBeInstanceOf(Unreachable);
	answering(() => new Response("<h1>Bad gateway</h1>", { status: 502 }));
	await expect(askSignIn(shape, "/things")).rejects.toThrow("502");
	answering(() => Promise.reject(new TypeError("fetch failed")));
	await expect(askSignIn(shape, "/things")).rejects.toThrow("cannot be reached");
});

test("a POST carries a new idempotency key each time, other methods none", async () => {
	const asked = answering(() => new Response(null, { status: 204 }));
	await request("/things", { method: "POST", json: { a: 1 } });
	await request("/things", { method: "POST", json: { a: 1 } });
	await request("/things/1", { method: "DELETE" });
	const keys = asked.mock.calls.map(([, init]) => new Headers(init?.headers).get("Idempotency-Key"));
	expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
	expect(keys[1]).not.toBe(keys[0]);
	expect(keys[2]).toBeNull();
});

test("an abort is passed on as it is, not as a lost network", async () => {
	const stop = new AbortController();
	answering(() => {
		stop.abort();
		return Promise.reject(new DOMException("aborted", "AbortError"));
	});
	await expect(askSignIn(shape, "/things", { signal: stop.signal })).rejects.toMatchObject({ name: "AbortError" });
});

test("queries carry only what is set, escaped", () => {
	expect(query({ q: "a&b 中", cursor: null, limit: 5, empty: "" })).toBe("?q=a%26b+%E4%B8%AD&limit=5");
	expect(query({ cursor: undefined })).toBe("");
});
