// Teams: which may not go, and what they may be called. better-auth keeps them; conversations, inboxes and desks name them.
import { and, eq, sql } from "drizzle-orm";
import { conversations } from "../db/schema/conversation.ts";
import { inboxes } from "../db/schema/inbox.ts";
import { workspaces } from "../db/schema/workspace.ts";
import { type TeamId, teamId, workspaceId } from "../protocol/ids.ts";
import { tenant } from "./access.ts";
import { cleaned } from "./person.ts";

/** As long as an inbox's or a connection's (protocol/http.ts). */
const LONGEST_NAME = 80;

/** Why this team has to stay, as a sentence for an admin; undefined where it may go. */
export async function whyNeeded(env: WorkerBindings, workspace: string, team: string): Promise<string | undefined> {
	const id: TeamId = teamId.parse(team);
	const [home, letters, open] = await tenant(env, workspaceId.parse(workspace)).batch((db) => [
		db.select({ id: workspaces.id }).from(workspaces).where(eq(workspaces.defaultTeamId, id)),
		db.select({ id: inboxes.id }).from(inboxes).where(sql`${inboxes.settings} ->> 'teamId' = ${id}`).limit(1),
		db
			.select({ id: conversations.id })
			.from(conversations)
			.where(
				and(
					eq(conversations.workspaceId, workspaceId.parse(workspace)),
					eq(conversations.teamId, id),
					eq(conversations.status, "open"),
				),
			)
			.limit(1),
	]);
	if (home.length > 0) return "This is the workspace's default team: conversations that have no other come here.";
	if (letters.length > 0) return "An inbox brings its conversations to this team. Give the inbox another team first.";
	if (open.length > 0) return "This team has open conversations. Resolve them or assign them to another team first.";
	return undefined;
}

/** A name that fits every list: cleaned, 80 characters at most. Undefined where it does not. */
export function teamName(wish: string): string | undefined {
	const name = cleaned(wish);
	return name !== undefined && name.length <= LONGEST_NAME ? name : undefined;
}
