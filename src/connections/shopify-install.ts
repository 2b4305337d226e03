// Installing Heddle's Shopify app in a shop: out to the shop's owner for a grant, back with a token for the connection.
import { SystemUnreachable } from "../connectors/connector.ts";
import { grantFor, grantPage, isSigned, type ShopifyApp } from "../connectors/shopify/install.ts";
import { subscribe } from "../connectors/shopify/subscribe.ts";
import { audit } from "../db/schema/workspace.ts";
import { type Config, configOf } from "../platform/config.ts";
import { Refused } from "../platform/http-error.ts";
import { derivedId } from "../platform/ids.ts";
import { systemClock } from "../platform/world.ts";
import type { ConnectionId } from "../protocol/ids.ts";
import { tenant } from "../workspaces/access.ts";
import type { AgentClaims } from "../workspaces/tokens.ts";
import { type InstallState, readState, signState } from "./install-state.ts";
import { auditRow, type By, changeConnection, hookUrlOf, listConnections, makeConnection } from "./manage.ts";
import { openHookSecrets } from "./settings.ts";
import { connectionStub } from "./stub.ts";
import { systemFetch } from "./system.ts";

export const INSTALL_PATH = "/v1/shopify/install";
export const CALLBACK_PATH = "/v1/shopify/callback";

/** Where the console's button leads, for connectors that can be installed in this deployment. */
export function installPathOf(env: WorkerBindings, connector: string): string | null {
	return connector === "shopify" && appOf(configOf(env)) ? INSTALL_PATH : null;
}

/** The page at Shopify on which the grant is given. Refuses with `no_shopify_app`. */
export async function beginInstall(
	env: WorkerBindings,
	{ workspaceId, userId }: By,
	shop: string,
	heddleOrigin: string,
): Promise<string> {
	const config = configOf(env);
	const state = await signState(config, { workspaceId, userId, shop }, systemClock);
	return grantPage(appOrRefuse(config), {
		origin: shopOrigin(config, shop),
		shop,
		redirectUri: `${heddleOrigin}${CALLBACK_PATH}`,
		state,
	});
}

/**
 * Whose installation comes back: what Shopify has signed and Heddle has, too, for that shop. Refuses with
 * `no_shopify_app` or `install_refused`. Nothing of the query counts before.
 */
export async function returningState(env: WorkerBindings, query: URLSearchParams): Promise<InstallState> {
	const config = configOf(env);
	if (!(await isSigned(query, appOrRefuse(config), systemClock.now()))) throw new Refused("install_refused");
	const state = await readState(config, query.get("state") ?? "", systemClock);
	if (!state || state.shop !== query.get("shop")) throw new Refused("install_refused");
	return state;
}

/**
 * The shop's connection, made or with its token replaced. `agent`: who is back, as an admin of the state's workspace.
 * Refuses with `install_refused` (somebody else's state, or used), `invalid_request` (no token, or a scope is missing).
 */
export async function finishInstall(
	env: WorkerBindings,
	agent: AgentClaims,
	state: InstallState,
	code: string,
	heddleOrigin: string,
): Promise<ConnectionId> {
	if (agent.userId !== state.userId || agent.workspaceId !== state.workspaceId) throw new Refused("install_refused");
	await use(env, state);
	const config = configOf(env);
	const app = appOrRefuse(config);
	const { shop } = state;
	const fetchShop = systemFetch(env, shopOrigin(config, shop));
	const granted = await grantFor(app, code, fetchShop).catch(unreachable);
	if (!granted.ok) throw new Refused("invalid_request", [{ path: granted.path, message: granted.reason }]);
	const { accessToken } = granted;
	const id = await connect(env, agent, shop, accessToken, app);
	const { workspaceId, jurisdiction } = agent;
	await connectionStub(env, { workspaceId, jurisdiction, id }).forgetFailures();
	const hooks = await subscribe({ shop, accessToken }, hookUrlOf({ workspaceId, id }, heddleOrigin), fetchShop);
	await record(env, agent, id, hooks);
	return id;
}

/** Which topics the shop will tell of. Without some of them the connection is good, but quieter. */
async function record(
	env: WorkerBindings,
	by: By,
	id: ConnectionId,
	{ subscribed, refused }: { subscribed: string[]; refused: string[] },
): Promise<void> {
	const details = { subscribed: subscribed.join(" "), refused: refused.join(" ") };
	const row = auditRow(by, "connection.hooks_subscribed", id, details);
	await tenant(env, by.workspaceId).query((db) => db.insert(audit).values(row));
}

/** Once: the audit's row is the mark, and of two at the same time one writes it. */
async function use(env: WorkerBindings, { workspaceId, userId, shop, jti }: InstallState): Promise<void> {
	const id = await derivedId("request", "shopify-install", jti);
	const marked = await tenant(env, workspaceId).query((db) =>
		db
			.insert(audit)
			.values({ workspaceId, id, userId, action: "connection.install_returned", target: shop, details: {} })
			.onConflictDoNothing()
			.returning({ id: audit.id }),
	);
	if (marked.length === 0) throw new Refused("install_refused");
}

/** An app's webhooks are signed with its client secret. https://shopify.dev/docs/apps/build/webhooks/verify-deliveries */
async function connect(
	env: WorkerBindings,
	by: By,
	shop: string,
	accessToken: string,
	{ clientSecret }: ShopifyApp,
): Promise<ConnectionId> {
	const { SHOPIFY_ORIGIN: origin } = configOf(env);
	const settings = { shop, accessToken, ...(origin && { origin }) };
	const all = await listConnections(env, by.workspaceId);
	const there = all.find((one) => one.connector === "shopify" && one.settings.shop === shop);
	if (there) {
		const isKnown = (await openHookSecrets(env, there)).includes(clientSecret);
		await changeConnection(env, by, there.id, { settings, ...(!isKnown && { hookSecret: clientSecret }) });
		return there.id;
	}
	// Two installations at once make one connection.
	const id = await derivedId("connection", by.workspaceId, "shopify", shop);
	await makeConnection(env, by, id, {
		connector: "shopify",
		name: shop,
		settings,
		hookSecret: clientSecret,
		required: false,
	});
	return id;
}

function appOrRefuse(config: Config): ShopifyApp {
	const app = appOf(config);
	if (!app) throw new Refused("no_shopify_app");
	return app;
}

function appOf({ SHOPIFY_CLIENT_ID: clientId, SHOPIFY_CLIENT_SECRET: clientSecret }: Config): ShopifyApp | undefined {
	return clientId && clientSecret ? { clientId, clientSecret } : undefined;
}

/** Built from a name that was checked letter by letter: no query and no configuration but the local one leads elsewhere. */
function shopOrigin({ SHOPIFY_ORIGIN }: Config, shop: string): string {
	return SHOPIFY_ORIGIN ?? `https://${shop}`;
}

function unreachable(error: unknown): { ok: false; path: "code"; reason: string } {
	if (!(error instanceof SystemUnreachable)) throw error;
	return { ok: false, path: "code", reason: `Shopify could not be reached: ${error.message}.` };
}
