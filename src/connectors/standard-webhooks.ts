// Standard Webhooks 1.0: how Heddle's own doors, and shops that write their own sender, sign a request.
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
import { joined } from "../platform/bytes.ts";
import { bytesOf } from "../platform/keys.ts";
import { type Result, refuse } from "../protocol/errors.ts";
import type { HookRequest } from "./connector.ts";
import { toInstant } from "./foreign-value.ts";
import { type Secret, signatureFits, signatureOf } from "./hmac.ts";

/** How far a request's time may be from ours: what the scheme's own libraries allow. */
export const STANDARD_WINDOW_MS = 5 * 60_000;

/** Signatures looked at in one header: a sender in the middle of a rotation sends two. */
const MOST_SIGNATURES = 5;

/** Without a full stop, which would let the signed text be cut into id and time in another way. */
const ID = /^[\x21-\x2d\x2f-\x7e]{1,200}$/;

/** The scheme's own form of a secret: this, and base64 of 24 to 64 bytes. */
const PREFIX = "whsec_";
const FEWEST_BYTES = 24;

export interface StandardMessage {
	/** The same for every try at one message. Visible ASCII without a full stop, at most 200 characters. */
	id: string;
	/** When this try is made, in milliseconds since 1970; the scheme keeps whole seconds. */
	atMs: number;
	body: string | Uint8Array;
}

/**
 * The message's id and time (ISO 8601 UTC) where one of its `v1` signatures fits one of the live secrets and its time is
 * within `STANDARD_WINDOW_MS` of `receivedAtMs`. Refuses with `missing_header` or `invalid_signature`; never throws.
 */
export async function verifyStandard(
	request: Pick<HookRequest, "header" | "body" | "receivedAtMs">,
	secrets: readonly string[],
): Promise<Result<{ id: string; at: string }>> {
	const id = request.header("webhook-id")?.trim();
	const timestamp = request.header("webhook-timestamp")?.trim();
	const signatures = request.header("webhook-signature")?.trim();
	if (!id || !timestamp || !signatures) return refuse("missing_header");
	const at = timeOf(timestamp, request.receivedAtMs);
	if (!at || !ID.test(id)) return refuse("invalid_signature");
	const signed = signedText(id, timestamp, request.body);
	const keys = secrets.map(keyIn);
	const fits = await Promise.all(versionOne(signatures).map((signature) => signatureFits(signature, signed, keys)));
	return fits.includes(true) ? { ok: true, id, at } : refuse("invalid_signature");
}

/**
 * The three headers of a message, with one signature for each secret (at most two: the new one and the one that it
 * replaces). Throws where the id is not of the form above or a secret is empty.
 */
export async function signStandard(
	{ id, atMs, body }: StandardMessage,
	secrets: readonly string[],
): Promise<Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string>> {
	if (!ID.test(id)) throw new Error("a webhook's id is visible ASCII without a full stop");
	const timestamp = String(Math.floor(atMs / 1000));
	const signed = signedText(id, timestamp, typeof body === "string" ? new TextEncoder().encode(body) : body);
	const signatures = await Promise.all(secrets.map((secret) => signatureOf(signed, keyIn(secret))));
	return {
		"webhook-id": id,
		"webhook-timestamp": timestamp,
		"webhook-signature": signatures.map((signature) => `v1,${signature}`).join(" "),
	};
}

function signedText(id: string, timestamp: string, body: Uint8Array): Uint8Array {
	return joined([new TextEncoder().encode(`${id}.${timestamp}.`), body]);
}

/** `v1` is the symmetric scheme; others (`v1a`) are for keys that Heddle does not have. */
function versionOne(header: string): string[] {
	return header
		.slice(0, 1_000)
		.split(" ")
		.filter((signature) => signature.startsWith("v1,"))
		.slice(0, MOST_SIGNATURES)
		.map((signature) => signature.slice("v1,".length));
}

function timeOf(timestamp: string, receivedAtMs: number): string | undefined {
	if (!/^\d{1,11}$/.test(timestamp)) return undefined;
	const atMs = Number(timestamp) * 1000;
	if (Math.abs(receivedAtMs - atMs) > STANDARD_WINDOW_MS) return undefined;
	return toInstant(new Date(atMs).toISOString());
}

/**
 * `whsec_…` stands for the bytes that its base64 gives; any other secret is taken as text. So is one that is too short
 * for the scheme: decoded, it would be a key of a few bytes that can be guessed.
 */
function keyIn(secret: string): Secret {
	if (!secret.startsWith(PREFIX)) return secret;
	const encoded = secret.slice(PREFIX.length);
	if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded) || encoded.length % 4 !== 0) return secret;
	const bytes = bytesOf(encoded);
	return bytes.byteLength < FEWEST_BYTES ? secret : bytes;
}
