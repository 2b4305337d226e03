// The business as ERPNext documents: Customer, Sales Order, Delivery Note, Bin, Item.
// Field names: the DocType definitions of ERPNext, https://docs.frappe.io/erpnext (Sales Order, Delivery Note, Bin).
// Fields that begin with `custom_` are custom fields of these two sites: a Delivery Note has no expected date of its own.
// https://docs.frappe.io/framework/user/en/basics/doctypes/customize (custom fields get this prefix)
import { type Business, customerOf, type Delivery, decimal, fullName, type Order } from "../business.ts";
import { deliveryOf, subtotalCents, totalCents } from "../orders.ts";
import type { Tenant } from "../tenants.ts";

export type Value = string | number | null | Document[];
export type Document = { [field: string]: Value };

export const doctypes: Record<string, (business: Business, tenant: Tenant) => Document[]> = {
	Customer: customers,
	"Sales Order": (business, tenant) => business.orders.map((order) => salesOrder(business, tenant, order)),
	"Delivery Note": (business, tenant) =>
		business.deliveries.map((delivery) => deliveryNote(business, tenant, delivery)),
	Bin: bins,
	Item: items,
};

export function deliveryNote(business: Business, tenant: Tenant, delivery: Delivery): Document {
	const order = business.orders.find(({ id }) => id === delivery.orderId);
	if (!order) throw new Error(`${delivery.name} delivers no order`);
	const customer = customerOf(business, order);
	const shipment = order.shipments.at(-1);
	const states = {
		draft: ["Draft", 0],
		shipped: ["To Bill", 1],
		delivered: ["Completed", 1],
		cancelled: ["Cancelled", 2],
	} as const;
	const [status, docstatus] = states[delivery.state];
	return {
		...kept(tenant, "Delivery Note", delivery.name, delivery.createdAt, delivery.modifiedAt, docstatus),
		title: fullName(customer),
		customer: customer.account,
		customer_name: fullName(customer),
		contact_email: customer.email,
		contact_mobile: customer.phone,
		company: tenant.company,
		posting_date: delivery.createdAt.slice(0, 10),
		// A timedelta in Python: the hour has no leading zero.
		posting_time: delivery.createdAt.slice(11, 19).replace(/^0/, ""),
		status,
		is_return: 0,
		currency: tenant.currency,
		total_qty: order.lines.reduce((sum, line) => sum + line.quantity, 0),
		net_total: Number(decimal(subtotalCents(order))),
		grand_total: Number(decimal(totalCents(order))),
		per_billed: delivery.state === "delivered" ? 100 : 0,
		po_no: `#${order.number}`,
		set_warehouse: business.stock[0]?.warehouse ?? null,
		transporter_name: shipment?.carrier ?? null,
		lr_no: shipment?.trackingNumber ?? null,
		lr_date: shipment?.createdAt.slice(0, 10) ?? null,
		shipping_address: `${customer.address.street}, ${customer.address.zip} ${customer.address.city}, ${customer.address.country}`,
		custom_expected_delivery_date: delivery.expectedOn,
		custom_delivery_status: delivery.state === "delivered" ? "Delivered" : delivery.delayed ? "Delayed" : "On Track",
		custom_delay_reason: delivery.delayReason,
		items: order.lines.map((line, place) => ({
			doctype: "Delivery Note Item",
			name: `dni-${line.id}`,
			parent: delivery.name,
			parenttype: "Delivery Note",
			parentfield: "items",
			idx: place + 1,
			item_code: line.sku,
			item_name: line.title,
			qty: line.quantity,
			uom: "Nos",
			rate: Number(decimal(line.unitCents)),
			amount: Number(decimal(line.unitCents * line.quantity)),
			warehouse: business.stock.find(({ sku }) => sku === line.sku)?.warehouse ?? null,
			actual_qty: business.stock.find(({ sku }) => sku === line.sku)?.actual ?? 0,
			against_sales_order: salesOrderName(order),
		})),
	};
}

function salesOrder(business: Business, tenant: Tenant, order: Order): Document {
	const customer = customerOf(business, order);
	const delivery = deliveryOf(business, order);
	const pieces = order.lines.reduce((sum, line) => sum + line.quantity, 0);
	const shipped = order.lines.reduce((sum, line) => sum + line.shipped, 0);
	const deliveryStatus = shipped === 0 ? "Not Delivered" : shipped < pieces ? "Partly Delivered" : "Fully Delivered";
	return {
		...kept(tenant, "Sales Order", salesOrderName(order), order.createdAt, order.updatedAt, order.cancelledAt ? 2 : 1),
		customer: customer.account,
		customer_name: fullName(customer),
		contact_email: customer.email,
		company: tenant.company,
		order_type: "Sales",
		transaction_date: order.createdAt.slice(0, 10),
		delivery_date: delivery.expectedOn,
		po_no: `#${order.number}`,
		status: order.cancelledAt
			? "Cancelled"
			: shipped < pieces
				? "To Deliver and Bill"
				: delivery.state === "delivered"
					? "Completed"
					: "To Bill",
		delivery_status: deliveryStatus,
		billing_status: delivery.state === "delivered" ? "Fully Billed" : "Not Billed",
		per_delivered: Math.round((shipped / pieces) * 100),
		per_billed: delivery.state === "delivered" ? 100 : 0,
		currency: tenant.currency,
		total_qty: pieces,
		grand_total: Number(decimal(totalCents(order))),
		items: order.lines.map((line, place) => ({
			doctype: "Sales Order Item",
			name: `soi-${line.id}`,
			parent: salesOrderName(order),
			parenttype: "Sales Order",
			parentfield: "items",
			idx: place + 1,
			item_code: line.sku,
			item_name: line.title,
			qty: line.quantity,
			delivered_qty: line.shipped,
			rate: Number(decimal(line.unitCents)),
			amount: Number(decimal(line.unitCents * line.quantity)),
			delivery_date: delivery.expectedOn,
		})),
	};
}

function customers(business: Business, tenant: Tenant): Document[] {
	return business.customers.map((customer) => ({
		...kept(tenant, "Customer", customer.account, customer.createdAt, customer.createdAt, 0),
		customer_name: fullName(customer),
		customer_type: customer.contact?.company ? "Company" : "Individual",
		customer_group: customer.customerGroup,
		territory: customer.address.country,
		email_id: customer.email,
		mobile_no: customer.phone,
		language: customer.locale.slice(0, 2),
		default_currency: tenant.currency,
		customer_details: customer.note,
		disabled: 0,
	}));
}

/** projected_qty is ERPNext's own sum: actual + ordered − reserved (docs: Projected Quantity). */
function bins(business: Business, tenant: Tenant): Document[] {
	return business.stock.map((bin) => ({
		...kept(tenant, "Bin", `bin-${bin.sku.toLowerCase()}`, business.changedAt, business.changedAt, 0),
		item_code: bin.sku,
		warehouse: bin.warehouse,
		actual_qty: bin.actual,
		reserved_qty: bin.reserved,
		ordered_qty: bin.ordered,
		projected_qty: bin.actual + bin.ordered - bin.reserved,
		stock_uom: "Nos",
	}));
}

function items(business: Business, tenant: Tenant): Document[] {
	return tenant.products.map((product) => ({
		...kept(tenant, "Item", product.sku, business.changedAt, business.changedAt, 0),
		item_code: product.sku,
		item_name: product.title,
		description: product.detail.en,
		item_group: "Products",
		stock_uom: "Nos",
		standard_rate: Number(decimal(product.cents)),
		disabled: 0,
	}));
}

/** What every Frappe document has. */
function kept(
	tenant: Tenant,
	doctype: string,
	name: string,
	createdAt: string,
	modifiedAt: string,
	docstatus: 0 | 1 | 2,
): Document {
	return {
		doctype,
		name,
		owner: tenant.credentials.zendesk.email,
		creation: stamp(createdAt),
		modified: stamp(modifiedAt),
		modified_by: tenant.credentials.zendesk.email,
		docstatus,
		idx: 0,
	};
}

/** Frappe writes "2026-11-23 06:10:00.123456", without a zone; these two sites keep UTC. */
function stamp(instant: string): string {
	return `${instant.slice(0, 10)} ${instant.slice(11, 23)}000`;
}

function salesOrderName(order: Order): string {
	return `SAL-ORD-${order.createdAt.slice(0, 4)}-${String(order.number).padStart(5, "0")}`;
}
