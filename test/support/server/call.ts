// Calls to the Worker, as a page on Heddle's own origin makes them.
import { exports } from "cloudflare:workers";
import type { z } from "zod";
import { problem } from "../../../src/protocol/problem.ts";

export const ORIGIN = "http://heddle.test";

export interface Call {
	method?: string;
	/** Sent as JSON, unless it is text or bytes already. */
	body?: unknown;
	headers?: Record<string, string>;
}

/** Each call comes from another address, so that limits for an address count only where a test names one. */
export function call(path: string, { method = "GET", body, headers = {} }: Call = {}): Promise<Response> {
	const written = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
	return exports.default.fetch(new URL(path, ORIGIN), {
		method,
		redirect: "manual",
		headers: {
			"cf-connecting-ip": crypto.randomUUID(),
			...(body !== undefined && { "content-type": "application/json" }),
			...headers,
		},
		...(written !== undefined && { body: written }),
	});
}

/** The answer in its schema's shape. Throws with the problem where it is a refusal. */
export async function answerOf<S extends z.ZodType>(schema: S, answer: Response): Promise<z.infer<S>> {
	const text = await answer.text();
	if (!answer.ok) throw new Error(`${answer.status}: ${text.slice(0, 500)}`);
	return schema.parse(JSON.parse(text));
}

/** "404 not_found": status and code of a refusal, which has to be a problem document with a request id. */
export async function refusalOf(answer: Response): Promise<string> {
	const text = await answer.text();
	if (answer.headers.get("content-type") !== "application/problem+json")
		return `${answer.status} without a problem document: ${text.slice(0, 200)}`;
	const { status, code, requestId } = problem.parse(JSON.parse(text));
	if (status !== answer.status) return `${answer.status} with a document that says ${status}`;
	if (answer.headers.get("x-request-id") !== requestId) return `${status} ${code} with another request id`;
	return `${status} ${code}`;
}
