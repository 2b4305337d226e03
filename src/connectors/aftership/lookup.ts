// A customer's parcels.
import type { z } from "zod";
import type { Lookup, NoteUnknown, SystemAnswer, SystemFetch, VerifiedKeys } from "../connector.ts";
import { type Failure, fail, failureOf, parse, type Read } from "../failure.ts";
import { mostUrgent } from "../urgency.ts";
import { API_VERSION, errorAnswer, type TrackingAnswer, trackingList } from "./answers.ts";
import { toParcel } from "./parcel.ts";
import type { Settings } from "./settings.ts";

/** Trackings read: with all their checkpoints 50 stay below the 1 MB of an answer. */
export const TRACKINGS_READ = 50;
/** AfterShip's window is a second. https://www.aftership.com/docs/tracking/quickstart/rate-limit */
const RATE_WINDOW_MS = 1_000;

/**
 * By e-mail address, else by phone: one call each. Never by `externalId`: it is the id of whichever shop signed for the
 * customer. AfterShip keeps trackings for 120 days.
 */
export async function lookup(
	keys: VerifiedKeys,
	settings: Settings,
	fetchSystem: SystemFetch,
	noteUnknown?: NoteUnknown,
	nowMs: number = Date.now(),
): Promise<Lookup> {
	for (const key of ["email", "phone"] as const) {
		const value = keys[key];
		if (!value) continue;
		const found = await list({ keyword: value, limit: String(TRACKINGS_READ) }, settings, fetchSystem, trackingList);
		if (!found.ok) return found;
		const own = found.value.data.trackings.filter((tracking) => isOf(tracking, key, value));
		if (own.length === 0) continue;
		return { ok: true, found: true, items: mostUrgent(own.map((one) => toParcel(one, nowMs, noteUnknown))) };
	}
	return { ok: true, found: false, items: [] };
}

/**
 * The keyword is looked for in titles, orders and custom fields too: only the customer of the tracking is meant.
 * Subscribers to its notifications are not: anybody may subscribe on the tracking page.
 */
function isOf({ customers }: TrackingAnswer, key: "email" | "phone", value: string): boolean {
	const field = key === "email" ? "email" : "phone_number";
	return customers.some((customer) => customer[field]?.toLowerCase() === value.toLowerCase());
}

export async function list<T>(
	query: Record<string, string>,
	{ apiKey }: Settings,
	fetchSystem: SystemFetch,
	schema: z.ZodType<T>,
): Promise<Read<T>> {
	const path = `/tracking/${API_VERSION}/trackings?${new URLSearchParams(query)}`;
	const answer = await fetchSystem({ path, headers: { "as-api-key": apiKey } });
	return failureOfAnswer(answer) ?? parse(schema, answer.json, "AfterShip");
}

function failureOfAnswer(answer: SystemAnswer): Failure | undefined {
	if (answer.status === 429) return fail("AfterShip is limiting our calls.", untilReset(answer.headers));
	const failure = failureOf(answer, {
		system: "AfterShip",
		unauthenticated:
			"AfterShip does not accept the API key. Paste another, made with the authentication type API key and no signature.",
		forbidden:
			"AfterShip does not let this key read trackings. Give it that scope, and check that the plan has the API.",
	});
	if (!failure || answer.status >= 500 || answer.status === 401 || answer.status === 403) return failure;
	// Not its message: that may quote the customer's address.
	const read = errorAnswer.safeParse(answer.json);
	return read.success ? fail(`AfterShip refused the request (${Math.trunc(read.data.meta.code)}).`) : failure;
}

/** `X-RateLimit-Reset` is a time in seconds since 1970, by AfterShip's own clock, which `Date` tells. */
function untilReset(headers: Headers): number {
	const reset = Number(headers.get("x-ratelimit-reset") ?? Number.NaN) * 1_000;
	const now = Date.parse(headers.get("date") ?? "");
	const wait = reset - now;
	return Number.isNaN(wait) ? RATE_WINDOW_MS : Math.max(RATE_WINDOW_MS, wait);
}
