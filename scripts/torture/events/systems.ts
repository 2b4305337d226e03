// The business systems that the program plays: what each sends, and how it signs, written from the systems' own
// documents (src/connectors/*/README.md names them) and not with Heddle's code.
import { createHmac } from "node:crypto";

/** One change of one order, document or invoice. */
export interface Change {
	/** Number of the object. The same numbers are used in every workspace. */
	object: number;
	/** Which change of it this is, from 1: higher is newer. */
	revision: number;
	/** Whether the rule for large orders is to hold: of an object either all of its changes or none. */
	urgent: boolean;
	/** E-mail of whom it belongs to; null: nobody. */
	person: string | null;
	/** Whose it is: the workspace's word, which stands in what the payload is called. */
	mark: string;
}

export interface Request {
	body: string;
	headers: Record<string, string>;
}

export interface PlayedSystem {
	connector: string;
	/** What the set-up form wants. */
	settings: Record<string, string>;
	/** The object's id as Heddle is to keep it. */
	objectId(object: number): string;
	body(change: Change): string;
	/** The headers of a delivery, signed at that moment (milliseconds since 1970). */
	headers(body: string, change: Change, secret: string, atMs: number): Record<string, string>;
	/** The header that carries the signature. */
	signature: string;
}

/** In whole seconds, as all of them have it: a minute for each change. Long ago, so that no system's clock matters. */
export function changedAt({ revision }: Pick<Change, "revision">): Date {
	return new Date(Date.UTC(2026, 9, 1, 8, 0, 0) + revision * 60_000);
}

const LARGE = 640;
const SMALL = 19;
/** Minor units of EUR from which on the business calls it large. */
export const LARGE_FROM = 50_000;

/** https://shopify.dev/docs/apps/build/webhooks/verify-deliveries */
const shopify: PlayedSystem = {
	connector: "shopify",
	settings: { shop: "torture.myshopify.com", accessToken: "shpat_torture" },
	objectId: (object) => String(1_000_000 + object),
	signature: "x-shopify-hmac-sha256",
	body: ({ object, revision, urgent, person, mark }) =>
		JSON.stringify({
			id: 1_000_000 + object,
			name: `#${mark}-${object}`,
			created_at: changedAt({ revision: 1 }).toISOString(),
			updated_at: changedAt({ revision }).toISOString(),
			currency: "EUR",
			current_total_price: `${urgent ? LARGE : SMALL}.00`,
			financial_status: "paid",
			email: person,
			contact_email: person,
			line_items: [{ title: `Oak table of ${mark}`, quantity: revision }],
		}),
	headers: (body, { object, revision }, secret) => ({
		"x-shopify-topic": revision === 1 ? "orders/create" : "orders/updated",
		"x-shopify-hmac-sha256": base64(secret, body),
		"x-shopify-event-id": `${object}-${revision}`,
		"x-shopify-webhook-id": crypto.randomUUID(),
		"x-shopify-triggered-at": changedAt({ revision }).toISOString(),
	}),
};

/** https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks */
const woocommerce: PlayedSystem = {
	connector: "woocommerce",
	settings: { url: "https://torture.example", consumerKey: "ck_torture", consumerSecret: "cs_torture" },
	objectId: (object) => String(object),
	signature: "x-wc-webhook-signature",
	body: ({ object, revision, urgent, person, mark }) =>
		JSON.stringify({
			id: object,
			number: `${mark}-${object}`,
			status: "processing",
			currency: "EUR",
			total: `${urgent ? LARGE : SMALL}.00`,
			customer_id: 0,
			date_created_gmt: secondsOf({ revision: 1 }, "T"),
			date_modified_gmt: secondsOf({ revision }, "T"),
			billing: { email: person ?? "", country: "DE" },
			line_items: [{ name: `Oak table of ${mark}`, quantity: revision }],
			shipping_lines: [],
			refunds: [],
			meta_data: [],
		}),
	headers: (body, { revision }, secret) => ({
		"x-wc-webhook-topic": revision === 1 ? "order.created" : "order.updated",
		"x-wc-webhook-delivery-id": crypto.randomUUID(),
		"x-wc-webhook-signature": base64(secret, body),
	}),
};

/** https://docs.frappe.io/framework/user/en/guides/integration/webhooks */
const erpnext: PlayedSystem = {
	connector: "erpnext",
	settings: { url: "https://erp.torture.example", apiKey: "torture-key", apiSecret: "torture-secret" },
	objectId: (object) => `SAL-ORD-2026-${String(object).padStart(5, "0")}`,
	signature: "x-frappe-webhook-signature",
	body: ({ object, revision, urgent, person, mark }) =>
		JSON.stringify({
			doctype: "Sales Order",
			name: erpnext.objectId(object),
			creation: `${secondsOf({ revision: 1 }, " ")}.000000`,
			modified: `${secondsOf({ revision }, " ")}.000000`,
			status: "To Deliver and Bill",
			customer_name: mark,
			contact_email: person ?? "",
			transaction_date: "2026-10-01",
			currency: "EUR",
			grand_total: urgent ? LARGE : SMALL,
			items: [{ item_name: `Oak table of ${mark}`, qty: revision }],
		}),
	headers: (body, _change, secret) => ({ "x-frappe-webhook-signature": base64(secret, body) }),
};

/** https://docs.stripe.com/webhooks/signature */
const stripe: PlayedSystem = {
	connector: "stripe",
	settings: { apiKey: "rk_test_torture" },
	objectId: (object) => `in_torture${object}`,
	signature: "stripe-signature",
	body: ({ object, revision, urgent, person, mark }) =>
		JSON.stringify({
			id: `evt_${object}_${revision}`,
			object: "event",
			created: changedAt({ revision }).getTime() / 1000,
			livemode: false,
			type: "invoice.payment_failed",
			data: {
				object: {
					id: stripe.objectId(object),
					number: `${mark}-${object}`,
					amount_due: (urgent ? LARGE : SMALL) * 100,
					currency: "eur",
					livemode: false,
					status: "open",
					attempt_count: revision,
					customer_email: person,
				},
			},
		}),
	headers: (body, _change, secret, atMs) => {
		const at = Math.floor(atMs / 1000);
		const signed = createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
		return { "stripe-signature": `t=${at},v1=${signed}` };
	},
};

export const systems: readonly PlayedSystem[] = [shopify, woocommerce, erpnext, stripe];

export function systemOf(connector: string): PlayedSystem {
	const system = systems.find((one) => one.connector === connector);
	if (!system) throw new Error(`no system is played for ${connector}`);
	return system;
}

/** Kinds of event whose first change counts as new: the second rule asks for those alone. */
export function isNew(connector: string, revision: number): boolean {
	return connector !== "stripe" && revision === 1;
}

function base64(secret: string, body: string): string {
	return createHmac("sha256", secret).update(body).digest("base64");
}

/** 2026-10-01T08:01:00, in UTC. */
function secondsOf(change: Pick<Change, "revision">, between: "T" | " "): string {
	return changedAt(change).toISOString().slice(0, 19).replace("T", between);
}
