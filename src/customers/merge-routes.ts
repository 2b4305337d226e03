// Routes: records of one person are merged, looked at, and taken apart again.
import { createRoute, z } from "@hono/zod-openapi";
import { answers, json } from "../platform/endpoint.ts";
import { customerId, mergeId } from "../protocol/ids.ts";
import { merge, mergeWish, sameCustomers } from "../protocol/merges.ts";
import { tenant } from "../workspaces/access.ts";
import { agentsOnly, type Router } from "../workspaces/principal.ts";
import type { RemovalPorts } from "../workspaces/removal.ts";
import { mergeCustomers, undoMerge } from "./merges.ts";
import { sameAs } from "./same-customers.ts";

const tags = ["customers"];

export function mergeRoutes(app: Router, ports: RemovalPorts): void {
	app.use("/v1/customers/:id/same", agentsOnly(ports));
	app.use("/v1/customers/:id/merge", agentsOnly(ports));
	app.use("/v1/merges/:id/undo", agentsOnly(ports));

	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/customers/{id}/same",
			tags,
			summary: "Records that are this customer's too, and those that might be: the same verified e-mail or phone",
			request: { params: z.object({ id: customerId }) },
			responses: answers(sameCustomers),
		}),
		async (context) =>
			context.json(
				await sameAs(tenant(context.env, context.get("agent").workspaceId), context.req.valid("param").id),
				200,
			),
	);
	app.openapi(
		createRoute({
			method: "post",
			path: "/v1/customers/{id}/merge",
			tags,
			summary: "Make a customer one with another who has the same verified key (admins: with any verified one)",
			request: { params: z.object({ id: customerId }), body: json(mergeWish) },
			responses: answers(merge),
		}),
		async (context) => {
			const agent = context.get("agent");
			const { id } = context.req.valid("param");
			const { into } = context.req.valid("json");
			return context.json(
				await mergeCustomers(context.env, tenant(context.env, agent.workspaceId), agent, id, into),
				200,
			);
		},
	);
	app.openapi(
		createRoute({
			method: "post",
			path: "/v1/merges/{id}/undo",
			tags,
			summary: "Take a merge back: both records are what they were",
			request: { params: z.object({ id: mergeId }) },
			responses: answers(merge),
		}),
		async (context) => {
			const agent = context.get("agent");
			return context.json(
				await undoMerge(tenant(context.env, agent.workspaceId), agent, context.req.valid("param").id),
				200,
			);
		},
	);
}
