// Routes of an installation by OAuth: to Shopify's page, and back from it. Both are addresses that a browser goes to.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { shopName } from "../connectors/shopify/settings.ts";
import { refusal } from "../platform/endpoint.ts";
import { Refused } from "../platform/http-error.ts";
import type { WorkspaceId } from "../protocol/ids.ts";
import {
	type AppEnv,
	agentClaimsOf,
	bearerOf,
	isAdmin,
	type Router,
	signedIn,
	whichWorkspace,
} from "../workspaces/principal.ts";
import type { RemovalPorts } from "../workspaces/removal.ts";
import type { AgentClaims } from "../workspaces/tokens.ts";
import { beginInstall, CALLBACK_PATH, finishInstall, INSTALL_PATH, returningState } from "./shopify-install.ts";

const tags = ["connections"];
const onward = (description: string) => ({
	302: { description, headers: z.object({ location: z.string() }) },
	default: refusal,
});

/** Behind `agentsOnly`, as all of /v1/shopify. */
export function installRoutes(app: Router, ports: RemovalPorts): void {
	app.openapi(
		createRoute({
			method: "get",
			path: INSTALL_PATH,
			tags,
			summary: "Install this deployment's Shopify app in a shop",
			request: { query: z.object({ shop: shopName }).extend(whichWorkspace.shape) },
			responses: onward("To the shop's own page, where its owner grants access"),
		}),
		async (context) => {
			const { shop, workspace } = context.req.valid("query");
			const agent = await adminOf(context, ports, workspace);
			const page = await beginInstall(context.env, agent, shop, new URL(context.req.url).origin);
			return away(context, page);
		},
	);

	app.openapi(
		createRoute({
			method: "get",
			path: CALLBACK_PATH,
			tags,
			summary: "Back from Shopify: makes the shop's connection, or replaces its token",
			// Beside these, whatever else Shopify has signed.
			request: {
				query: z.looseObject({
					shop: shopName,
					code: z.string().regex(/^[\w-]{1,255}$/),
					state: z.string().max(2_000),
					hmac: z.string().max(200),
					timestamp: z.string().max(20),
				}),
			},
			responses: onward("To the console's connections"),
		}),
		async (context) => {
			const state = await returningState(context.env, new URL(context.req.url).searchParams);
			const agent = await adminOf(context, ports, state.workspaceId);
			const { origin } = new URL(context.req.url);
			const id = await finishInstall(context.env, agent, state, context.req.valid("query").code, origin);
			return away(context, `/console/settings/connections?installed=${id}`);
		},
	);
}

/** Who asks, as an admin of that workspace: a browser's tabs share a cookie, and show different ones. */
async function adminOf(
	context: Context<AppEnv>,
	ports: RemovalPorts,
	workspace: WorkspaceId | undefined,
): Promise<AgentClaims> {
	const shown = context.get("agent");
	const isShown = workspace === undefined || workspace === shown.workspaceId;
	if (!isShown && bearerOf(context)) throw new Refused("forbidden");
	const agent = isShown ? shown : await agentClaimsOf(context.env, await signedIn(context, ports, workspace));
	if (!isAdmin(agent.role)) throw new Refused("forbidden");
	return agent;
}

/** The address that is left holds a code or a state: it is no one's to keep or to pass on. */
function away(context: Context<AppEnv>, to: string) {
	context.header("cache-control", "no-store");
	context.header("referrer-policy", "no-referrer");
	return context.redirect(to, 302);
}
