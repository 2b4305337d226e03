// Sends webhooks as business systems do: signed at the moment of sending, and again where there was no answer.
import { createHmac } from "node:crypto";
import { Agent, type IncomingMessage, request } from "node:http";
import { z } from "zod";
import { pause } from "../wait.ts";
import type { Answer, Business, Webhook } from "./history.ts";
import { type Request, systemOf } from "./systems.ts";

/** Of one connection, for which the program is the system: both know it. Each workspace has its own. */
export function secretOf(mark: string, connector: string): string {
	return createHmac("sha256", "torture").update(`${mark} ${connector}`).digest("hex");
}

const AT_ONCE = 12;
const ANSWER_WITHIN_MS = 30_000;
/** Systems try again for hours; whatever is torn here is mended within seconds. */
const TRIES = 40;
const AGAIN_AFTER_MS = 250;
/** Older than any scheme with a window of time allows. */
const STALE_MS = 3_600_000;

const accepted = z.object({ traceId: z.string() });

export class Sender {
	readonly answers: Answer[] = [];
	readonly #agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

	async sendAll(
		sends: readonly Webhook[],
		to: { origin: string; businesses: readonly Business[] },
		onSent: (sent: number) => void,
	): Promise<void> {
		const left = sends.values();
		let sent = 0;
		const sendSome = async () => {
			for (const webhook of left) {
				await this.#send(webhook, to);
				onSent(++sent);
			}
		};
		await Promise.all(Array.from({ length: AT_ONCE }, sendSome));
		this.#agent.destroy();
	}

	async #send(
		webhook: Webhook,
		{ origin, businesses }: { origin: string; businesses: readonly Business[] },
	): Promise<void> {
		for (let tries = 0; tries < TRIES; tries++) {
			const { path, body, headers } = written(webhook, businesses, Date.now());
			const answer = await this.#post(origin + path, body, headers);
			this.answers.push({ webhook: webhook.id, ...answer });
			if (answer.status !== null && answer.status < 500 && answer.status !== 429) return;
			await pause(AGAIN_AFTER_MS);
		}
	}

	#post(url: string, body: string, headers: Record<string, string>): Promise<Pick<Answer, "status" | "traceId">> {
		return new Promise((resolve) => {
			const torn = () => resolve({ status: null, traceId: undefined });
			const asked = request(
				url,
				{
					method: "POST",
					agent: this.#agent,
					headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body), ...headers },
					timeout: ANSWER_WITHIN_MS,
				},
				(response) => {
					let said = "";
					response
						.setEncoding("utf8")
						.on("data", (part: string) => {
							said += part;
						})
						.on("end", () => resolve({ status: statusOf(response), traceId: traceIn(said) }))
						.on("error", torn);
				},
			);
			asked.on("error", torn).on("timeout", () => asked.destroy());
			asked.end(body);
		});
	}
}

/** A killed Worker's 500 is written by the process before it, and is no problem document: nobody has answered. */
function statusOf({ statusCode = 0, headers }: IncomingMessage): number | null {
	return statusCode >= 500 && !headers["content-type"]?.startsWith("application/problem+json") ? null : statusCode;
}

function traceIn(said: string): string | undefined {
	try {
		return accepted.safeParse(JSON.parse(said)).data?.traceId;
	} catch {
		return undefined;
	}
}

/** The request as it goes over the wire, with its flaw. */
export function written(webhook: Webhook, businesses: readonly Business[], atMs: number): Request & { path: string } {
	const system = systemOf(webhook.connector);
	const home = at(businesses, webhook.home);
	const secret = secretOf(home.mark, webhook.connector);
	const body = system.body(webhook);
	const sign = (text: string, key = secret, when = atMs) => system.headers(text, webhook, key, when);
	const path = `/v1/hooks/${home.workspaceId}/${home.connections[webhook.connector]}`;
	const whole = { path, body, headers: sign(body) };
	const other = at(businesses, (webhook.home + 1) % businesses.length);
	const others = secretOf(other.mark, webhook.connector);
	switch (webhook.flaw) {
		case null:
			return whole;
		case "forged":
			return forged();
		case "malformed":
			return malformed();
		case "stray":
			// Rightly signed by another workspace's system; the last of them for that system's connection, too.
			return webhook.way < 2
				? { ...whole, headers: sign(body, others) }
				: {
						body,
						headers: sign(body, others),
						path: `/v1/hooks/${home.workspaceId}/${other.connections[webhook.connector]}`,
					};
	}

	function forged(): Request & { path: string } {
		if (webhook.way === 0) return { ...whole, headers: sign(body, "a secret that nobody has") };
		if (webhook.way === 1) return { ...whole, body: body.replace("EUR", "USD").replace("eur", "usd") };
		// Where there is a window of time, a replay from an hour ago; elsewhere half a signature.
		if (webhook.connector === "stripe") return { ...whole, headers: sign(body, secret, atMs - STALE_MS) };
		const half = whole.headers[system.signature]?.slice(0, 22) ?? "";
		return { ...whole, headers: { ...whole.headers, [system.signature]: half } };
	}

	function malformed(): Request & { path: string } {
		if (webhook.way === 0) {
			const { [system.signature]: _, ...headers } = whole.headers;
			return { ...whole, headers };
		}
		// Rightly signed, and no JSON: cut off in the middle, or no text at all.
		const broken = webhook.way === 1 ? body.slice(0, body.length / 2) : "\u0000\u0001 not JSON";
		return { path, body: broken, headers: sign(broken) };
	}
}

function at<T>(list: readonly T[], index: number): T {
	const one = list[index];
	if (one === undefined) throw new Error(`nothing at ${index}`);
	return one;
}
