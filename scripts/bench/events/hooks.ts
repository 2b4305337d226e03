// Webhooks of the bench's shops, signed as Shopify signs: in a closed loop, or at a rate that waits for nobody.
import { createHmac } from "node:crypto";
import { Agent, request } from "node:http";
import { type BenchBusiness, HOOK_SECRET } from "../profile/business.ts";
import { FLOOR_HOOK_PATH } from "../worker/paths.ts";

/** An order like any other, or one that a rule and a conversation wait for. */
export type Share = (index: number) => boolean;
export const none: Share = () => false;
export const tenth: Share = (index) => index % 10 === 0;
export const all: Share = () => true;

export interface Sent {
	/** By the id of the order: when it was due to be sent, by `performance.now()`. Those that were accepted. */
	dueAtMs: Map<string, number>;
	/** Those of them that a rule and a conversation wait for. */
	matched: Set<string>;
	/** Answered 202, and refused with 429: the door says that it is too much. */
	accepted: number;
	shed: number;
	/** From when it was due until its answer. */
	answeredMs: number[];
	tookMs: number;
}

const MOST_SOCKETS = 64;
const first = Date.now() * 1000;
let orders = 0;

export class Hooks {
	readonly #origin: string;
	readonly #agent = new Agent({ keepAlive: true, maxSockets: MOST_SOCKETS });
	/** Undefined: the floor. */
	readonly #business: BenchBusiness | undefined;

	constructor(origin: string, business?: BenchBusiness) {
		this.#origin = origin;
		this.#business = business;
	}

	close(): void {
		this.#agent.destroy();
	}

	/** So many at a time, each followed by the next as soon as it is answered. */
	async closedLoop(atOnce: number, forMs: number, matches: Share): Promise<Sent> {
		const sent = newSent();
		const began = performance.now();
		let index = 0;
		const goOn = async () => {
			while (performance.now() - began < forMs) await this.#send(sent, index++, performance.now(), matches);
		};
		await Promise.all(Array.from({ length: atOnce }, goOn));
		sent.tookMs = performance.now() - began;
		return sent;
	}

	/** One after the other, whatever the answers do. */
	async openLoop(perSecond: number, forMs: number, matches: Share): Promise<Sent> {
		const sent = newSent();
		const began = performance.now();
		const count = Math.round((perSecond * forMs) / 1000);
		const underway: Promise<void>[] = [];
		for (let index = 0; index < count; index++) {
			const dueAt = began + (index * 1000) / perSecond;
			const wait = dueAt - performance.now();
			if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
			underway.push(this.#send(sent, index, dueAt, matches));
		}
		await Promise.all(underway);
		sent.tookMs = performance.now() - began;
		return sent;
	}

	async #send(sent: Sent, index: number, dueAtMs: number, matches: Share): Promise<void> {
		orders += 1;
		const id = String(first + orders);
		const body = orderOf(id, matches(index));
		const { path, headers } = this.#addressed(body, id, index);
		const status = await this.#post(path, body, headers);
		sent.answeredMs.push(performance.now() - dueAtMs);
		if (status === 202) {
			sent.accepted += 1;
			sent.dueAtMs.set(id, dueAtMs);
			if (matches(index)) sent.matched.add(id);
		} else if (status === 429) sent.shed += 1;
		else throw new Error(`a webhook was answered ${status}`);
	}

	/** The connections in turn, as shops would be: each has a limit of its own (HOOK_LIMIT), which is not lifted. */
	#addressed(body: string, id: string, index: number): { path: string; headers: Record<string, string> } {
		if (!this.#business) return { path: FLOOR_HOOK_PATH, headers: {} };
		const { workspaceId, connections } = this.#business;
		return {
			path: `/v1/hooks/${workspaceId}/${connections[index % connections.length]}`,
			headers: {
				"x-shopify-topic": "orders/create",
				"x-shopify-hmac-sha256": createHmac("sha256", HOOK_SECRET).update(body).digest("base64"),
				"x-shopify-event-id": id,
			},
		};
	}

	#post(path: string, body: string, headers: Record<string, string>): Promise<number> {
		return new Promise((resolve, reject) => {
			const asked = request(
				this.#origin + path,
				{
					method: "POST",
					agent: this.#agent,
					headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body), ...headers },
				},
				(answer) => answer.resume().on("end", () => resolve(answer.statusCode ?? 0)),
			);
			asked.on("error", reject).end(body);
		});
	}
}

function newSent(): Sent {
	return { dueAtMs: new Map(), matched: new Set(), accepted: 0, shed: 0, answeredMs: [], tookMs: 0 };
}

/** What matches is tagged for the rule, and of the customer who has a conversation open. */
function orderOf(id: string, matches: boolean): string {
	const at = new Date().toISOString();
	return JSON.stringify({
		id: Number(id),
		name: `#${id}`,
		email: matches ? "lena@example.com" : `somebody-${id}@example.com`,
		created_at: at,
		updated_at: at,
		currency: "EUR",
		current_total_price: "129.90",
		financial_status: "paid",
		tags: matches ? "urgent" : "",
		line_items: [
			{ title: "Oak table", quantity: 1 },
			{ title: "Linen throw", quantity: 2 },
		],
		shipping_lines: [{ title: "Standard" }],
		shipping_address: { country_code: "DE" },
	});
}
