// HTTP Basic sign-in.
import { base64Of } from "../platform/keys.ts";

/** The header's value: user and password in UTF-8, then base64 (RFC 7617). The user name holds no colon. */
export function basic(user: string, password: string): string {
	return `Basic ${base64Of(new TextEncoder().encode(`${user}:${password}`))}`;
}
