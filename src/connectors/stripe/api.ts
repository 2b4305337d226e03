// Calls of Stripe's API, and what its refusals mean.
import type { z } from "zod";
import type { SystemAnswer, SystemFetch } from "../connector.ts";
import { type Failure, fail, failureOf, parse, type Read } from "../failure.ts";
import { clean } from "../foreign-value.ts";
import { API_VERSION, errorAnswer } from "./answers.ts";
import type { Settings } from "./settings.ts";

/** Stripe counts by the second and names no time to come back. https://docs.stripe.com/rate-limits */
const RATE_WINDOW_MS = 1_000;

/** Permissions of a restricted key, as its form names them. https://docs.stripe.com/keys/restricted-api-keys */
const PERMISSIONS = new Map([
	["rak_charge_read", "Charges and Refunds"],
	["rak_customer_read", "Customers"],
	["rak_dispute_read", "Disputes"],
	["rak_event_read", "Events"],
	["rak_refund_read", "Charges and Refunds"],
]);

export type Refused = Failure & { status: number };

export async function get<T>(
	path: string,
	query: Record<string, string> | [string, string][],
	schema: z.ZodType<T>,
	settings: Settings,
	fetchSystem: SystemFetch,
): Promise<Read<T> | Refused> {
	const answer = await fetchSystem({
		path: `${path}?${new URLSearchParams(query)}`,
		headers: { Authorization: `Bearer ${settings.apiKey}`, "Stripe-Version": API_VERSION },
	});
	const failure = failureOfAnswer(answer);
	return failure ? { ...failure, status: answer.status } : parse(schema, answer.json, "Stripe");
}

export function failureOfAnswer(answer: SystemAnswer): Failure | undefined {
	const failure = failureOf(answer, {
		system: "Stripe",
		unauthenticated: "Stripe does not accept the API key. Paste one that is not expired or rolled.",
		forbidden: missingPermission(answer.json),
	});
	if (answer.status === 429 && failure?.retryAfterMs === undefined)
		return fail("Stripe is limiting our calls.", RATE_WINDOW_MS);
	if (answer.status === 400) {
		const read = errorAnswer.safeParse(answer.json);
		const code = read.success ? (read.data.error.code ?? read.data.error.type) : undefined;
		// Not its message: that may quote the customer's address.
		return fail(`Stripe refused the request (${/^[a-z_]{1,60}$/.test(code ?? "") ? code : "400"}).`);
	}
	return failure;
}

/** "… Having the 'rak_charge_read' permission would allow this request to continue." */
function missingPermission(json: unknown): string {
	const read = errorAnswer.safeParse(json);
	const right = /\brak_[a-z_]{1,60}/.exec(read.success ? (read.data.error.message ?? "") : "")?.[0];
	if (!right) return "Stripe does not let this key read. Give it the permissions named in the connector's guide.";
	const name = PERMISSIONS.get(right);
	return clean(`Stripe does not let this key read: give it the permission ${name ? `${name}: Read` : right}.`, 300);
}
