// ERPNext's REST API over its documents: lists, single documents, who am I.
// https://docs.frappe.io/framework/user/en/api/rest
import { Hono } from "hono";
import { type TenantKey, tenantKeys, tenants } from "../tenants.ts";
import { doctypes } from "./erpnext-documents.ts";
import { list } from "./erpnext-query.ts";
import type { System, World } from "./system.ts";

/** Window of a site that sets one, https://docs.frappe.io/framework/user/en/rate-limiting */
const RATE_WINDOW_SECONDS = 60;

export function erpnext(world: World): System {
	return {
		key: "erpnext",
		authenticate: (request) => {
			const token = /^token (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
			return tenantKeys.find((key) => {
				const { apiKey, apiSecret } = tenants[key].credentials.erpnext;
				return token === `${apiKey}:${apiSecret}`;
			});
		},
		serve: (request, tenant) => routes(world, tenant).fetch(request),
		refused: (request) =>
			request.headers.has("authorization")
				? exception(401, "AuthenticationError", "")
				: exception(403, "PermissionError", "You are not permitted to access this resource. Login to access"),
		failing: () => exception(500, "OperationalError", "(2006, 'MySQL server has gone away')"),
		malformed: () => Response.json({ data: { message: "bench is migrating" }, exc: null }),
		// frappe/rate_limiter.py answers in plain text, with the window in its headers.
		rateLimited: () =>
			new Response("Too Many Requests", {
				status: 429,
				headers: {
					"content-type": "text/plain; charset=utf-8",
					"retry-after": String(RATE_WINDOW_SECONDS),
					"x-ratelimit-limit": "600000000",
					"x-ratelimit-remaining": "0",
					"x-ratelimit-reset": String(RATE_WINDOW_SECONDS),
				},
			}),
	};
}

function routes(world: World, key: TenantKey): Hono {
	const app = new Hono();
	const tenant = tenants[key];
	const { business } = world.memory.state[key];
	app.get("/api/method/frappe.auth.get_logged_user", (c) => c.json({ message: tenant.credentials.zendesk.email }));
	app.get("/api/resource/:doctype", (c) => {
		const doctype = c.req.param("doctype");
		const documents = doctypes[doctype]?.(business, tenant);
		if (!documents) return unknown(`DocType ${doctype}`);
		const listing = list(doctype, documents, new URL(c.req.url).searchParams);
		// DataError is a ValidationError, which Frappe answers with 417 (frappe/exceptions.py).
		return listing.ok ? c.json({ data: listing.data }) : exception(417, "DataError", listing.message);
	});
	app.get("/api/resource/:doctype/:name", (c) => {
		const { doctype, name } = c.req.param();
		const document = doctypes[doctype]?.(business, tenant).find((one) => one.name === name);
		return document ? c.json({ data: document }) : unknown(`${doctype} ${name}`);
	});
	app.notFound(() => unknown("Page"));
	return app;
}

function unknown(what: string): Response {
	return exception(404, "DoesNotExistError", `${what} not found`);
}

/** Frappe's error body; `exc` and `_server_messages` are JSON inside JSON, as frappe/utils/response.py writes them. */
function exception(status: number, type: string, message: string): Response {
	return Response.json(
		{
			exception: `frappe.exceptions.${type}${message ? `: ${message}` : ""}`,
			exc_type: type,
			exc: JSON.stringify([
				`Traceback (most recent call last):\nfrappe.exceptions.${type}${message ? `: ${message}` : ""}\n`,
			]),
			...(message ? { _server_messages: JSON.stringify([JSON.stringify({ message, title: "Message" })]) } : {}),
		},
		{ status },
	);
}
