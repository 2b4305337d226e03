// Privacy receipts as admins see them, and the export behind one.
import { and, desc, eq, isNull } from "drizzle-orm";
import { privacyReceipts } from "../db/schema/event.ts";
import { audit } from "../db/schema/workspace.ts";
import { beyond, paged } from "../platform/cursor.ts";
import { Refused } from "../platform/http-error.ts";
import { newId } from "../platform/ids.ts";
import { type RequestId, requestId, type UserId, type WorkspaceId } from "../protocol/ids.ts";
import type { PrivacyReceipt } from "../protocol/privacy.ts";
import { type Tenant, tenant } from "../workspaces/access.ts";
import { exportedFile } from "./privacy-export.ts";

/** Newest first. */
export async function listReceipts(
	db: Tenant,
	{ cursor, limit }: { cursor?: string | undefined; limit: number },
	nowMs: number,
): Promise<{ data: PrivacyReceipt[]; next: string | null }> {
	const rows = await db.query((query) =>
		query
			.select()
			.from(privacyReceipts)
			.where(
				and(
					eq(privacyReceipts.workspaceId, db.workspaceId),
					beyond(cursor, privacyReceipts.doneAt, privacyReceipts.id),
				),
			)
			.orderBy(desc(privacyReceipts.doneAt), desc(privacyReceipts.id))
			.limit(limit + 1),
	);
	const page = paged(rows, limit, ({ doneAt, id }) => ({ at: doneAt, id }));
	return { data: page.rows.map((row) => faceOf(row, nowMs)), next: page.next };
}

/** The file as JSON. Who fetched it is in the audit. Refuses with `not_found`, also where it has expired. */
export async function fetchExport(
	env: WorkerBindings,
	{ workspaceId, userId }: { workspaceId: WorkspaceId; userId: UserId },
	id: RequestId,
): Promise<string> {
	const db = tenant(env, workspaceId);
	const own = and(eq(privacyReceipts.workspaceId, workspaceId), eq(privacyReceipts.id, id));
	const [row] = await db.query((query) =>
		query.select({ what: privacyReceipts.what }).from(privacyReceipts).where(own),
	);
	const file = row?.what === "export" ? await exportedFile(env, workspaceId, id) : undefined;
	if (file === undefined) throw new Refused("not_found");
	await db.batch((query) => [
		query
			.update(privacyReceipts)
			.set({ downloadedAt: new Date() })
			.where(and(own, isNull(privacyReceipts.downloadedAt))),
		query.insert(audit).values({
			workspaceId,
			id: newId("request"),
			userId,
			action: "privacy.export_fetched",
			target: id,
			details: {},
		}),
	]);
	return file;
}

function faceOf(row: typeof privacyReceipts.$inferSelect, nowMs: number): PrivacyReceipt {
	const { connectionId, topic, what, subject, counts, remains, receivedAt, doneAt, exportUntil, downloadedAt } = row;
	const isThere = exportUntil !== null && exportUntil.getTime() > nowMs;
	return {
		id: requestId.parse(row.id),
		connectionId,
		topic,
		what,
		subject,
		counts,
		remains,
		receivedAt: receivedAt.toISOString(),
		doneAt: doneAt.toISOString(),
		exportUntil: isThere ? exportUntil.toISOString() : null,
		downloadedAt: downloadedAt?.toISOString() ?? null,
	};
}
