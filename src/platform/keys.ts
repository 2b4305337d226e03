// Keys: all derived from the deployment's one secret by HKDF (RFC 5869), each for one purpose.
import { Buffer } from "node:buffer";

type Purpose = "tokens" | "data-keys" | "sign-in" | "installs" | "receipts";

/** The deployment's secret, and the one that it replaces for as long as both are configured. */
export interface Secrets {
	HEDDLE_SECRET: string;
	HEDDLE_SECRET_PREVIOUS?: string | undefined;
}

const derived = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

/** 32 bytes for one purpose. The same secret and purpose give the same key in every isolate. */
export function keyFor(secret: string, purpose: Purpose): Promise<Uint8Array<ArrayBuffer>> {
	const name = `${purpose}:${secret}`;
	const known = derived.get(name);
	if (known) return known;
	const made = derive(secret, purpose);
	derived.set(name, made);
	return made;
}

/** Newest first: the first makes, all of them open and verify. */
export function liveKeysFor(secrets: Secrets, purpose: Purpose): Promise<Uint8Array<ArrayBuffer>[]> {
	return Promise.all(liveSecrets(secrets).map((secret) => keyFor(secret, purpose)));
}

/** Newest first. */
export function liveSecrets({ HEDDLE_SECRET, HEDDLE_SECRET_PREVIOUS }: Secrets): string[] {
	return HEDDLE_SECRET_PREVIOUS === undefined ? [HEDDLE_SECRET] : [HEDDLE_SECRET, HEDDLE_SECRET_PREVIOUS];
}

/** A database role's password, as the deployment sets it (scripts/roles.ts, which runs before there is a Worker). */
export async function rolePassword(secret: string, role: string): Promise<string> {
	const key = await crypto.subtle.importKey("raw", bytesOf(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
	const text = new TextEncoder().encode(`heddle/database-role/${role}`);
	const digest = new Uint8Array(await crypto.subtle.sign("HMAC", key, text));
	return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function derive(secret: string, purpose: Purpose): Promise<Uint8Array<ArrayBuffer>> {
	const root = await crypto.subtle.importKey("raw", bytesOf(secret), "HKDF", false, ["deriveBits"]);
	const info = new TextEncoder().encode(`heddle/${purpose}/v1`);
	return new Uint8Array(
		await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info }, root, 256),
	);
}

/** By the runtime's own code: letter by letter it took a third of what a cached profile costs. Skips what is no base64. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
	return new Uint8Array(Buffer.from(base64, "base64"));
}

export function base64Of(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/** 32 random bytes in base64. */
export function newSecret(): string {
	return base64Of(crypto.getRandomValues(new Uint8Array(32)));
}
