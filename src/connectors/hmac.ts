// Signatures of webhooks: HMAC-SHA256, compared by the platform in constant time.

/** An HMAC-SHA256 has 32 bytes, which are 43 base64 characters and one "=". */
const SIGNATURE = /^[A-Za-z0-9+/]{43}=$/;

/**
 * Whether `signature` (base64) is the HMAC-SHA256 of `signed` under one of the live secrets (two while one is rotated).
 * Every secret is tried, also after a match: how long it takes says nothing about which one fits.
 */
export async function signatureFits(
	signature: string,
	signed: Uint8Array,
	secrets: readonly string[],
): Promise<boolean> {
	if (!SIGNATURE.test(signature)) return false;
	const expected = Uint8Array.from(atob(signature), (character) => character.charCodeAt(0));
	const fits = await Promise.all(secrets.map((secret) => verify(secret, expected, signed)));
	return fits.includes(true);
}

/** SHA-256 of `bytes` in hexadecimal, for systems that name no delivery. */
export async function digestOf(bytes: Uint8Array): Promise<string> {
	const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));
	return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// WebCrypto's types want arrays that are not shared between threads: hence the copies.
async function verify(secret: string, signature: Uint8Array, signed: Uint8Array): Promise<boolean> {
	// An empty secret would be a key that everybody knows.
	if (secret === "") return false;
	const algorithm = { name: "HMAC", hash: "SHA-256" };
	const key = await crypto.subtle.importKey("raw", new Uint8Array(new TextEncoder().encode(secret)), algorithm, false, [
		"verify",
	]);
	return crypto.subtle.verify(algorithm, key, new Uint8Array(signature), new Uint8Array(signed));
}
