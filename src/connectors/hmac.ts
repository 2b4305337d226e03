// Signatures of webhooks: HMAC-SHA256, compared by the platform in constant time.
import { base64Of } from "../platform/keys.ts";

/** An HMAC-SHA256 has 32 bytes, which are 43 base64 characters and one "=". */
const SIGNATURE = /^[A-Za-z0-9+/]{43}=$/;

/** A key as text (its UTF-8 bytes) or as bytes. An empty one fits nothing. */
export type Secret = string | Uint8Array;

/**
 * Whether `signature` (base64) is the HMAC-SHA256 of `signed` under one of the live secrets (two while one is rotated).
 * Every secret is tried, also after a match: how long it takes says nothing about which one fits.
 */
export async function signatureFits(
	signature: string,
	signed: Uint8Array,
	secrets: readonly Secret[],
): Promise<boolean> {
	if (!SIGNATURE.test(signature)) return false;
	const expected = Uint8Array.from(atob(signature), (character) => character.charCodeAt(0));
	const fits = await Promise.all(secrets.map((secret) => verify(secret, expected, signed)));
	return fits.includes(true);
}

/** Whether `signature` (64 hexadecimal digits) is the HMAC-SHA256 of `signed` under the secret. */
export async function hexSignatureFits(signature: string, signed: Uint8Array, secret: string): Promise<boolean> {
	if (!/^[0-9a-f]{64}$/.test(signature)) return false;
	const expected = Uint8Array.from({ length: 32 }, (_, at) => Number.parseInt(signature.slice(2 * at, 2 * at + 2), 16));
	return verify(secret, expected, signed);
}

/**
 * Whether `given` is one of the live secrets itself. Digests are compared, to their last byte and with every secret: how
 * long it takes says nothing about how much of it was right.
 */
export async function isOneOf(given: string, secrets: readonly string[]): Promise<boolean> {
	const asked = await digestOf(new TextEncoder().encode(given));
	let fits = false;
	for (const secret of secrets.filter((one) => one !== "")) {
		const expected = await digestOf(new TextEncoder().encode(secret));
		let difference = 0;
		for (let at = 0; at < expected.length; at++) difference |= expected.charCodeAt(at) ^ asked.charCodeAt(at);
		fits = difference === 0 || fits;
	}
	return fits;
}

/** SHA-256 of `bytes` in hexadecimal, for systems that name no delivery. */
export async function digestOf(bytes: Uint8Array): Promise<string> {
	const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));
	return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The HMAC-SHA256 of `signed`, in base64. Throws on an empty secret: that would be a key that everybody knows. */
export async function signatureOf(signed: Uint8Array, secret: Secret): Promise<string> {
	const key = await keyOf(secret, "sign");
	if (!key) throw new Error("a secret is empty");
	return base64Of(new Uint8Array(await crypto.subtle.sign("HMAC", key, new Uint8Array(signed))));
}

async function verify(secret: Secret, signature: Uint8Array, signed: Uint8Array): Promise<boolean> {
	const key = await keyOf(secret, "verify");
	return key !== undefined && crypto.subtle.verify("HMAC", key, new Uint8Array(signature), new Uint8Array(signed));
}

// WebCrypto's types want arrays that are not shared between threads: hence the copies.
async function keyOf(secret: Secret, usage: "sign" | "verify"): Promise<CryptoKey | undefined> {
	const bytes = typeof secret === "string" ? new TextEncoder().encode(secret) : secret;
	if (bytes.byteLength === 0) return undefined;
	return crypto.subtle.importKey("raw", new Uint8Array(bytes), { name: "HMAC", hash: "SHA-256" }, false, [usage]);
}
