// The two database roles that the Worker signs in as. Neither owns anything: row level security applies to both.
import { createHmac } from "node:crypto";

export const ROLES = ["heddle_app", "heddle_auth"] as const;
export type Role = (typeof ROLES)[number];

/**
 * @param secret HEDDLE_SECRET: 32 random bytes as base64
 * @returns 64 hexadecimal characters: safe unquoted in SQL and in a URL, beyond the 60 bits of entropy that Neon asks for
 * @throws when the secret is not 32 bytes
 */
export function rolePassword(secret: string, role: Role): string {
	const key = Buffer.from(secret, "base64");
	if (key.length !== 32) throw new Error("HEDDLE_SECRET must be 32 random bytes as base64");
	return createHmac("sha256", key).update(`heddle/database-role/${role}`).digest("hex");
}

/** @returns the owner's connection string with the role's name and password in the owner's place */
export function roleUrl(ownerUrl: string, role: Role, secret: string): string {
	const url = new URL(ownerUrl);
	url.username = role;
	url.password = rolePassword(secret, role);
	return url.href;
}
