// A connection's mapping over time: each save is a new version, and the newest one is live.
import { and, desc, eq } from "drizzle-orm";
import { connectionMappings, connections } from "../db/schema/connection.ts";
import { audit } from "../db/schema/workspace.ts";
import { Refused } from "../platform/http-error.ts";
import { systemClock } from "../platform/world.ts";
import type { ConnectionId, WorkspaceId } from "../protocol/ids.ts";
import type { MappingPreview, MappingSample, MappingVersion, NewMapping } from "../protocol/mapping.ts";
import { tenant } from "../workspaces/access.ts";
import { connectionDoors } from "../workspaces/doors.ts";
import { auditRow, type By, doorOf } from "./manage.ts";
import { problemOf, runMapping } from "./mapping.ts";

/** Looked back at; older ones stay in Postgres. */
const MOST_LISTED = 100;

export interface Author extends By {
	name: string;
}

/** Newest first. Refuses with `not_found`. */
export async function listVersions(
	env: WorkerBindings,
	workspaceId: WorkspaceId,
	id: ConnectionId,
): Promise<MappingVersion[]> {
	await doorOf(env, workspaceId, id);
	const rows = await tenant(env, workspaceId).query((db) =>
		db
			.select()
			.from(connectionMappings)
			.where(and(eq(connectionMappings.workspaceId, workspaceId), eq(connectionMappings.connectionId, id)))
			.orderBy(desc(connectionMappings.version))
			.limit(MOST_LISTED),
	);
	return rows.map(faceOf);
}

/** What the expression makes of the sample; of none, when there is none yet, only whether it may run. */
export async function preview(expression: string, sample: MappingSample | null): Promise<MappingPreview> {
	const problem = problemOf(expression);
	if (problem) return problem;
	return sample ? runMapping(expression, sample, systemClock.now()) : { ok: true, items: [], notes: [] };
}

/**
 * Live from now on, in all places within KV's minute. Refuses with `invalid_request` what may not run or stumbles over the
 * sample, and with `changed_meanwhile` where `basedOn` is not the newest.
 */
export async function saveVersion(
	env: WorkerBindings,
	by: Author,
	id: ConnectionId,
	{ expression, note, basedOn }: NewMapping,
	sample: MappingSample | null,
): Promise<MappingVersion> {
	await doorOf(env, by.workspaceId, id);
	const tried = expression.trim() === "" ? undefined : await preview(expression, sample);
	if (tried?.ok === false) throw refusalOf(tried);
	return add(env, by, id, { expression: expression.trim() === "" ? "" : expression, note, basedOn }, "mapping.saved");
}

/** A new version that says what an old one said. Not tried on the sample: going back must work when all is broken. */
export async function rollBackTo(
	env: WorkerBindings,
	by: Author,
	id: ConnectionId,
	{ to, basedOn }: { to: number; basedOn: number },
): Promise<MappingVersion> {
	await doorOf(env, by.workspaceId, id);
	const [old] = await tenant(env, by.workspaceId).query((db) =>
		db
			.select()
			.from(connectionMappings)
			.where(and(eq(connectionMappings.connectionId, id), eq(connectionMappings.version, to))),
	);
	if (!old) throw new Refused("not_found");
	const wish = { expression: old.expression, note: `Back to version ${to}`, basedOn };
	return add(env, by, id, wish, "mapping.rolled_back");
}

/** Who has looked at a customer's data is on record. */
export async function recordReading(env: WorkerBindings, by: By, id: ConnectionId): Promise<void> {
	await tenant(env, by.workspaceId).query((db) => db.insert(audit).values(auditRow(by, "mapping.sample_read", id)));
}

async function add(
	env: WorkerBindings,
	by: Author,
	id: ConnectionId,
	{ expression, note, basedOn }: NewMapping,
	action: string,
): Promise<MappingVersion> {
	const version = basedOn + 1;
	const row = {
		workspaceId: by.workspaceId,
		connectionId: id,
		version,
		expression,
		note,
		authorId: by.userId,
		authorName: by.name,
		createdAt: new Date(systemClock.now()),
	};
	if ((await newest(env, by.workspaceId, id)) !== basedOn) throw new Refused("changed_meanwhile");
	try {
		await tenant(env, by.workspaceId).batch((db) => [
			db.insert(connectionMappings).values(row),
			db
				.update(connections)
				.set({ mapping: expression || null })
				.where(eq(connections.id, id)),
			db.insert(audit).values(auditRow(by, action, id, { version: String(version) })),
		]);
	} catch (error) {
		// Two at once: the key lets one of them in.
		if ((await newest(env, by.workspaceId, id)) !== basedOn) throw new Refused("changed_meanwhile");
		throw error;
	}
	await connectionDoors.rewrite(env, by.workspaceId);
	return faceOf(row);
}

async function newest(env: WorkerBindings, workspaceId: WorkspaceId, id: ConnectionId): Promise<number> {
	const [row] = await tenant(env, workspaceId).query((db) =>
		db
			.select({ version: connectionMappings.version })
			.from(connectionMappings)
			.where(eq(connectionMappings.connectionId, id))
			.orderBy(desc(connectionMappings.version))
			.limit(1),
	);
	return row?.version ?? 0;
}

function faceOf(row: typeof connectionMappings.$inferSelect): MappingVersion {
	const { version, expression, note, authorId, authorName, createdAt } = row;
	return { version, expression, note, author: { id: authorId, name: authorName }, createdAt: createdAt.toISOString() };
}

function refusalOf({ message, line, column, path }: Extract<MappingPreview, { ok: false }>): Refused {
	const where =
		line === undefined ? (path === undefined ? "" : `Result ${path}: `) : `Line ${line}, column ${column}: `;
	return new Refused("invalid_request", [{ path: "expression", message: `${where}${message}` }]);
}
