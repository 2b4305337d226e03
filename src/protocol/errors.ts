// The one error table: each refusal's HTTP status, socket close code, whether to try again, and what to tell a person.
// Values only, nothing imported: clients carry the codes.

interface ErrorRow {
	/** HTTP status of the problem document. */
	status: 400 | 401 | 403 | 404 | 409 | 410 | 413 | 415 | 422 | 426 | 429 | 500 | 503;
	/** WebSocket close code when the socket cannot go on; absent where an error frame is enough. 4000 to 4999 are private (RFC 6455). */
	close?: number;
	/** Whether the same request may succeed later without being changed. */
	retry: boolean;
	/** One sentence for a person, which says what to do. */
	message: string;
}

export const ERRORS = {
	malformed_json: { status: 400, retry: false, message: "The body is not valid JSON. Check it and send it again." },
	invalid_request: {
		status: 422,
		retry: false,
		message: "Some fields are missing or wrong. See `issues` for each of them.",
	},
	invalid_frame: {
		status: 400,
		retry: false,
		message: "The frame does not fit the protocol. See src/protocol/README.md for its shapes.",
	},
	unknown_frame: { status: 400, retry: false, message: "This frame type is unknown in heddle.v1." },
	binary_frame: {
		status: 400,
		close: 4400,
		retry: false,
		message: "Binary frames are not part of heddle.v1. Send JSON text.",
	},
	frame_too_large: {
		status: 413,
		close: 4413,
		retry: false,
		message: "The frame is larger than 32 KB. Send less at once.",
	},
	text_too_long: { status: 413, retry: false, message: "The message is longer than 8,000 characters. Split it." },
	body_too_large: { status: 413, retry: false, message: "The body is larger than this address takes." },
	unsupported_media_type: { status: 415, retry: false, message: "Send the body as application/json." },
	upgrade_required: {
		status: 426,
		retry: false,
		message: "This address takes WebSocket connections with the subprotocol heddle.v1.",
	},
	unauthenticated: {
		status: 401,
		close: 4401,
		retry: false,
		message: "You are not signed in, or the sign-in has expired. Sign in again.",
	},
	token_expired: {
		status: 401,
		close: 4401,
		retry: false,
		message: "The token has expired. Get a new one and connect again.",
	},
	invalid_signature: {
		status: 401,
		retry: false,
		message: "The signature does not fit the body. Check the secret of this connection.",
	},
	invalid_identity: {
		status: 401,
		retry: false,
		message: "The customer's identity token is wrong or expired. Sign a new one with the inbox's secret.",
	},
	identity_required: {
		status: 401,
		retry: false,
		message: "This inbox serves signed-in customers only. Sign in to the shop first.",
	},
	forbidden: {
		status: 403,
		close: 4403,
		retry: false,
		message: "Your role does not allow this. Ask an admin of the workspace.",
	},
	origin_refused: {
		status: 403,
		close: 4403,
		retry: false,
		message: "This site is not among the inbox's allowed origins. Add it in the inbox's settings.",
	},
	no_shopify_app: {
		status: 409,
		retry: false,
		message: "This deployment has no Shopify app. Paste an access token of the shop's own app instead.",
	},
	install_refused: {
		status: 403,
		retry: false,
		message:
			"This installation is expired, used, or was not begun by you. Begin it again in the connection's settings.",
	},
	changed_meanwhile: {
		status: 409,
		retry: false,
		message: "Somebody else has saved a version since you opened this one. Look at theirs, then save again.",
	},
	not_verified: {
		status: 409,
		retry: false,
		message:
			"Only customers for whom a shop has signed can be merged. What somebody says about themselves proves nothing.",
	},
	not_found: { status: 404, close: 4404, retry: false, message: "There is nothing here that you may see." },
	already_assigned: { status: 409, retry: false, message: "Somebody else has taken this conversation." },
	too_many_tags: { status: 409, retry: false, message: "The conversation has 20 tags. Take one off first." },
	not_assigned: { status: 409, retry: false, message: "The conversation is not assigned to you." },
	conflict: { status: 409, retry: false, message: "Something with that name or key is there already." },
	idempotency_mismatch: {
		status: 422,
		retry: false,
		message: "This Idempotency-Key was used with a different body. Use a new key.",
	},
	idempotency_in_progress: {
		status: 409,
		retry: true,
		message: "The first request with this Idempotency-Key is still running. Try again in a moment.",
	},
	idempotency_key_required: {
		status: 400,
		retry: false,
		message: "Send an Idempotency-Key header (8 to 64 characters), so that a repeat cannot create twice.",
	},
	missing_header: { status: 400, retry: false, message: "A header that this system's webhooks carry is missing." },
	rate_limited: { status: 429, close: 4429, retry: true, message: "Too many requests. Wait a moment and try again." },
	replaced: { status: 410, close: 4410, retry: false, message: "This token's rights were taken back." },
	unavailable: {
		status: 503,
		close: 1013,
		retry: true,
		message: "Heddle cannot reach its database right now. Try again in a moment.",
	},
	slow_reader: {
		status: 429,
		close: 4408,
		retry: true,
		message: "This connection reads slower than the conversation writes. Connect again and go on from the last seq.",
	},
	internal: {
		status: 500,
		close: 1011,
		retry: true,
		message: "Something broke on our side. Try again; the request id finds it in the logs.",
	},
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

export type Refusal = { ok: false; code: ErrorCode };
export type Result<T> = ({ ok: true } & T) | Refusal;

export function refuse(code: ErrorCode): Refusal {
	return { ok: false, code };
}
