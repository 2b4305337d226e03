// Frames at the door of an object: size, form and rate, before any rule sees them.
import type { z } from "zod";
import { ERRORS, type ErrorCode, type Result, refuse } from "../protocol/errors.ts";
import { clientId } from "../protocol/ids.ts";
import { MAX_FRAME_BYTES, SUBPROTOCOL } from "../protocol/limits.ts";
import { parseJson } from "./json.ts";

/**
 * Refuses with the code of the first thing that is wrong: binary, size, JSON, type, shape. `byHand` may spare the most
 * frequent frames the schema: it answers as the schema would, or leaves them to it.
 */
export function parseFrame<T>(
	raw: string | ArrayBuffer,
	shape: z.ZodType<T>,
	knownTypes: ReadonlySet<string>,
	byHand: (value: object) => T | undefined = () => undefined,
): Result<{ frame: T }> & { clientId?: string } {
	if (typeof raw !== "string") return refuse("binary_frame");
	// A UTF-16 unit is at most 3 bytes of UTF-8: only near the limit is it worth counting.
	if (raw.length > MAX_FRAME_BYTES || (raw.length * 3 > MAX_FRAME_BYTES && byteLength(raw) > MAX_FRAME_BYTES))
		return refuse("frame_too_large");
	const value = parseJson(raw);
	if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse("invalid_frame");
	const quickly = byHand(value);
	if (quickly) return { ok: true, frame: quickly };
	const parsed = shape.safeParse(value);
	if (parsed.success) return { ok: true, frame: parsed.data };
	const named = clientId.safeParse("clientId" in value ? value.clientId : undefined);
	return { ...refuse(codeFor(value, parsed.error, knownTypes)), ...(named.success && { clientId: named.data }) };
}

function codeFor(value: object, error: z.ZodError, knownTypes: ReadonlySet<string>): ErrorCode {
	if (!("type" in value) || typeof value.type !== "string") return "invalid_frame";
	if (!knownTypes.has(value.type)) return "unknown_frame";
	const tooLong = error.issues.some((issue) => issue.code === "too_big" && issue.path[0] === "text");
	return tooLong ? "text_too_long" : "invalid_frame";
}

function byteLength(text: string): number {
	return new TextEncoder().encode(text).byteLength;
}

/** The error frame of a refusal, as the protocol has it. */
export function errorFrame(code: ErrorCode, clientId?: string): string {
	const { message, retry } = ERRORS[code];
	return JSON.stringify({ type: "error", code, message, retry, ...(clientId && { clientId }) });
}

/** Tells a socket why, and closes it where the table says that it cannot go on. */
export function refuseFrame(socket: WebSocket, code: ErrorCode, clientId?: string): void {
	if (socket.readyState !== WebSocket.OPEN) return;
	socket.send(errorFrame(code, clientId));
	if (isClosing(code)) closeFor(socket, code);
}

/** Closes with the table's code for it; 1008 (policy) where the table has none. */
export function closeFor(socket: WebSocket, code: ErrorCode): void {
	const row = ERRORS[code];
	socket.close("close" in row ? row.close : 1008, code);
}

/** Where the answers to a frame go: a socket, or the body of an HTTP answer. */
export interface Reply {
	send(frame: string): void;
	refuse(code: ErrorCode, clientId?: string): void;
}

/** Answers for a door that is no socket: HTTP gives them back all together. */
export function collecting(): Reply & { frames: string[] } {
	const frames: string[] = [];
	return {
		frames,
		send: (frame) => void frames.push(frame),
		refuse: (code, clientId) => void frames.push(errorFrame(code, clientId)),
	};
}

/** How an object tells the Worker that it refuses an upgrade: it must not itself hold a socket that no hibernation frees. */
const REFUSAL_HEADER = "x-heddle-refusal";

export function refusedUpgrade(code: ErrorCode): Response {
	return new Response(null, { status: ERRORS[code].status, headers: { [REFUSAL_HEADER]: code } });
}

/** The code of an object's refusal; undefined for an upgrade that it took. */
export function refusalIn(answer: Response): ErrorCode | undefined {
	const code = answer.headers.get(REFUSAL_HEADER);
	return isErrorCode(code) ? code : undefined;
}

/** A refused upgrade. Browsers hide the status of a failed one from scripts, so it is accepted, told why, and closed with the table's code. */
export function closedSocket(code: ErrorCode): Response {
	const pair = new WebSocketPair();
	pair[1].accept();
	pair[1].send(errorFrame(code));
	closeFor(pair[1], code);
	return new Response(null, { status: 101, webSocket: pair[0], headers: { "sec-websocket-protocol": SUBPROTOCOL } });
}

/**
 * Ends the closing handshake: a peer that gets no answer waits for ten seconds. 1005 and up say how it ended, and are never
 * sent; below 1000 and from 5000 on there are no codes (RFC 6455, 7.4), but peers that send them, and the platform throws.
 */
export function answerClose(socket: WebSocket, code: number): void {
	const mayBeSent = (code >= 1000 && code < 1004) || (code >= 3000 && code < 5000);
	socket.close(mayBeSent ? code : 1000);
}

/** The refusals after which a socket's next frames would be worth nothing. Others keep it open. */
const CLOSING: ReadonlySet<ErrorCode> = new Set([
	"binary_frame",
	"frame_too_large",
	"unauthenticated",
	"token_expired",
	"replaced",
	"slow_reader",
	"internal",
]);

export function isClosing(code: ErrorCode): boolean {
	return CLOSING.has(code);
}

function isErrorCode(code: string | null): code is ErrorCode {
	return code !== null && Object.hasOwn(ERRORS, code);
}
