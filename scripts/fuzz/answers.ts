// What came back for an input, in the words of the oracles; and how the protocol's frames and documents are read for it.
import { z } from "zod";
import { ERRORS, type ErrorCode } from "../../src/protocol/errors.ts";
import { problem } from "../../src/protocol/problem.ts";
import { seenEntry } from "../torture/frames.ts";
import type { SeenEntry } from "../torture/history.ts";
import type { Outcome } from "./input.ts";

/** One input's fate. `outcome` is what its family may list, or in words what came instead. */
export interface Answer {
	outcome: Outcome | (string & {});
	clientId?: string | undefined;
	entry?: SeenEntry | undefined;
	/** Close code, where the socket was closed after it. */
	closed?: number | undefined;
	/** HTTP status, where it came by HTTP. */
	status?: number | undefined;
}

const errorFrame = z.strictObject({
	type: z.literal("error"),
	code: z.string(),
	message: z.string(),
	retry: z.boolean(),
	clientId: z.string().optional(),
});
const answerFrame = z.discriminatedUnion("type", [
	errorFrame,
	z.object({ type: z.literal("ack"), clientId: z.string(), entry: seenEntry.optional() }),
	z.object({ type: z.literal("entries"), entries: z.array(seenEntry) }),
	z.object({ type: z.literal("alerts"), clientId: z.string() }),
]);
const anyFrame = z.looseObject({ type: z.string() });
const TOLD = new Set([
	"entry",
	"typing",
	"read",
	"presence",
	"state",
	"card",
	"row",
	"alert_gone",
	"gone",
	"alert",
	"agents",
	"welcome",
]);

/**
 * A frame as an answer; undefined for what is told to all. A refusal that is not as the one table has it is an outcome of
 * its own, which no family allows.
 */
export function answerIn(frame: unknown): Answer | undefined {
	const known = answerFrame.safeParse(frame);
	if (!known.success) {
		const type = anyFrame.safeParse(frame).data?.type ?? "";
		return TOLD.has(type) ? undefined : { outcome: `an unknown frame ${JSON.stringify(frame)?.slice(0, 200)}` };
	}
	if (known.data.type === "entries") return { outcome: "entries" };
	if (known.data.type === "alerts") return { outcome: "alerts", clientId: known.data.clientId };
	if (known.data.type === "ack") return { outcome: "ack", clientId: known.data.clientId, entry: known.data.entry };
	const { code, message, retry, clientId } = known.data;
	const row = isErrorCode(code) ? ERRORS[code] : undefined;
	const asListed = row?.message === message && row.retry === retry;
	return { outcome: asListed ? code : `an unlisted refusal ${JSON.stringify(frame)}`, clientId };
}

/** The answers in one message of a socket: frames, one on each line. */
export function answersIn(message: string): Answer[] {
	return message.split("\n").flatMap((line) => answerIn(parsed(line) ?? line) ?? []);
}

/** An HTTP answer that is no success: a problem document, as the one table has it. */
export function problemIn(status: number, contentType: string, body: string): Answer {
	const document = problem.safeParse(parsed(body)).data;
	const row = document && isErrorCode(document.code) ? ERRORS[document.code] : undefined;
	if (!document || row?.status !== status || row.message !== document.title || !contentType.includes("problem+json"))
		return { outcome: `HTTP ${status} ${contentType} ${body.slice(0, 300)}`, status };
	return { outcome: document.code, status };
}

export function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** The code with which the table closes a socket for it. */
export function closeOf(code: string): number | undefined {
	const row = isErrorCode(code) ? ERRORS[code] : undefined;
	return row && "close" in row ? row.close : undefined;
}

export function isErrorCode(code: string): code is ErrorCode {
	return Object.hasOwn(ERRORS, code);
}
