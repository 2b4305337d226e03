// Calls to a Request Tracker's REST 2.0.
import type { z } from "zod";
import type { SystemFetch } from "../connector.ts";
import { fail, failureOf, parse, type Read } from "../failure.ts";
import { pathIn } from "../settings.ts";
import { refusal } from "./answers.ts";
import type { Settings } from "./settings.ts";

export interface Site {
	settings: Settings;
	fetchSystem: SystemFetch;
}

/** `path` is below `/REST/2.0`. https://docs.bestpractical.com/rt/5.0.3/RT/REST2.html#Authentication-Methods */
export async function get<T>(
	{ settings, fetchSystem }: Site,
	path: string,
	query: Record<string, string>,
	schema: z.ZodType<T>,
): Promise<Read<T>> {
	const search = new URLSearchParams(query).toString();
	const answer = await fetchSystem({
		path: `${pathIn(settings.url)}/REST/2.0${path}${search && `?${search}`}`,
		headers: { Authorization: `token ${settings.token}` },
	});
	const failure = failureOf(answer, {
		system: "Request Tracker",
		unauthenticated:
			"Request Tracker does not accept the token. Make a new one (Logged in as → Settings → Auth Tokens), and see that its user is enabled and privileged.",
		forbidden:
			"Request Tracker does not let the token's user read this. Give the user the rights SeeQueue and ShowTicket.",
	});
	if (failure && answer.status === 400 && refusal.safeParse(answer.json).success)
		return fail("Request Tracker did not understand the search (400). Is it version 5?");
	if (failure) return failure;
	// Below a wrong path RT sends everybody to its page for signing in.
	if (answer.json === undefined)
		return fail(
			"Request Tracker answered in an unexpected shape: no JSON. Check the address, with its path (as in /rt), and that it is version 5.",
		);
	return parse(schema, answer.json, "Request Tracker");
}
