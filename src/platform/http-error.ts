// Refusals on their way out: thrown by routes, turned into problem documents by the one error handler.
import { ERRORS, type ErrorCode } from "../protocol/errors.ts";
import type { Problem } from "../protocol/problem.ts";

export interface Issue {
	path: string;
	message: string;
}

/** An expected refusal. Not a fault: it is answered, and logged by its code alone. */
export class Refused extends Error {
	readonly code: ErrorCode;
	readonly issues: Issue[] | undefined;
	constructor(code: ErrorCode, issues?: Issue[]) {
		super(code);
		this.name = "Refused";
		this.code = code;
		this.issues = issues;
	}
}

export function problemResponse(code: ErrorCode, requestId: string, issues?: Issue[]): Response {
	const row = ERRORS[code];
	const body: Problem = {
		type: `urn:heddle:error:${code}`,
		title: row.message,
		status: row.status,
		code,
		requestId,
		retry: row.retry,
		...(issues && { issues }),
	};
	return Response.json(body, { status: row.status, headers: { "content-type": "application/problem+json" } });
}

/** For answers of the rules: `{ ok: false, code }` becomes a refusal, anything else passes. */
export function orRefuse<R extends { ok: true } | { ok: false; code: ErrorCode }>(result: R): Extract<R, { ok: true }> {
	if (isGood(result)) return result;
	throw new Refused("code" in result ? result.code : "internal");
}

function isGood<R extends { ok: boolean }>(result: R): result is Extract<R, { ok: true }> {
	return result.ok;
}
