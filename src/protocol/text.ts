// Strings that can be stored everywhere.
import { z } from "zod";

/**
 * What Postgres cannot hold is not let in: NUL characters are dropped and lone surrogates replaced (U+FFFD), so that no
 * message, name or summary can stop the history of others.
 */
export function storable(value: string): string {
	return value.replaceAll("\u0000", "").toWellFormed();
}

/** Whether there is anything to see: not only white space, control and format characters (U+200B and the like). */
export function isVisible(value: string): boolean {
	return /[^\s\p{Cc}\p{Cf}]/u.test(value);
}

/** A string of at most `max` UTF-16 code units that can be stored. */
export function words(max: number) {
	return z.string().max(max).transform(storable);
}
