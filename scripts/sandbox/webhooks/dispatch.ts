// Sending webhooks: repeated, shuffled, forged, retried; and the log of what came back.
import { createHmac, randomUUID } from "node:crypto";
import { z } from "zod";

export type Dispatch = {
	system: "shopify" | "erpnext" | "stripe";
	topic: string;
	eventId: string;
	webhookId: string | null;
	url: string;
	headers: Record<string, string>;
	body: string;
};

/** How one delivery went. `status` null: no answer; `error` says why. */
export type Sent = {
	at: string;
	system: Dispatch["system"];
	topic: string;
	eventId: string;
	webhookId: string | null;
	forged: boolean;
	status: number | null;
	/** Of the last attempt. */
	durationMs: number;
	attempts: number;
	error: string | null;
};

export const SendOptions = z.object({
	/** Sends the very same delivery so many times. */
	times: z.number().int().min(1).max(100).default(1),
	/** All at once instead of one after the other. */
	parallel: z.boolean().default(false),
	shuffle: z.boolean().default(false),
	/** Of the shuffle: the same seed gives the same order. */
	seed: z.number().int().default(1),
	reverse: z.boolean().default(false),
	/** Signs with a wrong secret. The business does not change: a stranger sent it. */
	forge: z.boolean().default(false),
	/** Reuses an event id (Shopify only). */
	eventId: z.string().min(1).max(100).optional(),
	/** Another webhook id on each repetition, the same event id (Shopify only). */
	freshWebhookIds: z.boolean().default(false),
	retry: z.boolean().default(true),
});
export type SendOptions = z.infer<typeof SendOptions>;

export type Post = {
	now(): Date;
	wait(ms: number, signal: AbortSignal): Promise<void>;
	/** Aborted when the sandbox stops: nobody waits for a retry then. */
	stopping: AbortSignal;
	log: Sent[];
};

/** Both vendors give up on an answer after this (Shopify: HTTPS delivery page; Frappe: webhook.py). */
const TIMEOUT_MS = 5_000;
/**
 * Waits between attempts. Frappe: three attempts, 1 s and 4 s apart (webhook.py). Shopify retries 8 times in 4 hours
 * (https://shopify.dev/changelog/updates-to-webhook-retry-mechanism); nobody waits for that here, so it keeps to these.
 */
const RETRY_WAITS_MS = [1_000, 4_000];
const LOG_LENGTH = 200;

/** `lost`: so many of them, from the first on, are never sent. */
export async function sendAll(all: Dispatch[], options: SendOptions, post: Post, lost = 0): Promise<Sent[]> {
	const gone = all.slice(0, lost).map((dispatch) => loseOne(dispatch, post));
	return [...gone, ...(await sendEach(all.slice(lost), options, post))];
}

async function sendEach(dispatches: Dispatch[], options: SendOptions, post: Post): Promise<Sent[]> {
	const repeated = dispatches.flatMap((dispatch) =>
		Array.from({ length: options.times }, () => prepared(dispatch, options)),
	);
	const ordered = options.shuffle ? shuffled(repeated, options.seed) : options.reverse ? repeated.reverse() : repeated;
	if (options.parallel) return Promise.all(ordered.map((dispatch) => send(dispatch, options, post)));
	const sent: Sent[] = [];
	for (const dispatch of ordered) sent.push(await send(dispatch, options, post));
	return sent;
}

function prepared(dispatch: Dispatch, options: SendOptions): Dispatch {
	const headers = { ...dispatch.headers };
	let { webhookId } = dispatch;
	if (options.freshWebhookIds && webhookId) {
		webhookId = randomUUID();
		headers["x-shopify-webhook-id"] = webhookId;
	}
	if (options.forge) {
		const forged = createHmac("sha256", "not the secret").update(dispatch.body);
		if (dispatch.system === "stripe")
			headers["stripe-signature"] = `t=${Math.floor(Date.now() / 1000)},v1=${forged.digest("hex")}`;
		else headers[FORGED[dispatch.system]] = forged.digest("base64");
	}
	return { ...dispatch, webhookId, headers };
}

const FORGED = { shopify: "x-shopify-hmac-sha256", erpnext: "x-frappe-webhook-signature" } as const;

/** Never sent, and in the log as that. */
function loseOne({ system, topic, eventId, webhookId }: Dispatch, post: Post): Sent {
	const sent: Sent = {
		at: post.now().toISOString(),
		system,
		topic,
		eventId,
		webhookId,
		forged: false,
		status: null,
		durationMs: 0,
		attempts: 0,
		error: "lost on its way",
	};
	post.log.push(sent);
	return sent;
}

async function send(dispatch: Dispatch, options: SendOptions, post: Post): Promise<Sent> {
	const { system, topic, eventId, webhookId } = dispatch;
	// A forger does not try again with the same forgery.
	const waits = options.retry && !options.forge ? RETRY_WAITS_MS : [];
	for (let attempt = 0; ; attempt++) {
		const started = post.now();
		const { status, error } = await attemptOnce(dispatch);
		const waitMs = waits[attempt];
		if (waitMs !== undefined && !post.stopping.aborted && (status === null || status >= 300)) {
			await post.wait(waitMs, post.stopping);
			continue;
		}
		const durationMs = post.now().getTime() - started.getTime();
		const sent: Sent = {
			at: started.toISOString(),
			system,
			topic,
			eventId,
			webhookId,
			forged: options.forge,
			status,
			durationMs,
			attempts: attempt + 1,
			error,
		};
		post.log.push(sent);
		post.log.splice(0, post.log.length - LOG_LENGTH);
		return sent;
	}
}

async function attemptOnce({ url, headers, body }: Dispatch): Promise<{ status: number | null; error: string | null }> {
	try {
		const response = await fetch(url, {
			method: "POST",
			headers,
			body,
			redirect: "manual",
			signal: AbortSignal.timeout(TIMEOUT_MS),
		});
		const text = await response.text();
		return { status: response.status, error: response.ok ? null : text.slice(0, 300) };
	} catch (fault) {
		const cause = fault instanceof Error && fault.cause instanceof Error ? fault.cause : fault;
		return { status: null, error: cause instanceof Error ? cause.message : String(cause) };
	}
}

/** Fisher–Yates, driven by a small linear congruential generator (Numerical Recipes' constants). */
function shuffled<Item>(items: Item[], seed: number): Item[] {
	let state = seed >>> 0;
	const keyed = items.map((item) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return { item, key: state };
	});
	return keyed.sort((one, other) => one.key - other.key).map(({ item }) => item);
}
