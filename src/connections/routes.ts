// Routes: the connectors there are, the workspace's connections, their tests.
import { createRoute, z } from "@hono/zod-openapi";
import { connectors } from "../connectors/registry.ts";
import { answers, created, done, idempotencyKey, json } from "../platform/endpoint.ts";
import { Refused } from "../platform/http-error.ts";
import { card } from "../protocol/card.ts";
import {
	connection,
	connectionChange,
	connectionHealth,
	connectionTest,
	connectionWord,
	connector,
	customerToTry,
	madeConnection,
	newConnection,
} from "../protocol/connections.ts";
import { connectionId } from "../protocol/ids.ts";
import { tenant } from "../workspaces/access.ts";
import { idempotent } from "../workspaces/idempotency.ts";
import { adminsOnly, agentsOnly, isAdmin, type Router } from "../workspaces/principal.ts";
import type { RemovalPorts } from "../workspaces/removal.ts";
import { formOf } from "./form.ts";
import { installRoutes } from "./install-routes.ts";
import {
	changeConnection,
	connectionFace,
	doorOf,
	listConnections,
	makeConnection,
	removeConnection,
} from "./manage.ts";
import { mappingLines } from "./mapped-system.ts";
import { connectionStub } from "./stub.ts";
import { openSystem } from "./system.ts";
import { tryConnection } from "./try.ts";
import { unknownTopicsOf } from "./unknown-topics.ts";

const tags = ["connections"];
const one = { params: z.object({ id: connectionId }) };
const admins = [adminsOnly];
const listed = z.object({
	data: z.array(connection.extend({ health: z.union([connectionHealth, connectionWord]) })),
});

export function connectionRoutes(app: Router, ports: RemovalPorts): void {
	app.use("/v1/connectors", agentsOnly(ports));
	app.use("/v1/connections/*", agentsOnly(ports));
	app.use("/v1/shopify/*", agentsOnly(ports));
	installRoutes(app, ports);

	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/connectors",
			tags,
			summary: "Kinds of business systems that can be connected",
			responses: answers(z.object({ data: z.array(connector) })),
		}),
		(context) => context.json({ data: [...connectors.values()].map((one) => formOf(context.env, one)) }, 200),
	);

	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/connections",
			tags,
			summary: "The workspace's connections with their health; agents who are no admins see its state alone",
			responses: answers(listed),
		}),
		async (context) => {
			const { workspaceId, jurisdiction, role } = context.get("agent");
			const { origin } = new URL(context.req.url);
			const [rows, topics] = await Promise.all([
				listConnections(context.env, workspaceId),
				unknownTopicsOf(tenant(context.env, workspaceId)),
			]);
			const data = rows.map(async (row) => {
				const counted = await connectionStub(context.env, { workspaceId, jurisdiction, id: row.id }).health();
				const health = { ...counted, unknownTopics: topics.get(row.id) ?? [] };
				return { ...connectionFace(row, origin), health: isAdmin(role) ? health : { state: health.state } };
			});
			return context.json({ data: await Promise.all(data) }, 200);
		},
	);

	app.openapi(
		createRoute({
			method: "post",
			path: "/v1/connections",
			tags,
			summary: "Connect a business system",
			middleware: [adminsOnly, idempotent] as const,
			request: { headers: idempotencyKey, body: json(newConnection) },
			responses: created(madeConnection),
		}),
		async (context) => {
			const { door, hookSecret } = await makeConnection(
				context.env,
				context.get("agent"),
				await context.get("newId")("connection"),
				context.req.valid("json"),
			);
			return context.json({ ...connectionFace(door, new URL(context.req.url).origin), hookSecret }, 201);
		},
	);

	app.openapi(
		createRoute({
			method: "patch",
			path: "/v1/connections/{id}",
			tags,
			summary: "Change a connection; secrets left out stay as they are",
			middleware: admins,
			request: { ...one, body: json(connectionChange) },
			responses: answers(connection),
		}),
		async (context) => {
			const { id } = context.req.valid("param");
			const { workspaceId, jurisdiction } = context.get("agent");
			const door = await changeConnection(context.env, context.get("agent"), id, context.req.valid("json"));
			await connectionStub(context.env, { workspaceId, jurisdiction, id }).forgetFailures();
			return context.json(connectionFace(door, new URL(context.req.url).origin), 200);
		},
	);

	app.openapi(
		createRoute({
			method: "delete",
			path: "/v1/connections/{id}",
			tags,
			summary: "Remove a connection",
			middleware: admins,
			request: one,
			responses: done,
		}),
		async (context) => {
			const { id } = context.req.valid("param");
			const by = context.get("agent");
			await removeConnection(context.env, by, id);
			await connectionStub(context.env, { ...by, id }).forgetSample();
			return context.body(null, 204);
		},
	);

	app.openapi(
		createRoute({
			method: "post",
			path: "/v1/connections/{id}/test",
			tags,
			summary: "Try the connection: what works, what is missing",
			middleware: admins,
			request: one,
			responses: answers(connectionTest),
		}),
		async (context) => {
			const { workspaceId } = context.get("agent");
			const door = await doorOf(context.env, workspaceId, context.req.valid("param").id);
			const system = await openSystem(context.env, door);
			const lines = system
				? [...(await system.connector.test(system.settings, system.fetchSystem)), ...mappingLines(system, door)]
				: [{ ok: false, text: "The settings no longer fit. Enter them again." }];
			return context.json({ ok: lines.every((line) => line.ok), lines }, 200);
		},
	);

	app.openapi(
		createRoute({
			method: "post",
			path: "/v1/connections/{id}/try",
			tags,
			summary: "A customer's card as agents will see it, asked for now",
			middleware: admins,
			request: { ...one, body: json(customerToTry) },
			responses: answers(card),
		}),
		async (context) => {
			const by = context.get("agent");
			const door = await doorOf(context.env, by.workspaceId, context.req.valid("param").id);
			return context.json(await tryConnection(context.env, by, door, context.req.valid("json")), 200);
		},
	);

	app.openapi(
		createRoute({
			method: "delete",
			path: "/v1/connections/{id}/notices/{noticeId}",
			tags,
			summary: "Put a notice of a changed API away",
			middleware: admins,
			request: { params: z.object({ id: connectionId, noticeId: z.string().max(40) }) },
			responses: done,
		}),
		async (context) => {
			const { id, noticeId } = context.req.valid("param");
			const by = context.get("agent");
			await doorOf(context.env, by.workspaceId, id);
			if (!(await connectionStub(context.env, { ...by, id }).dismissNotice(noticeId))) throw new Refused("not_found");
			return context.body(null, 204);
		},
	);
}
