// The few rows of the error table that a client acts on by itself. The whole table would cost a visitor's page more than
// all of polling does; the types hold these rows to it.
import type { ERRORS } from "../protocol/errors.ts";

type Table = typeof ERRORS;

/** Close codes that a client does not answer with the same token again. */
export const CLOSE = { token_expired: 4401, forbidden: 4403, not_found: 4404, replaced: 4410 } as const satisfies {
	[Code in keyof Table]?: Table[Code] extends { close: infer Close } ? Close : never;
};

/** What a person is told of something that never reached a server. */
const SAID = {
	invalid_frame: "The frame does not fit the protocol. See src/protocol/README.md for its shapes.",
	frame_too_large: "The frame is larger than 32 KB. Send less at once.",
	text_too_long: "The message is longer than 8,000 characters. Split it.",
	unavailable: "Heddle cannot reach its database right now. Try again in a moment.",
} as const satisfies { [Code in keyof Table]?: Table[Code]["message"] };

export function localRefusal(code: keyof typeof SAID): { code: string; message: string } {
	return { code, message: SAID[code] };
}

/** After these trying again is pointless. */
const FINAL = new Map<number, string>([
	[CLOSE.forbidden, "forbidden"],
	[CLOSE.not_found, "not_found"],
	[CLOSE.replaced, "replaced"],
]);

/** The code for a close that is final, from its reason where that is one; undefined where trying again makes sense. */
export function finalCode(close: number | undefined, reason: string | undefined): string | undefined {
	const final = FINAL.get(close ?? 0);
	return final !== undefined && reason !== undefined && /^[a-z_]+$/.test(reason) ? reason : final;
}

/** The code by which a socket would be closed for an HTTP refusal of this status; undefined where it would go on. */
export function closeFor(status: number): number | undefined {
	return Object.values(CLOSE).find((close) => close === 4000 + status);
}

/** Thrown by a `token` function: no token will come, so the link ends as `refused` with this code. */
export class Refused extends Error {
	readonly code: string;
	constructor(code: string) {
		super(code);
		this.code = code;
	}
}
