// Routes: who am I, workspaces, tickets, inboxes.
import { createRoute, z } from "@hono/zod-openapi";
import { configOf } from "../platform/config.ts";
import { answers, created, idempotencyKey, json } from "../platform/endpoint.ts";
import { instantOf, systemClock } from "../platform/world.ts";
import { identitySecret, inbox, inboxSettings, me, newWorkspace, ticket, workspace } from "../protocol/http.ts";
import { inboxId } from "../protocol/ids.ts";
import { foundWorkspace } from "./founding.ts";
import { idempotent } from "./idempotency.ts";
import { changeInbox, listInboxes, makeInbox, renewIdentitySecret } from "./inboxes.ts";
import { adminsOnly, agentClaimsOf, agentsOnly, type Router, signedIn, whichWorkspace } from "./principal.ts";
import type { RemovalPorts } from "./removal.ts";
import { SIGN_IN_PATH, signInOf } from "./sign-in.ts";
import { sign, TICKET_LASTS_S } from "./tokens.ts";

const one = { params: z.object({ id: inboxId }) };

export function workspaceRoutes(app: Router, ports: RemovalPorts): void {
	app.on(["GET", "POST"], `${SIGN_IN_PATH}/*`, async (context) => {
		const signIn = await signInOf(context.env, new URL(context.req.url).origin, ports);
		return signIn.handler(context.req.raw);
	});

	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/me",
			tags: ["workspaces"],
			summary: "The person signed in, their workspaces; role and teams in the one named, else in the sign-in's",
			request: { query: whichWorkspace },
			responses: answers(me),
		}),
		async (context) => {
			const { user, memberships, active } = await signedIn(context, ports, context.req.valid("query").workspace);
			return context.json(
				{
					user,
					workspace: active ? { id: active.workspaceId, name: active.workspaceName } : null,
					role: active?.role ?? null,
					teams: active?.teams ?? [],
					workspaces: memberships.map((each) => ({ id: each.workspaceId, name: each.workspaceName, role: each.role })),
				},
				200,
			);
		},
	);

	app.openapi(
		createRoute({
			method: "post",
			path: "/v1/workspaces",
			tags: ["workspaces"],
			summary: "Make a workspace and become its owner",
			request: { headers: idempotencyKey, body: json(newWorkspace) },
			responses: created(workspace),
		}),
		async (context) => {
			const { user } = await signedIn(context, ports);
			const signIn = await signInOf(context.env, new URL(context.req.url).origin, ports);
			const wish = context.req.valid("json");
			const found = await foundWorkspace(context.env, signIn, {
				...wish,
				founder: user.id,
				key: context.req.valid("header")["idempotency-key"],
			});
			await signIn.api.setActiveOrganization({ headers: context.req.raw.headers, body: { organizationId: found.id } });
			return context.json(found, 201);
		},
	);

	app.openapi(
		createRoute({
			method: "post",
			path: "/v1/tickets",
			tags: ["workspaces"],
			summary: "A ticket that opens sockets for an hour, in the workspace named, else in the sign-in's",
			request: { query: whichWorkspace },
			responses: answers(ticket),
		}),
		async (context) => {
			const person = await signedIn(context, ports, context.req.valid("query").workspace);
			const claims = await agentClaimsOf(context.env, person);
			const { token, expiresAtMs } = await sign(configOf(context.env), claims, TICKET_LASTS_S, systemClock);
			return context.json({ ticket: token, expiresAt: instantOf(expiresAtMs) }, 200);
		},
	);

	app.use("/v1/inboxes/*", agentsOnly(ports));
	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/inboxes",
			tags: ["inboxes"],
			summary: "The workspace's inboxes",
			responses: answers(z.object({ data: z.array(inbox) })),
		}),
		async (context) => context.json({ data: await listInboxes(context.env, context.get("agent").workspaceId) }, 200),
	);
	app.openapi(
		createRoute({
			method: "post",
			path: "/v1/inboxes",
			tags: ["inboxes"],
			summary: "Make an inbox",
			middleware: [adminsOnly, idempotent] as const,
			request: { headers: idempotencyKey, body: json(inboxSettings) },
			responses: created(inbox),
		}),
		async (context) =>
			context.json(
				await makeInbox(
					context.env,
					context.get("agent").workspaceId,
					await context.get("newId")("inbox"),
					context.req.valid("json"),
				),
				201,
			),
	);
	app.openapi(
		createRoute({
			method: "patch",
			path: "/v1/inboxes/{id}",
			tags: ["inboxes"],
			summary: "Change an inbox",
			middleware: [adminsOnly] as const,
			request: { ...one, body: json(inboxSettings.partial()) },
			responses: answers(inbox),
		}),
		async (context) =>
			context.json(
				await changeInbox(
					context.env,
					context.get("agent").workspaceId,
					context.req.valid("param").id,
					context.req.valid("json"),
				),
				200,
			),
	);
	app.openapi(
		createRoute({
			method: "post",
			path: "/v1/inboxes/{id}/identity-secret",
			tags: ["inboxes"],
			summary: "Replace the secret that signs customers' identities",
			middleware: [adminsOnly, idempotent] as const,
			request: { ...one, headers: idempotencyKey },
			responses: created(identitySecret),
		}),
		async (context) => {
			const { workspaceId, userId } = context.get("agent");
			return context.json(
				{ identitySecret: await renewIdentitySecret(context.env, workspaceId, context.req.valid("param").id, userId) },
				201,
			);
		},
	);
}
