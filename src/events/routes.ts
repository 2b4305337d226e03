// Routes: webhooks come in; events and rules are looked at and changed.
import { createRoute, z } from "@hono/zod-openapi";
import { and, asc, eq } from "drizzle-orm";
import { rules } from "../db/schema/event.ts";
import { answers, created, done, idempotencyKey, json, paging, refusal } from "../platform/endpoint.ts";
import { Refused } from "../platform/http-error.ts";
import { instant } from "../protocol/entry.ts";
import { hookAccepted, storedEvent } from "../protocol/http.ts";
import { pageOf } from "../protocol/http-parts.ts";
import { connectionId, customerId, ruleId, type WorkspaceId, workspaceId } from "../protocol/ids.ts";
import { dryRun, type Rule, type RuleSettings, rule, ruleSettings } from "../protocol/rules.ts";
import { tenant } from "../workspaces/access.ts";
import { idempotent } from "../workspaces/idempotency.ts";
import { placeIn } from "../workspaces/membership.ts";
import { adminsOnly, agentsOnly, type Router } from "../workspaces/principal.ts";
import type { RemovalPorts } from "../workspaces/removal.ts";
import { tryRule } from "./dry-run.ts";
import { takeHook } from "./intake.ts";
import { listEvents } from "./listing.ts";

const tags = ["rules"];
const one = { params: z.object({ id: ruleId }) };
const admins = [adminsOnly];

export function eventRoutes(app: Router, ports: RemovalPorts): void {
	app.openapi(
		createRoute({
			method: "post",
			path: "/v1/hooks/{workspace}/{connection}",
			tags: ["events"],
			summary: "A business system's webhook, signed as that system signs",
			request: { params: z.object({ workspace: workspaceId, connection: connectionId }) },
			responses: {
				200: { description: "A ping that needs no signature, sent when the webhook is set up; nothing comes of it" },
				202: { description: "Queued", content: { "application/json": { schema: hookAccepted } } },
				default: refusal,
			},
		}),
		async (context) => {
			const { workspace, connection } = context.req.valid("param");
			const traceId = await takeHook(context, workspace, connection);
			return traceId === undefined ? context.body(null, 200) : context.json({ accepted: true as const, traceId }, 202);
		},
	);

	app.openapi(
		createRoute({
			method: "post",
			path: "/v1/hooks/{workspace}/{connection}/{secret}",
			tags: ["events"],
			summary: "An event of a system that cannot sign: the secret is part of the address",
			request: {
				params: z.object({ workspace: workspaceId, connection: connectionId, secret: z.string().min(1).max(400) }),
			},
			responses: {
				202: { description: "Queued", content: { "application/json": { schema: hookAccepted } } },
				default: refusal,
			},
		}),
		async (context) => {
			const { workspace, connection, secret } = context.req.valid("param");
			const traceId = await takeHook(context, workspace, connection, secret);
			if (traceId === undefined) throw new Refused("not_found");
			return context.json({ accepted: true as const, traceId }, 202);
		},
	);

	app.use("/v1/events", agentsOnly(ports));
	app.use("/v1/customers/:id/events", agentsOnly(ports));
	app.use("/v1/rules/*", agentsOnly(ports));

	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/events",
			tags: ["events"],
			summary: "Business events, newest first",
			request: { query: z.object(paging) },
			responses: answers(pageOf(storedEvent)),
		}),
		async (context) =>
			context.json(
				await listEvents(tenant(context.env, context.get("agent").workspaceId), context.req.valid("query")),
				200,
			),
	);
	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/customers/{id}/events",
			tags: ["customers"],
			summary: "A customer's business events, newest first",
			request: { params: z.object({ id: customerId }), query: z.object({ before: instant.optional(), ...paging }) },
			responses: answers(pageOf(storedEvent)),
		}),
		async (context) =>
			context.json(
				await listEvents(tenant(context.env, context.get("agent").workspaceId), {
					...context.req.valid("query"),
					customerId: context.req.valid("param").id,
				}),
				200,
			),
	);

	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/rules",
			tags,
			summary: "Rules: what is done when business events come",
			responses: answers(z.object({ data: z.array(rule) })),
		}),
		async (context) => {
			const { workspaceId: home } = context.get("agent");
			const rows = await tenant(context.env, home).query((db) =>
				db.select().from(rules).where(eq(rules.workspaceId, home)).orderBy(asc(rules.createdAt)),
			);
			return context.json({ data: rows.map(faceOf) }, 200);
		},
	);
	app.openapi(
		createRoute({
			method: "post",
			path: "/v1/rules",
			tags,
			summary: "Make a rule",
			middleware: [adminsOnly, idempotent] as const,
			request: { headers: idempotencyKey, body: json(ruleSettings) },
			responses: created(rule),
		}),
		async (context) => {
			const { workspaceId: home } = context.get("agent");
			const settings = context.req.valid("json");
			await expectPlaces(context.env, home, settings);
			const id = await context.get("newId")("rule");
			const [row] = await tenant(context.env, home).query((db) =>
				db
					.insert(rules)
					.values({ workspaceId: home, id, enabled: settings.enabled, settings })
					// As it is: what is written is what was there, so that it comes back.
					.onConflictDoUpdate({ target: rules.id, set: { enabled: settings.enabled, settings } })
					.returning(),
			);
			if (!row) throw new Error("an inserted rule comes back");
			return context.json(faceOf(row), 201);
		},
	);
	app.openapi(
		createRoute({
			method: "post",
			path: "/v1/rules/dry-run",
			tags,
			summary: "For which of the newest 1,000 stored events a rule would have fired; nothing is done",
			middleware: admins,
			request: { body: json(ruleSettings) },
			responses: answers(dryRun),
		}),
		async (context) =>
			context.json(
				await tryRule(tenant(context.env, context.get("agent").workspaceId), context.req.valid("json")),
				200,
			),
	);
	app.openapi(
		createRoute({
			method: "put",
			path: "/v1/rules/{id}",
			tags,
			summary: "Change a rule",
			middleware: admins,
			request: { ...one, body: json(ruleSettings) },
			responses: answers(rule),
		}),
		async (context) => {
			const { workspaceId: home } = context.get("agent");
			const settings = context.req.valid("json");
			await expectPlaces(context.env, home, settings);
			const mine = and(eq(rules.workspaceId, home), eq(rules.id, context.req.valid("param").id));
			const [row] = await tenant(context.env, home).query((db) =>
				db.update(rules).set({ settings, enabled: settings.enabled }).where(mine).returning(),
			);
			if (!row) throw new Refused("not_found");
			return context.json(faceOf(row), 200);
		},
	);
	app.openapi(
		createRoute({
			method: "delete",
			path: "/v1/rules/{id}",
			tags,
			summary: "Remove a rule",
			middleware: admins,
			request: one,
			responses: done,
		}),
		async (context) => {
			const { workspaceId: home } = context.get("agent");
			const mine = and(eq(rules.workspaceId, home), eq(rules.id, context.req.valid("param").id));
			const gone = await tenant(context.env, home).query((db) =>
				db.delete(rules).where(mine).returning({ id: rules.id }),
			);
			if (gone.length === 0) throw new Refused("not_found");
			return context.body(null, 204);
		},
	);
}

/** Whom a rule assigns to is of this workspace: another's team or person is as good as none. */
async function expectPlaces(env: WorkerBindings, home: WorkspaceId, { actions }: RuleSettings): Promise<void> {
	for (const [index, action] of actions.entries()) {
		if (action.type !== "assign" || (await placeIn(env, home, action.teamId, action.assigneeId))) continue;
		const message = "There is no such team or person in this workspace.";
		throw new Refused("invalid_request", [{ path: `actions.${index}`, message }]);
	}
}

function faceOf(row: typeof rules.$inferSelect): Rule {
	return { id: row.id, ...row.settings, createdAt: row.createdAt.toISOString() };
}
