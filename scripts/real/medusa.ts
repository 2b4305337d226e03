// Medusa 2 itself: an order placed, paid, sent and partly refunded in it, as Heddle's card and events tell it.
import { setTimeout as pause } from "node:timers/promises";
import { medusa as connector } from "../../src/connectors/medusa/connector.ts";
import { jsonOf } from "../../src/platform/json.ts";
import { item } from "../../src/protocol/card.ts";
import { listen } from "../sandbox/server.ts";
import { expectEqual } from "./expectation.ts";
import { furnish, pay, refund, ship } from "./medusa-shop.ts";
import { withMedusa } from "./medusa-site.ts";
import { swept, type Told } from "./medusa-sweep.ts";
import { reach } from "./reach.ts";
import type { RealSystem } from "./real-system.ts";
import { onStage } from "./stage.ts";

/** As the shop's people type it: Medusa keeps capitals, and takes the same address in small letters for another customer. */
const TYPED = "Lena.Hoffmann@example.com";
const VERIFIED = "lena.hoffmann@example.com";
const SECRET = "a secret that Heddle made, of some length";
const LABEL = { tracking_number: "00340434161094000001", tracking_url: "https://carrier.example/t/1" };
/** Events come within a second; a busy machine is given longer. */
const EVENTS_TIMEOUT_MS = 20_000;

type Report = (line: string) => void;

export const medusa: RealSystem = {
	name: "medusa",
	run: (report) =>
		onStage("medusa", async (stage) => {
			const box = await openLetterBox();
			try {
				await withMedusa(stage, { url: box.url, secret: SECRET }, report, (origin) => play(origin, box, report));
			} finally {
				await box.close();
			}
		}),
};

async function play(origin: string, box: LetterBox, report: Report): Promise<void> {
	const shop = await furnish(origin, TYPED);
	report("a shop with an order stands");
	const heddle = connect(origin, shop.secretKey);
	await checkConnection(origin, heddle, report);

	const placed = {
		type: "order",
		id: shop.order.id,
		reference: "#1",
		href: `https://api.oak.example/app/orders/${shop.order.id}`,
		total: { amount: 12_990, currency: "EUR" },
		payment: { label: "Not paid", tone: "warn" },
		fulfilment: { label: "To be sent", tone: "neutral" },
		lines: [{ title: "Oak table", quantity: 2 }],
		parcels: [],
	};
	expectEqual(report, "the card shows the order as it was placed", await heddle.orders(VERIFIED), [placed]);
	const changes = new Changes(origin, shop.secretKey);
	await changes.look(0);
	const payment = await changes.after(() => pay(shop, 129.9));
	await changes.after(() => ship(shop, LABEL));
	const sent = {
		...placed,
		payment: { label: "Paid", tone: "good" },
		fulfilment: { label: "Sent", tone: "neutral" },
		parcels: [{ number: LABEL.tracking_number, href: LABEL.tracking_url, state: { label: "Sent", tone: "neutral" } }],
	};
	expectEqual(report, "then paid and sent, with its tracking number", await heddle.orders(TYPED), [sent]);
	await changes.after(() => refund(shop, payment, 9.95));
	const refunded = {
		...sent,
		// Medusa's total is what is left after a refund.
		total: { amount: 11_995, currency: "EUR" },
		payment: { label: "Partly refunded", tone: "warn" },
		refunded: { amount: 995, currency: "EUR" },
	};
	expectEqual(report, "then partly refunded, to the cent", await heddle.orders(VERIFIED), [refunded]);
	expectEqual(report, "a stranger has no orders", await heddle.orders("a.hoffmann@example.com"), undefined);

	const kinds: Told["kind"][] = ["order.created", "order.fulfilled", "order.paid", "order.refunded", "order.updated"];
	expectEqual(report, "the guide's subscriber told each of it, signed", await box.kindsOf(shop.order.id, kinds), kinds);
	expectEqual(report, "none of it was refused", box.refusals, []);
	const stories = ["order.created", "order.paid", "order.fulfilled", "order.refunded"];
	const found = changes.found.map(({ kind }) => kind);
	expectEqual(report, "a sweep after each finds what happened", found, stories);
	expectEqual(report, "in the very states that the subscriber told", box.statesIn(changes.found), changes.found);
}

/** Sweeps after each thing that happens. */
class Changes {
	readonly found: Told[] = [];
	readonly #origin: string;
	readonly #secretKey: string;

	constructor(origin: string, secretKey: string) {
		this.#origin = origin;
		this.#secretKey = secretKey;
	}

	async after<T>(happens: () => Promise<T>): Promise<T> {
		const before = Date.now();
		const result = await happens();
		await this.look(before);
		return result;
	}

	async look(afterMs: number): Promise<void> {
		this.found.push(...(await swept(this.#origin, this.#secretKey, afterMs)));
	}
}

async function checkConnection(origin: string, heddle: ReturnType<typeof connect>, report: Report): Promise<void> {
	expectEqual(report, "the self-test is green", await heddle.test(), [
		{ ok: true, text: "Connected to https://api.oak.example: the key may read orders." },
		{ ok: true, text: "The key may read customers." },
		{ ok: true, text: "The key may read payments." },
	]);
	const [line] = await connect(origin, "sk_0123456789").test();
	expectEqual(
		report,
		"a wrong key is named",
		[line?.ok, line?.text.includes("does not accept the secret API key")],
		[false, true],
	);
}

function connect(origin: string, secretKey: string) {
	const settings = connector.settings.parse({ url: "https://api.oak.example", secretKey, origin });
	const fetchSystem = reach(origin);
	return {
		test: () => connector.test(settings, fetchSystem),
		/** Without their time; undefined where Medusa does not know the address. Rejects on a failure or an unknown word. */
		async orders(email: string): Promise<object[] | undefined> {
			const found = await connector.lookup({ email }, settings, fetchSystem, (path, value) => {
				throw new Error(`Heddle does not know ${path} "${value}"`);
			});
			if (!found.ok) throw new Error(found.reason);
			if (!found.found) return undefined;
			return found.items.map((one) => {
				const { placedAt: _, ...rest } = Object.assign({ placedAt: "" }, item.parse(one));
				return rest;
			});
		},
	};
}

interface LetterBox {
	url: string;
	refusals: string[];
	/** The kinds of events about the order so far, once each, sorted; waits until all of `wanted` have come. */
	kindsOf(orderId: string, wanted: readonly Told["kind"][]): Promise<string[]>;
	/** Those of the found that were told too: the same kind of event about the same state. */
	statesIn(found: readonly Told[]): Told[];
	close(): Promise<void>;
}

/** Takes webhooks as Heddle does: verified, then translated. */
async function openLetterBox(): Promise<LetterBox> {
	const settings = connector.settings.parse({ url: "https://api.oak.example", secretKey: "sk_0" });
	const told: Told[] = [];
	const refusals: string[] = [];
	const server = await listen(async (request) => {
		const body = new Uint8Array(await request.arrayBuffer());
		const header = (name: string) => request.headers.get(name);
		const hook = { method: request.method, url: request.url, header, body, receivedAtMs: Date.now() };
		const verified = await connector.hooks?.verify(hook, [SECRET]);
		if (!verified?.ok) {
			refusals.push(verified?.code ?? "no hooks");
			return new Response(null, { status: 401 });
		}
		const event = connector.hooks?.translate(verified.head, jsonOf(body), settings);
		if (event) told.push(event);
		return new Response(null, { status: 202 });
	}, 0);
	const kindsOf = (orderId: string) =>
		[...new Set(told.filter(({ objectId }) => objectId === orderId).map(({ kind }) => kind))].toSorted();
	return {
		url: server.origin,
		refusals,
		statesIn: (found) => found.filter((one) => told.some((other) => keyOf(other) === keyOf(one))),
		async kindsOf(orderId, wanted) {
			const deadline = Date.now() + EVENTS_TIMEOUT_MS;
			while (Date.now() < deadline && !wanted.every((kind) => kindsOf(orderId).includes(kind))) await pause(100);
			return kindsOf(orderId);
		},
		close: server.close,
	};
}

function keyOf({ kind, objectId, version }: Told): string {
	return `${kind} ${objectId} ${version}`;
}
