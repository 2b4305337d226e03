// The signed question to an endpoint, and what may be wrong with its answer.
import type { PullCardAnswer, PullCardRequest } from "../../protocol/pull-card.ts";
import type { SystemAnswer, SystemFetch } from "../connector.ts";
import { failureOf, type Read } from "../failure.ts";
import { signStandard } from "../standard-webhooks.ts";
import { readAnswer } from "./answers.ts";
import type { Settings } from "./settings.ts";

/** Beyond it a signature's time no longer fits: the scheme's libraries allow five minutes. */
const CLOCK_OFF_MS = 5 * 60_000;

export interface Endpoint {
	settings: Settings;
	fetchSystem: SystemFetch;
	/** When, and under which id, a question is signed: the same id never again. */
	nowMs: () => number;
	newId: () => string;
}

/** null: the endpoint does not know this customer. `answer` is there also where it could not be read. */
export async function ask(
	{ settings, fetchSystem, nowMs, newId }: Endpoint,
	question: PullCardRequest,
): Promise<{ answer: SystemAnswer; read: Read<PullCardAnswer | null> }> {
	const body = JSON.stringify(question);
	const { pathname, search } = new URL(settings.url);
	const answer = await fetchSystem({
		method: "POST",
		path: pathname + search,
		headers: await signStandard({ id: newId(), atMs: nowMs(), body }, [settings.secret]),
		text: { contentType: "application/json", body },
	});
	return { answer, read: reading(answer, nowMs()) };
}

function reading(answer: SystemAnswer, nowMs: number): Read<PullCardAnswer | null> {
	if (answer.status === 404) return { ok: true, value: null };
	const failure = failureOf(answer, {
		system: "The endpoint",
		unauthenticated: unsigned(answer, nowMs),
		forbidden: "The endpoint denies access (403). Does something stand before it, such as a firewall?",
	});
	if (failure) return failure;
	const read = readAnswer(answer.json);
	return read.ok && read.value.cards.length === 0 ? { ok: true, value: null } : read;
}

function unsigned(answer: SystemAnswer, nowMs: number): string {
	return (
		clockLine(answer, nowMs) ??
		"The endpoint does not accept the signature. Its secret and Heddle's must be the same, and it must check the raw body."
	);
}

/** A sentence where the endpoint's clock is so far from ours that no signature's time fits it. */
export function clockLine({ headers }: SystemAnswer, nowMs: number): string | undefined {
	const date = Date.parse(headers.get("date") ?? "");
	if (Number.isNaN(date) || Math.abs(date - nowMs) < CLOCK_OFF_MS) return undefined;
	const minutes = Math.round(Math.abs(date - nowMs) / 60_000);
	const way = date > nowMs ? "fast" : "slow";
	return `The endpoint's clock is ${minutes} minutes ${way}: it cannot tell whether a signature is new. Set its clock.`;
}
