// Webhooks as WooCommerce sends them, of nothing that happened.
// https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties
import type { Simulations } from "../connector.ts";

export const simulates: Simulations = {
	order_placed: (about) => ({ topic: "order.created", payload: order(about, "processing") }),
	payment_failed: (about) => ({ topic: "order.updated", payload: order(about, "failed") }),
};

function order({ id, email, nowMs }: { id: string; email?: string; nowMs: number }, status: string): object {
	const at = new Date(nowMs).toISOString().slice(0, 19);
	const address = { first_name: "Test", last_name: "Customer", country: "DE", email: email ?? "" };
	return {
		id: Number(id),
		number: `TEST-${id.slice(-4)}`,
		status,
		currency: "EUR",
		total: "642.00",
		customer_id: 0,
		payment_method: "stripe",
		date_created_gmt: at,
		date_modified_gmt: at,
		date_paid_gmt: status === "failed" ? null : at,
		date_completed_gmt: null,
		billing: address,
		shipping: address,
		line_items: [{ name: "Test item", quantity: 1 }],
		shipping_lines: [{ method_title: "Express" }],
		refunds: [],
		meta_data: [],
	};
}
