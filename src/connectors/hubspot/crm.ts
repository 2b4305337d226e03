// Calls to HubSpot and what its refusals mean.
import type { z } from "zod";
import type { SystemAnswer, SystemFetch, SystemRequest } from "../connector.ts";
import { type Failure, fail, failureOf, parse, type Read, retryAfterMs } from "../failure.ts";
import { missingScopes, rateLimit } from "./answers.ts";
import type { Settings } from "./settings.ts";

export interface Crm {
	settings: Settings;
	fetchSystem: SystemFetch;
}

export async function call<T>(
	{ settings, fetchSystem }: Crm,
	request: SystemRequest,
	schema: z.ZodType<T>,
): Promise<Read<T>> {
	const answer = await fetchSystem({ ...request, headers: { Authorization: `Bearer ${settings.accessToken}` } });
	return refusal(answer) ?? parse(schema, answer.json, "HubSpot");
}

function refusal(answer: SystemAnswer): Failure | undefined {
	if (answer.status === 429) return limited(answer);
	const scopes = missingScopes.safeParse(answer.json);
	const missing = scopes.success ? scopes.data.errors.flatMap(({ context }) => context.requiredGranularScopes) : [];
	return failureOf(answer, {
		system: "HubSpot",
		unauthenticated: "HubSpot does not accept the access token. Paste the one of your app anew.",
		forbidden:
			missing.length > 0
				? `HubSpot denies access: add the scope ${missing.join(" or ")} to the app.`
				: "HubSpot denies access: check the app's scopes.",
	});
}

/** How long each limit lasts where no header says so. The day ends at midnight in a zone that we do not know. */
const WAITS_MS = new Map([
	["SECONDLY", 1_000],
	["TEN_SECONDLY_ROLLING", 10_000],
	["DAILY", 600_000],
]);

function limited({ headers, json }: SystemAnswer): Failure {
	const said = rateLimit.safeParse(json);
	const policy = said.success && /^[A-Z_]{1,60}$/.test(said.data.policyName) ? said.data.policyName : undefined;
	const interval = headers.get("x-hubspot-ratelimit-interval-milliseconds");
	const fromHeader = interval && /^\d{1,8}$/.test(interval) && policy !== "DAILY" ? Number(interval) : undefined;
	return fail(
		`HubSpot is limiting our calls${policy ? ` (${policy})` : ""}.`,
		retryAfterMs(headers) ?? fromHeader ?? WAITS_MS.get(policy ?? ""),
	);
}
