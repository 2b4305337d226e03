// The families of bad input, and for each everything that may ever answer one of its inputs. What a single input expects is
// a part of that: a test holds the generator to it.
import type { Outcome } from "./input.ts";

/** What a good frame can get, by its sender and the conversation's state. */
const GOOD: readonly Outcome[] = ["ack", "entries", "alerts", "nothing", "made", "already_assigned", "not_assigned"];
/** A desk has no alerts here, and an unbegun conversation nobody to introduce oneself in; visitors may not do what agents do. */
const RULED: readonly Outcome[] = [...GOOD, "forbidden", "not_found"];
const MISFIT: readonly Outcome[] = ["invalid_frame", "invalid_request"];
const UNPARSABLE: readonly Outcome[] = ["invalid_frame", "malformed_json"];

export const FAMILIES = {
	/** Good ones between the bad: they must go on working. */
	good: [...RULED, "welcome"],
	truncated: UNPARSABLE,
	not_json: UNPARSABLE,
	not_object: MISFIT,
	nested: [...RULED, ...MISFIT],
	wrong_type: MISFIT,
	missing: MISFIT,
	extra: RULED,
	duplicate: [...RULED, ...MISFIT, "unknown_frame"],
	number: [...RULED, ...MISFIT, ...UNPARSABLE],
	text: [...RULED, ...MISFIT, "text_too_long", "frame_too_large", "invalid_identity"],
	huge: [...RULED, "frame_too_large", "body_too_large"],
	binary: ["binary_frame", "body_too_large", ...UNPARSABLE],
	unknown_type: ["unknown_frame", "invalid_request"],
	client_id: [...RULED, ...MISFIT],
	/** Frames of the other side, and of another kind of socket. */
	wrong_side: ["forbidden", "unknown_frame"],
	/** Right frames where nothing has begun, beyond the head, with both cursors. */
	wrong_state: ["not_found", "forbidden", "entries", "nothing", "ack", "made", "already_assigned", "not_assigned"],
	expired: ["token_expired"],
	/** Valid JSON text with bytes changed at random. */
	flipped: [...RULED, ...MISFIT, ...UNPARSABLE, "unknown_frame", "text_too_long"],
	/** Many at once, of all kinds. */
	burst: [...RULED, ...MISFIT, ...UNPARSABLE, "unknown_frame", "text_too_long"],

	// Handshakes and requests.
	subprotocol: ["upgrade_required", "unauthenticated", "not_found", "invalid_request"],
	token: ["unauthenticated", "token_expired", "forbidden", "not_found"],
	origin: ["origin_refused"],
	path: ["not_found", "invalid_request"],
	query: ["invalid_request", "made", "welcome"],
	method: ["not_found", "upgrade_required", "invalid_request", "malformed_json", "unsupported_media_type"],
	media_type: ["unsupported_media_type", "invalid_request", "malformed_json", "made"],
	idempotency_key: ["idempotency_key_required"],
	/** Things of another workspace, by our own tokens; our things by another workspace's. */
	foreign: ["not_found", "forbidden", "invalid_signature", "unauthenticated", "made"],
	/** A webhook with a good signature and an unfit body: what it means is looked at behind the queue. */
	event: ["made", "malformed_json", "body_too_large"],
	signature: ["missing_header", "invalid_signature"],
	identity: ["invalid_identity"],

	/** Below the protocol: WebSocket framing and HTTP itself. */
	framing: ["closed", "frame_too_large", "binary_frame", "invalid_frame", "entries", "nothing"],
	request_line: ["closed", "nothing", "not_found", "invalid_request", "upgrade_required", "unauthenticated"],

	/** Production's rates, tried in a part of their own. */
	flood: [...RULED, "rate_limited", "invalid_frame"],
} as const satisfies Record<string, readonly Outcome[]>;

export type Family = keyof typeof FAMILIES;
