// A business system made of fixtures: what it answers is documented, what it was asked is kept.
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import type { HookRequest, SystemAnswer, SystemFetch, SystemRequest } from "../../src/connectors/connector.ts";

const Fixture = z.strictObject({
	/** The documentation page that the shape is taken from. */
	source: z.url({ protocol: /^https$/ }),
	note: z.string().optional(),
	status: z.number().int().default(200),
	headers: z.record(z.string(), z.string()).default({}),
	body: z.json(),
});
export type Fixture = z.infer<typeof Fixture>;

/** Throws where the fixture names no source. */
export function fixture(system: string, name: string): Fixture {
	const path = new URL(`../../src/connectors/${system}/fixtures/${name}`, import.meta.url);
	return Fixture.parse(JSON.parse(readFileSync(path, "utf8")));
}

/** A fixture's body as an object that a test may change. */
export function payload(system: string, name: string): Record<string, unknown> {
	return z.record(z.string(), z.unknown()).parse(fixture(system, name).body);
}

type Reply = { status?: number; headers?: Record<string, string>; body?: unknown };

export interface FakeSystem {
	fetchSystem: SystemFetch;
	requests: SystemRequest[];
}

/** Answers the first route whose key begins the request's path; a list of replies is given out in turn, the last again. */
export function fakeSystem(routes: Record<string, Reply | Reply[]>): FakeSystem {
	const requests: SystemRequest[] = [];
	const given = new Map<string, number>();
	const fetchSystem = async (request: SystemRequest): Promise<SystemAnswer> => {
		requests.push(request);
		const route = Object.keys(routes).find((path) => decodeURIComponent(request.path).startsWith(path));
		if (!route) throw new Error(`no route for ${request.path}`);
		const replies = [routes[route] ?? []].flat();
		const turn = given.get(route) ?? 0;
		given.set(route, turn + 1);
		const { status = 200, headers = {}, body } = replies[Math.min(turn, replies.length - 1)] ?? {};
		return { status, headers: new Headers(headers), json: body };
	};
	return { fetchSystem, requests };
}

export function hookRequest(
	body: string,
	headers: Record<string, string>,
	over: Partial<HookRequest> = {},
): HookRequest {
	const given = new Headers(headers);
	return {
		method: "POST",
		url: "https://heddle.example/v1/hooks/ws_1/con_1",
		header: (name) => given.get(name),
		body: new TextEncoder().encode(body),
		receivedAtMs: Date.now(),
		...over,
	};
}

export function sign(secret: string, signed: string): string {
	return createHmac("sha256", secret).update(signed, "utf8").digest("base64");
}

/** What a forger, a broken proxy or a new version of a system may send instead of an object. */
export const HOSTILE: [name: string, payload: unknown][] = [
	["undefined", undefined],
	["null", null],
	["text", "payload"],
	["a number", 42],
	["an empty list", []],
	["an empty object", {}],
	["__proto__", JSON.parse('{"__proto__": {"id": 1, "name": "x"}, "constructor": {"prototype": {}}}')],
	["an id that is an object", { id: {}, name: [], doctype: {}, detail: [] }],
	[
		"wrong types everywhere",
		{ id: "1", name: 1, tags: [1], line_items: "many", customer: "Eve", items: {}, detail: 7 },
	],
	[
		"a list too long",
		{ id: 1, name: "#1", doctype: "x", items: Array(100_000).fill({}), line_items: Array(100_000).fill({}) },
	],
	["lone surrogates and NUL", { id: "\ud800\u0000", name: "\udfff\u0000".repeat(2_000), detail: { id: "\u0000" } }],
	[
		"times that are none",
		{ id: 1, name: "x", created_at: "yesterday", updated_at: "+275760-09-13T00:00:00Z", modified: "0000" },
	],
	["deep nesting", JSON.parse(`${'{"id":'.repeat(5_000)}1${"}".repeat(5_000)}`)],
];
