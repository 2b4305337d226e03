// Why an event could not be applied, as a sentence for admins. Pure.
import { z } from "zod";

const LONGEST = 300;

/** A reason that we know. The message is a sentence for admins, without customers' data. */
export class CannotApply extends Error {
	constructor(sentence: string) {
		super(sentence);
		this.name = "CannotApply";
	}
}

/**
 * The error as a sentence, at most 300 characters. Errors' own messages are told only where we wrote them: a database's
 * hold parameters, others may quote the payload. Names of fields are of our own schemas.
 */
export function reasonOf(error: unknown): string {
	if (error instanceof CannotApply) return error.message.slice(0, LONGEST);
	if (error instanceof z.ZodError) {
		const fields = error.issues.slice(0, 5).map(({ path }) => path.join(".") || "the whole");
		return `No event can be made of it: ${fields.join(", ")} is not as expected.`.slice(0, LONGEST);
	}
	if (isFromDatabase(error)) {
		const code = databaseCodeOf(error);
		return code ? `The database refused it (SQLSTATE ${code}).` : "The database could not be reached.";
	}
	const name = error instanceof Error && /^\w{1,40}$/.test(error.name) ? error.name : "unknown";
	return `An unexpected fault in Heddle (${name}). Its log says more, under this event's id.`;
}

function isFromDatabase(error: unknown): error is Error {
	return (
		error instanceof Error &&
		(error.name === "DrizzleQueryError" || error.name === "NeonDbError" || error.message.startsWith("Failed query"))
	);
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html: five digits or capitals. */
function databaseCodeOf(error: Error): string | undefined {
	const { cause } = error;
	for (const one of [cause, error])
		if (one instanceof Error && "code" in one && /^[0-9A-Z]{5}$/.test(String(one.code))) return String(one.code);
	return undefined;
}
