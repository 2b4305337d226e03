// Webhooks as Shopify sends them, of nothing that happened. https://shopify.dev/docs/api/webhooks/2026-10
import type { Simulations } from "../connector.ts";

export const simulates: Simulations = {
	order_placed: ({ id, email, nowMs }) => ({
		topic: "orders/create",
		payload: {
			id: Number(id),
			name: `#TEST-${id.slice(-4)}`,
			created_at: secondOf(nowMs),
			updated_at: secondOf(nowMs),
			currency: "EUR",
			current_total_price: "642.00",
			total_price: "642.00",
			financial_status: "paid",
			fulfillment_status: null,
			tags: "test",
			email: email ?? null,
			contact_email: email ?? null,
			customer: null,
			shipping_lines: [{ title: "Express" }],
			shipping_address: { country_code: "DE" },
			line_items: [{ title: "Test item", quantity: 1, current_quantity: 1 }],
			fulfillments: [],
			refunds: [],
		},
	}),
	late_parcel: ({ id, email, nowMs }) => ({
		topic: "fulfillments/update",
		payload: {
			id: Number(id),
			order_id: Number(id),
			name: `#TEST-${id.slice(-4)}.1`,
			email: email ?? null,
			status: "success",
			shipment_status: "delayed",
			tracking_company: "DHL",
			tracking_number: `TEST${id}`,
			tracking_numbers: [`TEST${id}`],
			tracking_urls: [],
			created_at: secondOf(nowMs),
			updated_at: secondOf(nowMs),
		},
	}),
	dispute_opened: ({ id, nowMs }) => ({
		topic: "disputes/create",
		payload: {
			id: Number(id),
			order_id: Number(id),
			type: "chargeback",
			amount: "642.00",
			currency: "EUR",
			reason: "product_not_received",
			status: "needs_response",
			initiated_at: secondOf(nowMs),
			finalized_on: null,
		},
	}),
};

function secondOf(ms: number): string {
	return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
