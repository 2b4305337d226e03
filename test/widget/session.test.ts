import { describe, expect, it } from "vitest";
import { widgetSession } from "../../src/protocol/http.ts";
import { Kept, type Store } from "../../src/widget/frame/kept.ts";
import { readAnswer } from "../../src/widget/frame/session.ts";
import { session } from "./visitor.ts";

describe("the answer to a question for a session", () => {
	it("is a session as the protocol has it", () => {
		expect(widgetSession.safeParse(session("a")).success).toBe(true);
		expect(readAnswer(true, session("a"))).toEqual({ ok: true, session: session("a") });
	});

	it("is a refusal with the problem's code", () => {
		const problem = {
			type: "about:blank",
			title: "No.",
			status: 401,
			code: "identity_required",
			requestId: "req_1",
			retry: false,
		};
		expect(readAnswer(false, problem)).toEqual({ ok: false, code: "identity_required", retry: false });
	});

	it.each([
		["no object", null],
		["a page of a proxy", "<html>"],
		["no token", { ...session("a"), token: undefined }],
		[
			"a colour that is none",
			{ ...session("a"), inbox: { name: "x", colour: "red;background:url(//x)", greeting: null } },
		],
		["a greeting that is no text", { ...session("a"), inbox: { name: "x", colour: "#3b5bdb", greeting: {} } }],
		["a list", []],
	])("is tried again later when it is %s", (_, body) => {
		expect(readAnswer(true, body)).toEqual({ ok: false, code: "unavailable", retry: true });
		expect(readAnswer(false, body)).toEqual({ ok: false, code: "unavailable", retry: true });
	});
});

describe("what is kept", () => {
	it("outlives the page", () => {
		const store = memoryStore();
		new Kept("a", () => store).set("token");
		expect([new Kept("a", () => store).value, new Kept("b", () => store).value]).toEqual(["token", undefined]);
		new Kept("a", () => store).set(undefined);
		expect(new Kept("a", () => store).value).toBeUndefined();
	});

	it("lasts as long as the page where the browser keeps nothing", () => {
		const kept = new Kept("a", () => {
			throw new DOMException("The operation is insecure.", "SecurityError");
		});
		kept.set("token");
		expect(kept.value).toBe("token");
	});
});

it("does not forget what the browser refused to keep", () => {
	const kept = new Kept("a", () => ({
		...memoryStore(),
		setItem: () => {
			throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
		},
	}));
	kept.set("token");
	kept.reread();
	expect(kept.value).toBe("token");
});

function memoryStore(): Store {
	const items = new Map<string, string>();
	return {
		getItem: (key) => items.get(key) ?? null,
		setItem: (key, value) => void items.set(key, value),
		removeItem: (key) => void items.delete(key),
	};
}
