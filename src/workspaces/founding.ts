// Founding a workspace: its organization (sign-in), its key and default inbox (tenant data). Every step may run again.

import { eq } from "drizzle-orm";
import { database } from "../db/client.ts";
import { organization } from "../db/schema/auth.ts";
import { audit, workspaces } from "../db/schema/workspace.ts";
import { configOf } from "../platform/config.ts";
import { Refused } from "../platform/http-error.ts";
import { derivedId, newId } from "../platform/ids.ts";
import type { TeamId, UserId, WorkspaceId } from "../protocol/ids.ts";
import { workspaceId } from "../protocol/ids.ts";
import type { Jurisdiction } from "../protocol/jurisdiction.ts";
import { tenant } from "./access.ts";
import { newDataKey } from "./data-key.ts";
import { workspaceDoors } from "./doors.ts";
import { makeInbox } from "./inboxes.ts";
import { teamsOf } from "./membership.ts";
import type { SignIn } from "./sign-in.ts";

export interface Founding {
	name: string;
	jurisdiction: Jurisdiction;
	founder: UserId;
	/** The request's Idempotency-Key: a repeat finds the first workspace by it. */
	key: string;
}

export async function foundWorkspace(env: WorkerBindings, signIn: SignIn, founding: Founding): Promise<WorkspaceId> {
	const slug = (await derivedId("workspace", founding.founder, founding.key)).toLowerCase();
	const id = (await organizationBySlug(env, slug)) ?? (await newOrganization(signIn, founding, slug));
	const [team] = await teamsOf(env, id);
	if (!team) throw new Error("a new workspace has no team");
	await makeTenant(env, id, team.id, founding);
	await workspaceDoors.rewrite(env, id);
	await makeInbox(env, id, await derivedId("inbox", id, "first"), {
		name: founding.name,
		teamId: team.id,
		origins: [],
		colour: "#2b5fd9",
		greetings: {},
		identityRequired: false,
	});
	return id;
}

async function organizationBySlug(env: WorkerBindings, slug: string): Promise<WorkspaceId | undefined> {
	const [row] = await database(configOf(env).AUTH_DATABASE_URL)
		.select({ id: organization.id })
		.from(organization)
		.where(eq(organization.slug, slug));
	return row && workspaceId.parse(row.id);
}

async function newOrganization(signIn: SignIn, founding: Founding, slug: string): Promise<WorkspaceId> {
	const made = await signIn.api.createOrganization({ body: { name: founding.name, slug, userId: founding.founder } });
	if (!made) throw new Refused("conflict");
	return workspaceId.parse(made.id);
}

async function makeTenant(
	env: WorkerBindings,
	id: WorkspaceId,
	defaultTeamId: TeamId,
	founding: Founding,
): Promise<void> {
	const dataKey = await newDataKey(env, id);
	await tenant(env, id).batch((db) => [
		db
			.insert(workspaces)
			.values({ id, defaultTeamId, dataKey, jurisdiction: founding.jurisdiction })
			.onConflictDoNothing(),
		db.insert(audit).values({
			workspaceId: id,
			id: newId("request"),
			userId: founding.founder,
			action: "workspace.founded",
			target: id,
			details: {},
		}),
	]);
}
