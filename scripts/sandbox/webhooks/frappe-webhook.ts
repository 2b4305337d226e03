// Frappe's webhook for a document: the whole document as JSON, base64 HMAC-SHA256 of the body in its header.
// https://docs.frappe.io/framework/user/en/guides/integration/webhooks (Webhook Security)
// frappe/integrations/doctype/webhook/webhook.py: the body is Python's json.dumps; no delivery id, no event name.
import { createHmac } from "node:crypto";
import type { Document, Value } from "../systems/erpnext-documents.ts";
import type { Dispatch } from "./dispatch.ts";

export function frappeDispatch(hook: { url: string; secret: string }, document: Document): Dispatch {
	const body = pythonJson(document);
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
