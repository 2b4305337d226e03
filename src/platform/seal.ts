// Sealing: AES-256-GCM (NIST SP 800-38D, random 96-bit nonces) bound to the place that the ciphertext belongs to.
import { base64Of, bytesOf } from "./keys.ts";

const VERSION = "v1";
const NONCE_BYTES = 12;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** `place` says whose it is (workspace, connection, field): opening it as anybody else's fails. */
export async function seal(key: Uint8Array<ArrayBuffer>, place: readonly string[], plain: string): Promise<string> {
	const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
	const box = await crypto.subtle.encrypt(
		{ name: "AES-GCM", iv: nonce, additionalData: additional(place) },
		await imported(key),
		encoder.encode(plain),
	);
	return `${VERSION}.${base64Of(nonce)}.${base64Of(new Uint8Array(box))}`;
}

/** Throws where the key, the place or a single bit differs. */
export async function open(key: Uint8Array<ArrayBuffer>, place: readonly string[], sealed: string): Promise<string> {
	const [version, nonce, box] = sealed.split(".");
	if (version !== VERSION || !nonce || !box) throw new Error("sealed text of an unknown version");
	const plain = await crypto.subtle.decrypt(
		{ name: "AES-GCM", iv: bytesOf(nonce), additionalData: additional(place) },
		await imported(key),
		bytesOf(box),
	);
	return decoder.decode(plain);
}

/** Imported once for each key's bytes: a profile opens seven cards with one key. */
const known = new WeakMap<Uint8Array<ArrayBuffer>, Promise<CryptoKey>>();

function imported(key: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
	const before = known.get(key);
	if (before) return before;
	const made = crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);
	known.set(key, made);
	return made;
}

function additional(place: readonly string[]): BufferSource {
	return encoder.encode(JSON.stringify(place));
}
