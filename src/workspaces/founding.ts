// Founding a workspace: its organization (sign-in), its key and default inbox (tenant data). Every step may run again, and
// a founding that was broken off is finished by whoever meets it.
import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import { database } from "../db/client.ts";
import { member, organization, team } from "../db/schema/auth.ts";
import { inboxDirectory, inboxes } from "../db/schema/inbox.ts";
import { audit, workspaces } from "../db/schema/workspace.ts";
import { configOf } from "../platform/config.ts";
import { Refused } from "../platform/http-error.ts";
import { derivedId } from "../platform/ids.ts";
import { parseJson } from "../platform/json.ts";
import { newSecret } from "../platform/keys.ts";
import type { InboxSettings } from "../protocol/http.ts";
import type { TeamId, UserId, WorkspaceId } from "../protocol/ids.ts";
import { userId, workspaceId } from "../protocol/ids.ts";
import { type Jurisdiction, jurisdiction } from "../protocol/jurisdiction.ts";
import { tenant } from "./access.ts";
import { newDataKey, safeWith } from "./data-key.ts";
import { inboxDoors, type WorkspaceDoor, workspaceDoors } from "./doors.ts";
import { placeOf } from "./inboxes.ts";
import { teamsOf } from "./membership.ts";
import type { SignIn } from "./sign-in.ts";

export interface Founding {
	name: string;
	jurisdiction: Jurisdiction;
	founder: UserId;
	/** The request's Idempotency-Key: a repeat finds the first workspace by it. */
	key: string;
}

/** What the organization keeps until the tenant's row has it for good. */
const intention = z.object({ jurisdiction: jurisdiction.default("none") });

/** Answers a repeat with what the first request made, whatever the repeat says. */
export async function foundWorkspace(
	env: WorkerBindings,
	signIn: SignIn,
	founding: Founding,
): Promise<{ id: WorkspaceId; name: string; jurisdiction: Jurisdiction }> {
	const slug = (await derivedId("workspace", founding.founder, founding.key)).toLowerCase();
	const id = (await organizationBySlug(env, slug)) ?? (await newOrganization(signIn, founding, slug));
	await ensureOwner(env, id, founding.founder);
	const found = await finishFounding(env, id);
	if (!found) throw new Error("a workspace that was just founded is not there");
	return { id, name: found.name, jurisdiction: found.door.jurisdiction };
}

/** Makes what is missing of a workspace whose founding was broken off; null where there is no such workspace. */
export async function finishFounding(
	env: WorkerBindings,
	id: WorkspaceId,
): Promise<{ name: string; door: WorkspaceDoor } | null> {
	const [row] = await auth(env).select().from(organization).where(eq(organization.id, id));
	if (!row) return null;
	const { name } = row;
	const door = await workspaceDoors.read(env, id);
	if (door) return { name, door };
	const defaultTeamId = (await teamsOf(env, id))[0]?.id ?? (await firstTeam(env, id, name));
	const wish = intention.safeParse(parseJson(row.metadata ?? "{}"));
	await makeTenant(env, { id, name, defaultTeamId, jurisdiction: wish.success ? wish.data.jurisdiction : "none" });
	const made = await workspaceDoors.read(env, id);
	if (!made) throw new Error("a tenant that was just made is not there");
	return { name, door: made };
}

async function organizationBySlug(env: WorkerBindings, slug: string): Promise<WorkspaceId | undefined> {
	const [row] = await auth(env).select({ id: organization.id }).from(organization).where(eq(organization.slug, slug));
	return row && workspaceId.parse(row.id);
}

async function newOrganization(signIn: SignIn, founding: Founding, slug: string): Promise<WorkspaceId> {
	const metadata: z.infer<typeof intention> = { jurisdiction: founding.jurisdiction };
	const made = await signIn.api.createOrganization({
		body: { name: founding.name, slug, userId: founding.founder, metadata },
	});
	if (!made) throw new Refused("conflict");
	return workspaceId.parse(made.id);
}

/** better-auth makes the organization first, then its owner, then its team, each by itself. */
async function ensureOwner(env: WorkerBindings, id: WorkspaceId, founder: UserId): Promise<void> {
	if (await oldestMember(env, id)) return;
	await auth(env)
		.insert(member)
		.values({
			id: await derivedId("request", id, "owner"),
			organizationId: id,
			userId: founder,
			role: "owner",
			createdAt: new Date(),
		})
		.onConflictDoNothing();
}

async function firstTeam(env: WorkerBindings, id: WorkspaceId, name: string): Promise<TeamId> {
	const first = await derivedId("team", id, "first");
	await auth(env)
		.insert(team)
		.values({ id: first, organizationId: id, name, createdAt: new Date() })
		.onConflictDoNothing();
	return first;
}

/** Its key, its default inbox and the record of it: all or none, and nothing where another was first. */
async function makeTenant(
	env: WorkerBindings,
	{ id, name, ...home }: Omit<WorkspaceDoor, "dataKey"> & { name: string },
): Promise<void> {
	const dataKey = await newDataKey(env, id);
	const [inboxId, auditId] = await Promise.all([derivedId("inbox", id, "first"), derivedId("request", id, "founded")]);
	const identitySecret = await (await safeWith(env, { id, dataKey })).seal(placeOf(inboxId), newSecret());
	const owner = await oldestMember(env, id);
	await tenant(env, id).batch((db) => [
		db
			.insert(workspaces)
			.values({ id, dataKey, ...home })
			.onConflictDoNothing(),
		db.insert(inboxDirectory).values({ workspaceId: id, inboxId }).onConflictDoNothing(),
		db
			.insert(inboxes)
			.values({ workspaceId: id, id: inboxId, settings: firstSettings(name, home.defaultTeamId), identitySecret })
			.onConflictDoNothing(),
		db
			.insert(audit)
			.values({ workspaceId: id, id: auditId, userId: owner, action: "workspace.founded", target: id, details: {} })
			.onConflictDoNothing(),
	]);
	await workspaceDoors.rewrite(env, id);
	await inboxDoors.rewrite(env, inboxId);
}

function firstSettings(name: string, team: TeamId): InboxSettings {
	return { name, teamId: team, origins: [], colour: "#2b5fd9", greetings: {}, identityRequired: false };
}

async function oldestMember(env: WorkerBindings, id: WorkspaceId): Promise<UserId | undefined> {
	const [oldest] = await auth(env)
		.select({ userId: member.userId })
		.from(member)
		.where(eq(member.organizationId, id))
		.orderBy(asc(member.createdAt))
		.limit(1);
	return oldest && userId.parse(oldest.userId);
}

/** Sign-in's own role and schema. */
function auth(env: WorkerBindings) {
	return database(configOf(env).AUTH_DATABASE_URL);
}
