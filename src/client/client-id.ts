// Ids that a client gives to what it sends.

/**
 * 128 random bits as 32 hexadecimal digits. `crypto.randomUUID` would be shorter to write, but is missing on pages
 * served over plain http, where a shop under development may well run.
 */
export function newClientId(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
