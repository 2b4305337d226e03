// Waiting for what happens behind a queue: for the Worker's own word that it is done.
import { expect, vi } from "vitest";
import { conversation, hookAccepted } from "../../../src/protocol/http.ts";
import { pageOf } from "../../../src/protocol/http-parts.ts";
import { answerOf } from "./call.ts";
import type { Home } from "./home.ts";
import { watchLog } from "./log-lines.ts";

/** The real queue delivers within milliseconds; only a test that fails waits so long. */
export const SOON = { timeout: 15_000, interval: 50 };

/** Sends webhooks, and waits until the consumer has applied each. */
export async function apply(...sends: (() => Promise<Response>)[]): Promise<void> {
	const log = watchLog();
	const before = log.of("event_applied").length;
	for (const send of sends) await answerOf(hookAccepted, await send());
	await expect.poll(() => log.of("event_applied").length - before, SOON).toBe(sends.length);
}

/** Waits until Postgres has the conversation, and with it its customer. */
export async function stored({ owner }: Home, id: string): Promise<void> {
	const ids = async () =>
		(await owner.get("/v1/conversations?limit=100", pageOf(conversation))).data.map((one) => one.id);
	await vi.waitFor(async () => expect(await ids()).toContain(id), SOON);
}
