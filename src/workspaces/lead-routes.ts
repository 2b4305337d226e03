// Routes: who leads which team.
import { createRoute, z } from "@hono/zod-openapi";
import { answers, done, json } from "../platform/endpoint.ts";
import { Refused } from "../platform/http-error.ts";
import { teamId, userId } from "../protocol/ids.ts";
import { leadWish, teamLead } from "../protocol/team-lead.ts";
import { allLeads, setLead } from "./leads.ts";
import { adminsOnly, agentsOnly, type Router } from "./principal.ts";
import type { RemovalPorts } from "./removal.ts";

const tags = ["workspaces"];

export function leadRoutes(app: Router, ports: RemovalPorts): void {
	app.use("/v1/team-leads/*", agentsOnly(ports));
	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/team-leads",
			tags,
			summary: "Who leads which team: alerts that nobody acknowledges climb to them",
			responses: answers(z.object({ data: z.array(teamLead) })),
		}),
		async (context) => context.json({ data: await allLeads(context.env, context.get("agent").workspaceId) }, 200),
	);
	app.openapi(
		createRoute({
			method: "put",
			path: "/v1/team-leads/{teamId}/{userId}",
			tags,
			summary: "Make a member of a team its lead, or no more",
			middleware: [adminsOnly] as const,
			request: { params: z.object({ teamId, userId }), body: json(leadWish) },
			responses: done,
		}),
		async (context) => {
			const { workspaceId } = context.get("agent");
			const known = await setLead(context.env, workspaceId, {
				...context.req.valid("param"),
				...context.req.valid("json"),
			});
			if (!known) throw new Refused("not_found");
			return context.body(null, 204);
		},
	);
}
