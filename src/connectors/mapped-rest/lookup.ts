// One GET about one customer. The answer is for the mapping: nothing here knows what it means.
import { basic } from "../basic.ts";
import type { Lookup, SystemFetch, VerifiedKeys } from "../connector.ts";
import { failureOf, parse, type Read } from "../failure.ts";
import { anything } from "./answers.ts";
import { hasDots, KEYS, PLACEHOLDER, type Settings } from "./settings.ts";

const ADVICE = {
	system: "The system",
	unauthenticated: "The system does not accept the sign-in. Check how Heddle signs in, and the token, key or password.",
	forbidden: "The system does not let this account read customers. Give it the right to.",
};

/** By the keys that the address names, all of them proven; 404 means that the system does not know the customer. */
export async function lookup(keys: VerifiedKeys, settings: Settings, fetchSystem: SystemFetch): Promise<Lookup> {
	const read = await ask(keys, settings, fetchSystem);
	if (!read.ok) return read;
	return { ok: true, found: read.value.known, items: [] };
}

/** `known: false` also where the address asks by something that is not proven about this customer: then nothing is asked. */
export async function ask(
	keys: VerifiedKeys,
	settings: Settings,
	fetchSystem: SystemFetch,
): Promise<Read<{ known: boolean }>> {
	const path = pathOf(settings.url, keys);
	if (path === undefined) return { ok: true, value: { known: false } };
	const answer = await fetchSystem({ path, headers: headersOf(settings) });
	if (answer.status === 404) return { ok: true, value: { known: false } };
	const failure = failureOf(answer, ADVICE);
	if (failure) return failure;
	const read = parse(anything, answer.json, "The system");
	return read.ok ? { ok: true, value: { known: true } } : read;
}

/** Path and query with each key in its place, percent-encoded, so that it stays one segment or one value. */
export function pathOf(template: string, keys: VerifiedKeys): string | undefined {
	const wanted = KEYS.filter((key) => template.includes(`{${key}}`));
	if (wanted.some((key) => !keys[key])) return undefined;
	const afterHost = template.replace(/^https:\/\/[^/]+/i, "");
	const filled = afterHost.replaceAll(PLACEHOLDER, (_, key: (typeof KEYS)[number]) =>
		encodeURIComponent((keys[key] ?? "").toWellFormed()),
	);
	return hasDots(filled) ? undefined : filled;
}

function headersOf({ auth, name, secret }: Settings): Record<string, string> {
	if (auth === "bearer") return { Authorization: `Bearer ${secret}` };
	if (auth === "basic") return { Authorization: basic(name, secret) };
	return auth === "header" ? { [name]: secret } : {};
}
