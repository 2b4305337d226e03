// What the server says is wrong with a form, each at its field.
import { Refused } from "../../http/request.ts";

export interface FormErrors {
	/** By the field's path: `name`, `settings.url`. */
	at: Record<string, string>;
	/** What belongs to no field that is shown, or is no matter of fields at all. */
	rest: unknown;
}

/** `paths`: those of the fields on the screen. */
export function formErrors(error: unknown, paths: readonly string[]): FormErrors {
	if (!(error instanceof Refused) || !error.problem.issues) return { at: {}, rest: error };
	const { issues } = error.problem;
	const known = issues.filter(({ path }) => paths.includes(path));
	const at = Object.fromEntries(known.map(({ path, message }) => [path, asSentence(message)]));
	return { at, rest: known.length === issues.length && issues.length > 0 ? null : error };
}

/** `expected a key` → `Expected a key.` */
function asSentence(message: string): string {
	const sentence = message.charAt(0).toLocaleUpperCase() + message.slice(1);
	return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
