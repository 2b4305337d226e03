// How a call to a business system fails, in sentences that tell an admin what to do. No customer data, no credentials.
import type { z } from "zod";
import {
	type Drift,
	type Lookup,
	type Read,
	type SystemAnswer,
	SystemUnreachable,
	type TestLine,
} from "./connector.ts";

export type Failure = Extract<Lookup, { ok: false }>;
export type { Read };

/** What to say of the refusals that mean something different in each system. */
export interface Advice {
	/** The system's name for people. */
	system: string;
	unauthenticated: string;
	forbidden: string;
}

/** Longest wait believed: an hour. Beyond it a wrong clock or unit is likelier than the truth. */
const LONGEST_WAIT_MS = 3_600_000;

export function fail(reason: string, retryAfterMs?: number): Failure {
	const wait =
		retryAfterMs === undefined ? {} : { retryAfterMs: Math.min(Math.max(0, Math.ceil(retryAfterMs)), LONGEST_WAIT_MS) };
	return { ok: false, reason: reason.slice(0, 300), ...wait };
}

/** undefined for a 2xx answer, else the failure that its status means. */
export function failureOf(answer: SystemAnswer, advice: Advice): Failure | undefined {
	const { status } = answer;
	if (status >= 200 && status < 300) return undefined;
	if (status === 401) return fail(advice.unauthenticated);
	if (status === 403) return fail(advice.forbidden);
	if (status === 429) return fail(`${advice.system} is limiting our calls.`, retryAfterMs(answer.headers));
	if (status === 404)
		return fail(`${advice.system} has nothing at this address (404). Check the address in the connection's settings.`);
	if (status >= 500)
		return {
			...fail(`${advice.system} has a fault of its own (${status}).`, retryAfterMs(answer.headers)),
			broken: true,
		};
	return fail(`${advice.system} refused the request (${status}).`);
}

/** The answer in the schema's shape, else a failure that names the field and never its value. */
export function parse<T>(schema: z.ZodType<T>, json: unknown, system: string): Read<T> {
	if (json === undefined) return fail(`${system} answered in an unexpected shape: no JSON.`);
	const parsed = schema.safeParse(json);
	if (parsed.success) return { ok: true, value: parsed.data };
	const drift = driftIn(parsed.error, json);
	return {
		...fail(`${system} answered in an unexpected shape${drift.path ? `: see "${drift.path}"` : ""}.`),
		drift,
	};
}

/** The first field that does not fit, with the kind of value that stood there and the one that stands there now. */
function driftIn(error: z.ZodError, json: unknown): Drift {
	const [issue] = error.issues;
	const path = issue?.path ?? [];
	return {
		path: path.map(String).join(".").slice(0, 120),
		before: issue ? expectedBy(issue) : "another form",
		after: kindOf(path.reduce<unknown>(within, json)),
	};
}

function expectedBy(issue: z.core.$ZodIssue): string {
	if (issue.code === "invalid_type") return wordFor(issue.expected);
	if (issue.code === "invalid_format") return issue.format;
	if (issue.code === "invalid_value") return `one of ${issue.values.map(String).join(", ")}`.slice(0, 120);
	return issue.message.slice(0, 120);
}

function within(value: unknown, key: PropertyKey): unknown {
	return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

function kindOf(value: unknown): string {
	if (value === undefined) return "nothing";
	if (value === null) return "null";
	return wordFor(Array.isArray(value) ? "array" : typeof value);
}

function wordFor(type: string): string {
	return { string: "text", array: "list", boolean: "yes or no" }[type] ?? type;
}

/** RFC 9110, 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** From `Retry-After` (RFC 9110, 10.2.3): seconds, or a date by the system's own clock. undefined where there is neither. */
export function retryAfterMs(headers: Headers): number | undefined {
	const told = headers.get("retry-after") ?? "";
	if (/^\d{1,6}(\.\d{1,3})?$/.test(told)) return Number(told) * 1000;
	const wait = HTTP_DATE.test(told) ? Date.parse(told) - Date.parse(headers.get("date") ?? "") : Number.NaN;
	return wait >= 0 ? wait : undefined;
}

/** The lines of a test step, or one line that says why it could not be made. */
export async function tested(system: string, step: () => Promise<TestLine[]>): Promise<TestLine[]> {
	try {
		return await step();
	} catch (fault) {
		if (!(fault instanceof SystemUnreachable))
			return [{ ok: false, text: `The test of ${system} broke off: a fault in Heddle.` }];
		return [
			{
				ok: false,
				text: fault.timedOut ? `${system} did not answer in time.` : `${system} cannot be reached: check the address.`,
			},
		];
	}
}
