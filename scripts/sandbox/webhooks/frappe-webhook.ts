// Frappe's webhook for a Delivery Note, set up as the ERPNext connector's README says: that JSON body, base64
// HMAC-SHA256 of it in the header.
// https://docs.frappe.io/framework/user/en/guides/integration/webhooks (Webhook Security)
// frappe/integrations/doctype/webhook/webhook.py: the body is Python's json.dumps; no delivery id, no event name.
import { createHmac } from "node:crypto";
import type { Document, Value } from "../systems/erpnext-documents.ts";
import type { Dispatch } from "./dispatch.ts";

/** `previousDay`: what `doc.get_doc_before_save()` says of the expected date. */
export function frappeDispatch(
	hook: { url: string; secret: string },
	document: Document,
	previousDay: string,
): Dispatch {
	const body = pythonJson(hookBody(document, previousDay));
	return {
		system: "erpnext",
		topic: String(document.doctype),
		// Frappe sends no id. This one is for the sandbox's own log.
		eventId: `${document.doctype} ${document.name} ${document.modified}`,
		webhookId: null,
		url: hook.url,
		headers: {
			"content-type": "application/json",
			"user-agent": "python-requests/2.32.3",
			"x-frappe-webhook-signature": createHmac("sha256", hook.secret).update(body).digest("base64"),
		},
		body,
	};
}

/** The webhook's JSON template, rendered: src/connectors/erpnext/README.md. */
function hookBody(document: Document, previousDay: string): Document {
	const fields = [
		"doctype",
		"name",
		"creation",
		"modified",
		"status",
		"customer",
		"customer_name",
		"contact_email",
		"contact_mobile",
		"posting_date",
		"posting_time",
		"po_no",
		"custom_expected_delivery_date",
		"custom_delivery_status",
		"custom_delay_reason",
	];
	const items = Array.isArray(document.items) ? document.items : [];
	return {
		...Object.fromEntries(fields.map((field) => [field, document[field] ?? ""])),
		previous_delivery_date: previousDay,
		items: items.map(({ item_name, qty }) => ({ item_name: item_name ?? "", qty: qty ?? 0 })),
	};
}

/** As Python's json.dumps writes it: a space after commas and colons, everything beyond ASCII escaped. */
export function pythonJson(value: Value | Document): string {
	if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
	if (typeof value === "object" && value !== null) {
		return `{${Object.entries(value)
			.map(([field, held]) => `${pythonJson(field)}: ${pythonJson(held)}`)
			.join(", ")}}`;
	}
	return JSON.stringify(value).replace(
		/[\u0080-\uffff]/g,
		(unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}
