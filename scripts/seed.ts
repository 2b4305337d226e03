// Demo data, made through Heddle's own API as people would: two businesses that share nothing, each with its systems.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { connection } from "../src/protocol/connections.ts";
import { identitySecret, inbox } from "../src/protocol/http.ts";
import { type ConnectionId, connectionId, type InboxId, inboxId, teamId, workspaceId } from "../src/protocol/ids.ts";
import type { AgentSession } from "./demo/agent-session.ts";
import { businesses, connectionsOf, DEMO_PASSWORD, type DemoBusiness, hookSecret } from "./demo/businesses.ts";
import { chat } from "./demo/chats.ts";
import { type Home, moveIn } from "./demo/people.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";
import type { SystemKey, TenantKey } from "./sandbox/tenants.ts";

const seededBusiness = z.object({
	workspaceId,
	teamId,
	inboxId,
	connections: z.object({ shopify: connectionId, erpnext: connectionId, hubspot: connectionId, zendesk: connectionId }),
});
const seededSchema = z.object({
	signIns: z.array(z.object({ workspace: z.string(), email: z.string(), password: z.string(), role: z.string() })),
	businesses: z.object({ loom: seededBusiness, nordlicht: seededBusiness }),
});
const keptSchema = z.object({ addresses: z.string(), seeded: seededSchema });
export type SeededBusiness = z.infer<typeof seededBusiness>;
export type Seeded = z.infer<typeof seededSchema>;

const listOf = <T extends z.ZodType>(shape: T) => z.object({ data: z.array(shape) });
const shopState = z.object({
	tenants: z.record(z.string(), z.looseObject({ widget: z.object({ inboxId: z.string() }).nullable() })),
});

export interface Scene {
	workerOrigin: string;
	sandbox: Sandbox;
	/** Owner's connection string: another database has none of this yet. */
	databaseUrl: string;
	/** File that remembers what was made and for which addresses. */
	keptIn: string;
}

/** Runs at each start, and does nothing where all addresses are those of the last time. Else what is there stays, and what depends on addresses is written anew. */
export async function seed(scene: Scene): Promise<Seeded> {
	const { workerOrigin, sandbox } = scene;
	const addresses = createHash("sha256")
		.update(JSON.stringify([workerOrigin, sandbox.origin, sandbox.systems, scene.databaseUrl]))
		.digest("hex");
	const known = kept(scene.keptIn);
	if (known?.addresses === addresses) return known.seeded;
	const made = new Map<TenantKey, SeededBusiness>();
	for (const business of businesses) made.set(business.tenant, await settle(workerOrigin, sandbox, business));
	const seeded = seededSchema.parse({
		signIns: businesses.flatMap(({ tenant, people }) =>
			people.map(({ email, role }) => ({
				workspace: sandbox.tenants[tenant].name,
				email,
				password: DEMO_PASSWORD,
				role,
			})),
		),
		businesses: Object.fromEntries(made),
	});
	writeFileSync(scene.keptIn, JSON.stringify({ addresses, seeded }));
	return seeded;
}

/** Undefined where there is nothing, or what another version of Heddle has left. */
function kept(file: string): z.infer<typeof keptSchema> | undefined {
	if (!existsSync(file)) return undefined;
	try {
		return keptSchema.parse(JSON.parse(readFileSync(file, "utf8")));
	} catch {
		return undefined;
	}
}

async function settle(workerOrigin: string, sandbox: Sandbox, business: DemoBusiness): Promise<SeededBusiness> {
	const { tenant } = business;
	const home = await moveIn(workerOrigin, business, sandbox.tenants[tenant].name);
	const inbox = await openInbox(home, sandbox, business);
	const connections = await connect(workerOrigin, home, sandbox, tenant);
	if (home.isNew) for (const rule of business.rules) await home.owner.post("/v1/rules", rule);
	await tellSandbox(sandbox, tenant, "hooks", {
		shopify: {
			url: `${workerOrigin}/v1/hooks/${home.workspaceId}/${connections.shopify}`,
			secret: hookSecret(tenant, "shopify"),
		},
		erpnext: {
			url: `${workerOrigin}/v1/hooks/${home.workspaceId}/${connections.erpnext}`,
			secret: hookSecret(tenant, "erpnext"),
		},
	});
	if (home.isNew) await chat(workerOrigin, sandbox, tenant, inbox);
	return { workspaceId: home.workspaceId, teamId: home.teamId, inboxId: inbox, connections };
}

/** The inbox that came with the workspace. Its secret is shown once, so the shop gets a new one where it has none. */
async function openInbox(home: Home, sandbox: Sandbox, business: DemoBusiness): Promise<InboxId> {
	const [first] = listOf(inbox).parse(await home.owner.get("/v1/inboxes")).data;
	if (!first) throw new Error("a workspace comes with an inbox");
	const { colour, greetings, tenant } = business;
	await home.owner.patch(`/v1/inboxes/${first.id}`, { colour, greetings, origins: [sandbox.origin] });
	const state = shopState.parse(await (await fetch(`${sandbox.origin}/control/state`)).json());
	if (state.tenants[tenant]?.widget?.inboxId === first.id) return first.id;
	const secret = identitySecret.parse(await home.owner.post(`/v1/inboxes/${first.id}/identity-secret`));
	await tellSandbox(sandbox, tenant, "widget", { inboxId: first.id, ...secret });
	return first.id;
}

async function connect(
	workerOrigin: string,
	home: Home,
	sandbox: Sandbox,
	tenant: TenantKey,
): Promise<SeededBusiness["connections"]> {
	const known = listOf(connection).parse(await home.owner.get("/v1/connections")).data;
	const ids = new Map<SystemKey, ConnectionId>();
	for (const { system, ...wish } of connectionsOf(sandbox, tenant)) {
		const there = known.find((one) => one.connector === wish.connector);
		ids.set(
			system,
			there
				? await move(home.owner, there.id, wish.settings)
				: connection.parse(await home.owner.post("/v1/connections", wish)).id,
		);
	}
	const id = (system: SystemKey): ConnectionId => {
		const found = ids.get(system);
		if (!found) throw new Error(`${system} was not connected`);
		return found;
	};
	await tellSandbox(sandbox, tenant, "hooks", {
		stripe: {
			url: `${workerOrigin}/v1/hooks/${home.workspaceId}/${id("stripe")}`,
			secret: hookSecret(tenant, "stripe"),
		},
	});
	return { shopify: id("shopify"), erpnext: id("erpnext"), hubspot: id("hubspot"), zendesk: id("zendesk") };
}

/** The sandbox's ports may be others than last time: a changed address wants its secrets again. */
async function move(owner: AgentSession, id: ConnectionId, settings: Record<string, string>): Promise<ConnectionId> {
	await owner.patch(`/v1/connections/${id}`, { settings });
	return id;
}

async function tellSandbox(
	sandbox: Sandbox,
	tenant: TenantKey,
	what: "hooks" | "widget",
	body: unknown,
): Promise<void> {
	const answer = await fetch(`${sandbox.origin}/control/tenants/${tenant}/${what}`, {
		method: "PUT",
		headers: { "content-type": "application/json" },
		body: JSON.stringify(body),
	});
	if (!answer.ok) throw new Error(`the sandbox refused ${what}: ${answer.status} ${await answer.text()}`);
}
