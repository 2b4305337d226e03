// Routes: what was done for requests about customers' data, and the exports that wait to be fetched.
import { createRoute, z } from "@hono/zod-openapi";
import { answers, paging, refusal } from "../platform/endpoint.ts";
import { systemClock } from "../platform/world.ts";
import { pageOf } from "../protocol/http-parts.ts";
import { requestId } from "../protocol/ids.ts";
import { privacyReceipt } from "../protocol/privacy.ts";
import { tenant } from "../workspaces/access.ts";
import { adminsOnly, agentsOnly, type Router } from "../workspaces/principal.ts";
import type { RemovalPorts } from "../workspaces/removal.ts";
import { fetchExport, listReceipts } from "./receipts.ts";

const tags = ["privacy"];
const admins = [adminsOnly];

export function privacyRoutes(app: Router, ports: RemovalPorts): void {
	app.use("/v1/privacy-receipts/*", agentsOnly(ports));

	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/privacy-receipts",
			tags,
			summary: "What was done when a system asked for customers' data to be told or erased, newest first",
			middleware: admins,
			request: { query: z.object(paging) },
			responses: answers(pageOf(privacyReceipt)),
		}),
		async (context) => {
			const db = tenant(context.env, context.get("agent").workspaceId);
			return context.json(await listReceipts(db, context.req.valid("query"), systemClock.now()), 200);
		},
	);

	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/privacy-receipts/{id}/export",
			tags,
			summary: "The file with what is held about the customer, for 30 days; fetching it goes into the audit",
			middleware: admins,
			request: { params: z.object({ id: requestId }) },
			responses: {
				200: { description: "The file", content: { "application/octet-stream": { schema: z.string() } } },
				default: refusal,
			},
		}),
		async (context) => {
			const { id } = context.req.valid("param");
			const file = await fetchExport(context.env, context.get("agent"), id);
			return new Response(file, {
				headers: {
					"content-type": "application/octet-stream",
					"content-disposition": `attachment; filename="heddle-export-${id}.json"`,
					"cache-control": "no-store",
				},
			});
		},
	);
}
