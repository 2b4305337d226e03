// HTTP requests: what comes back is parsed, what is refused becomes a `Refused`. Rooms ask by api.ts; here without a ticket,
// by the sign-in's cookie, is asked only who is signed in.
import type { z } from "zod";
import { type Problem, problem } from "../../protocol/problem.ts";

/** The server answered, and the answer was no. `problem` has the sentence for a person and the request id. */
export class Refused extends Error {
	readonly problem: Problem;
	constructor(said: Problem) {
		super(said.title);
		this.name = "Refused";
		this.problem = said;
	}
}

/** No answer came, or none that could be read. */
export class Unreachable extends Error {
	override readonly name = "Unreachable";
}

export interface Sent {
	method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
	json?: unknown;
	signal?: AbortSignal;
}

interface WithTicket extends Sent {
	ticket?: string;
}

/** Asks `/v1{path}` by the sign-in's cookie and parses the answer. Throws `Refused` or `Unreachable`. */
export async function askSignIn<T extends z.ZodType>(shape: T, path: string, sent: Sent = {}): Promise<z.infer<T>> {
	return read(shape, await request(path, sent));
}

/** The answer in its shape. Throws `Unreachable` where it is none. */
export async function read<T extends z.ZodType>(shape: T, response: Response): Promise<z.infer<T>> {
	const parsed = shape.safeParse(await response.json().catch(() => undefined));
	if (parsed.success) return parsed.data;
	throw new Unreachable("The answer could not be read. Reload the page: this console may be older than the server.");
}

/** The response, once it is known to be a good one. */
export async function request(
	path: string,
	{ method = "GET", json, signal, ticket }: WithTicket = {},
): Promise<Response> {
	const response = await fetch(`/v1${path}`, {
		method,
		signal: signal ?? null,
		headers: headersOf(method, json, ticket),
		body: json === undefined ? null : JSON.stringify(json),
	}).catch((error: unknown) => {
		if (signal?.aborted) throw error;
		throw new Unreachable("Heddle cannot be reached. Check your connection and try again.");
	});
	if (response.ok) return response;
	const said = problem.safeParse(await response.json().catch(() => undefined));
	if (said.success) throw new Refused(said.data);
	throw new Unreachable(`The server answered ${response.status} without saying why. Try again in a moment.`);
}

function headersOf(method: string, json: unknown, ticket: string | undefined): Record<string, string> {
	const headers: Record<string, string> = {};
	if (ticket !== undefined) headers.Authorization = `Bearer ${ticket}`;
	if (json !== undefined) headers["Content-Type"] = "application/json";
	// A repeat of a creating request must not create twice.
	if (method === "POST") headers["Idempotency-Key"] = crypto.randomUUID();
	return headers;
}

/** `?a=1&b=2` of what is set; empty where nothing is. */
export function query(values: Record<string, string | number | null | undefined>): string {
	const search = new URLSearchParams();
	for (const [key, value] of Object.entries(values)) {
		if (value !== undefined && value !== null && value !== "") search.set(key, String(value));
	}
	return search.size > 0 ? `?${search}` : "";
}
