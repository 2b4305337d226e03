// Asks Heddle who this visitor is and which conversation is theirs.
import { newClientId } from "../../client/client-id.ts";
import { isFields, isFlag, isNullOr, isText } from "../../client/shape.ts";
import type { NewWidgetSession, WidgetSession } from "../../protocol/http.ts";

/** `retry`: the same question may be answered later. */
export type SessionAnswer = { ok: true; session: WidgetSession } | { ok: false; code: string; retry: boolean };
/** The question, with ids as the page's address and the loader brought them: the server says whether they are any. */
export type SessionQuestion = { [K in keyof NewWidgetSession]: string | undefined };

/** How long a person looks at nothing before it is fair to say that we cannot be reached. */
const ANSWER_WITHIN_MS = 12_000;

/** POST /v1/widget/sessions. Never rejects: what the network does is an answer too (`unavailable`). */
export async function askSession(question: SessionQuestion): Promise<SessionAnswer> {
	try {
		const response = await fetch("/v1/widget/sessions", {
			method: "POST",
			headers: { "Content-Type": "application/json", "Idempotency-Key": newClientId() },
			body: JSON.stringify(question),
			// A visitor is known by the token alone: an agent's cookie in the same browser must not matter.
			credentials: "omit",
			signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
		});
		return readAnswer(response.ok, await response.json());
	} catch {
		return { ok: false, code: "unavailable", retry: true };
	}
}

/** Reads a session, or the problem document that came in its place. */
export function readAnswer(isOk: boolean, body: unknown): SessionAnswer {
	if (isOk && isSession(body)) return { ok: true, session: body };
	if (!isOk && isFields(body) && isText(body.code) && isFlag(body.retry)) {
		return { ok: false, code: body.code, retry: body.retry };
	}
	return { ok: false, code: "unavailable", retry: true };
}

function isSession(value: unknown): value is WidgetSession {
	if (!isFields(value) || !isText(value.token) || !isText(value.conversationId) || !isText(value.visitorId))
		return false;
	const { inbox, verified, agentsThere } = value;
	if (!isFields(inbox) || !isText(inbox.name) || !isNullOr(inbox.greeting, isText)) return false;
	return isText(inbox.colour) && /^#[0-9a-f]{6}$/i.test(inbox.colour) && isFlag(verified) && isFlag(agentsThere);
}
