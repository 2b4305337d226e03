// A person's name: better-auth takes any, Heddle's tokens and entries take those that can be shown and stored.
import { personName } from "../protocol/entry.ts";
import { storable } from "../protocol/text.ts";

/** As personName in protocol/entry.ts has it. */
const LONGEST = 120;

/** Their name, cleaned; where nothing is left of it, the part of their e-mail before the @. */
export function nameOf({ name, email }: { name: string; email: string }): string {
	return cleaned(name) ?? cleaned(email.split("@")[0] ?? "") ?? "Somebody";
}

/** Undefined where nothing is left that could be shown. */
export function cleaned(name: string): string | undefined {
	return personName.safeParse(storable(name).slice(0, LONGEST)).data;
}
