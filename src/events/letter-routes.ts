// Routes: dead letters are looked at and replayed, by admins.
import { createRoute, z } from "@hono/zod-openapi";
import { answers, json, paging } from "../platform/endpoint.ts";
import { systemClock } from "../platform/world.ts";
import { deadLetter, deadLetterWithPayload, replayed, replayWish } from "../protocol/dead-letter.ts";
import { pageOf } from "../protocol/http-parts.ts";
import { requestId } from "../protocol/ids.ts";
import { tenant } from "../workspaces/access.ts";
import { adminsOnly, agentsOnly, type Router } from "../workspaces/principal.ts";
import type { RemovalPorts } from "../workspaces/removal.ts";
import { letterWithPayload, listLetters, replay } from "./letters.ts";

const tags = ["events"];
const admins = [adminsOnly];

export function letterRoutes(app: Router, ports: RemovalPorts): void {
	app.use("/v1/dead-letters/*", agentsOnly(ports));

	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/dead-letters",
			tags,
			summary: "Events that their queue gave up on, newest first",
			middleware: admins,
			request: { query: z.object(paging) },
			responses: answers(pageOf(deadLetter)),
		}),
		async (context) => {
			const db = tenant(context.env, context.get("agent").workspaceId);
			return context.json(await listLetters(db, context.req.valid("query")), 200);
		},
	);

	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/dead-letters/{id}",
			tags,
			summary: "One of them, with its payload's structure; what the payload says is not shown",
			middleware: admins,
			request: { params: z.object({ id: requestId }) },
			responses: answers(deadLetterWithPayload),
		}),
		async (context) => {
			const { workspaceId } = context.get("agent");
			return context.json(await letterWithPayload(context.env, workspaceId, context.req.valid("param").id), 200);
		},
	);

	app.openapi(
		createRoute({
			method: "post",
			path: "/v1/dead-letters/replay",
			tags,
			summary: "Put them back into the queue, any number of times: what an event does, it does once",
			middleware: admins,
			request: { body: json(replayWish) },
			responses: answers(replayed),
		}),
		async (context) =>
			context.json(await replay(context.env, context.get("agent"), context.req.valid("json"), systemClock.now()), 200),
	);
}
