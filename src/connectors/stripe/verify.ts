// A webhook's signature: `Stripe-Signature: t=…,v1=…`, hexadecimal HMAC-SHA256 of time, a point and the body.
// https://docs.stripe.com/webhooks/signature
import { z } from "zod";
import { joined } from "../../platform/bytes.ts";
import { jsonOf } from "../../platform/json.ts";
import { refuse } from "../../protocol/errors.ts";
import type { HookHead, Hooks } from "../connector.ts";
import { clean } from "../foreign-value.ts";
import { digestOf, signatureFits } from "../hmac.ts";
import { fromEpoch } from "./answers.ts";
import type { Settings } from "./settings.ts";

/** How old a signature may be: the default of Stripe's own libraries. Younger than now is a clock that is off, no replay. */
const TOLERANCE_S = 300;
/** Signatures looked at: Stripe signs with two secrets at most while one is rolled. */
const MOST_SIGNATURES = 5;

export const verify: Hooks<Settings>["verify"] = async (request, secrets) => {
	const { at, signatures } = partsOf(request.header("Stripe-Signature") ?? "");
	if (!at || signatures.length === 0) return refuse("missing_header");
	if (Math.floor(request.receivedAtMs / 1000) - Number(at) > TOLERANCE_S) return refuse("invalid_signature");
	const signed = joined([new TextEncoder().encode(`${at}.`), request.body]);
	const fits = await Promise.all(signatures.map((one) => signatureFits(toBase64(one), signed, secrets)));
	if (!fits.includes(true)) return refuse("invalid_signature");
	return { ok: true, head: await headOf(request.body) };
};

/** Only scheme `v1`: others are Stripe's tests (`v0`), or unknown and then no proof. */
function partsOf(header: string): { at: string | undefined; signatures: string[] } {
	const parts = header
		.slice(0, 2_000)
		.split(",")
		.map((part) => part.trim());
	return {
		at: parts.map((part) => /^t=(\d{1,12})$/.exec(part)?.[1]).find((time) => time !== undefined),
		signatures: parts.flatMap((part) => /^v1=([0-9a-f]{64})$/.exec(part)?.[1] ?? []).slice(0, MOST_SIGNATURES),
	};
}

function toBase64(hex: string): string {
	const bytes = hex.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? [];
	return btoa(String.fromCharCode(...bytes));
}

/** https://docs.stripe.com/api/events/object */
const event = z.object({ id: z.string().min(1).max(120), type: z.string().min(1), created: z.number() });

async function headOf(body: Uint8Array): Promise<HookHead> {
	const read = event.safeParse(jsonOf(body));
	if (!read.success) return { topic: "unknown", eventId: await digestOf(body) };
	const { id, type, created } = read.data;
	const occurredAt = fromEpoch(created);
	return { topic: clean(type, 120), eventId: clean(id, 120), ...(occurredAt && { occurredAt }) };
}
