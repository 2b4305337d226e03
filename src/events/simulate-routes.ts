// Routes: a webhook of nothing that happened, as the connection's system would send it, to see what comes of it. It goes
// through the queue and the consumer as any other, says that it is a test wherever it is shown, and changes no object.
import { createRoute, z } from "@hono/zod-openapi";
import { auditRow, doorOf } from "../connections/manage.ts";
import { openSystem } from "../connections/system.ts";
import { connectors } from "../connectors/registry.ts";
import { audit } from "../db/schema/workspace.ts";
import { json, refusal } from "../platform/endpoint.ts";
import { Refused } from "../platform/http-error.ts";
import { derivedId } from "../platform/ids.ts";
import { log } from "../platform/log.ts";
import { newTraceId } from "../platform/tracing.ts";
import { instantOf, systemClock } from "../platform/world.ts";
import { simulation } from "../protocol/connections.ts";
import { hookAccepted } from "../protocol/http.ts";
import { connectionId } from "../protocol/ids.ts";
import { tenant } from "../workspaces/access.ts";
import { adminsOnly, type Router } from "../workspaces/principal.ts";
import { enqueue, packed } from "./delivery.ts";

/** Behind `agentsOnly`, as all of /v1/connections. */
export function simulateRoutes(app: Router): void {
	app.openapi(
		createRoute({
			method: "post",
			path: "/v1/connections/{id}/simulate",
			tags: ["connections"],
			summary: "Send a test event, as the connection's system would",
			middleware: [adminsOnly],
			request: { params: z.object({ id: connectionId }), body: json(simulation) },
			responses: {
				202: { description: "Queued", content: { "application/json": { schema: hookAccepted } } },
				default: refusal,
			},
		}),
		async (context) => {
			const { env } = context;
			const by = context.get("agent");
			const { what, email } = context.req.valid("json");
			const door = await doorOf(env, by.workspaceId, context.req.valid("param").id);
			const simulate = connectors.get(door.connector)?.hooks?.simulates?.[what];
			if (!simulate)
				throw new Refused("invalid_request", [{ path: "what", message: "is nothing that this system tells of" }]);
			if (!(await openSystem(env, door)))
				throw new Refused("invalid_request", [{ path: "id", message: "has settings that no longer fit" }]);
			const nowMs = systemClock.now();
			const id = newObjectId();
			const { topic, payload } = simulate({ id, nowMs, ...(email && { email: email.toLowerCase() }) });
			const traceId = newTraceId();
			const sourceEventId = `test-${id}`;
			const eventId = await derivedId("event", door.id, topic, sourceEventId);
			const raw = new Uint8Array(new TextEncoder().encode(JSON.stringify(payload)));
			const at = { workspaceId: by.workspaceId, connectionId: door.id, traceId };
			await enqueue(env, [
				{
					version: 1,
					...at,
					jurisdiction: by.jurisdiction,
					eventId,
					topic,
					sourceEventId,
					occurredAt: instantOf(nowMs),
					receivedAt: instantOf(nowMs),
					test: true,
					body: await packed(env, by.workspaceId, eventId, raw),
				},
			]);
			const row = auditRow(by, "connection.simulated", door.id, { what, eventId });
			await tenant(env, by.workspaceId).query((db) => db.insert(audit).values(row));
			log("event_simulated", { ...at, eventId, topic });
			return context.json({ accepted: true as const, traceId }, 202);
		},
	);
}

/** Longer than real ones and new each time: alerts ring once for each object. Exact as a JSON number. */
function newObjectId(): string {
	const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
	return String(8_000_000_000_000_000 + (high % 100_000) * 4_294_967_296 + low);
}
