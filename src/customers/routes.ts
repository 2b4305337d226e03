// Routes: a visitor's session, a customer's record.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { addressOf, limitAddress } from "../platform/address-limit.ts";
import { configOf } from "../platform/config.ts";
import { answers, json } from "../platform/endpoint.ts";
import { Refused } from "../platform/http-error.ts";
import { systemClock } from "../platform/world.ts";
import { customer, newWidgetSession, widgetSession } from "../protocol/http.ts";
import { customerId } from "../protocol/ids.ts";
import { tenant } from "../workspaces/access.ts";
import { inboxDoors } from "../workspaces/doors.ts";
import { type AppEnv, agentsOnly, type Router } from "../workspaces/principal.ts";
import type { RemovalPorts } from "../workspaces/removal.ts";
import type { VisitPorts } from "./ports.ts";
import { customerRecord } from "./records.ts";
import { openVisit } from "./visit.ts";

export function customerRoutes(app: Router, ports: RemovalPorts & VisitPorts): void {
	app.openapi(
		createRoute({
			method: "post",
			path: "/v1/widget/sessions",
			tags: ["widget"],
			summary: "A visitor's token for their conversation",
			request: { body: json(newWidgetSession) },
			responses: answers(widgetSession),
		}),
		async (context) => {
			const wish = context.req.valid("json");
			// By address alone first: whoever asks chooses the inbox.
			await limitAddress(context, "session");
			const { success } = await context.env.VISITOR_LIMIT.limit({ key: `${addressOf(context.req)} ${wish.inboxId}` });
			if (!success) throw new Refused("rate_limited");
			await refuseForeignSite(context, wish.inboxId);
			return context.json(await openVisit(context.env, ports, wish, systemClock), 200);
		},
	);

	app.use("/v1/customers/:id", agentsOnly(ports));
	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/customers/{id}",
			tags: ["customers"],
			summary: "A customer's record",
			request: { params: z.object({ id: customerId }) },
			responses: answers(customer),
		}),
		async (context) =>
			context.json(
				await customerRecord(tenant(context.env, context.get("agent").workspaceId), context.req.valid("param").id),
				200,
			),
	);
}

/** Browsers name the page: Heddle's own frame, or a site that the inbox allows. Programs name none. */
async function refuseForeignSite(
	context: Context<AppEnv>,
	inbox: Parameters<typeof inboxDoors.read>[1],
): Promise<void> {
	const origin = context.req.header("origin");
	if (origin === undefined || origin === new URL(context.req.url).origin) return;
	const door = await inboxDoors.read(context.env, inbox);
	const allowed = [...(door?.settings.origins ?? []), ...configOf(context.env).LOOPBACK_ORIGINS];
	if (!allowed.includes(origin)) throw new Refused("origin_refused");
}
