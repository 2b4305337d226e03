// What every tenant table shares: the workspace column and the policy that row level security applies.
import { sql } from "drizzle-orm";
import { pgPolicy, pgRole, text, timestamp } from "drizzle-orm/pg-core";
import type { WorkspaceId } from "../../protocol/ids.ts";

/** The Worker's role: owns nothing, so that policies hold for it. Made by the first migration. */
export const appRole = pgRole("heddle_app").existing();

/** Nobody signs in as it: `places_of_words` runs as it, and it reads where words stand, of all workspaces, and nothing else. */
export const searchRole = pgRole("heddle_search").existing();

/** Nobody signs in as it: `due_sweeps` runs as it, and it reads which connection is to be asked when, and nothing else. */
export const sweepRole = pgRole("heddle_sweep").existing();

export function workspaceColumn() {
	return text("workspace_id").$type<WorkspaceId>().notNull();
}

/** Rows of the workspace named by `app.workspace_id`, which each transaction sets for itself; unset, none. */
export function tenantPolicy(column = "workspace_id") {
	const own = sql.raw(`"${column}" = current_setting('app.workspace_id', true)`);
	return pgPolicy("own_workspace", { to: appRole, for: "all", using: own, withCheck: own });
}

export function moment(name: string) {
	return timestamp(name, { withTimezone: true, mode: "date", precision: 3 });
}
