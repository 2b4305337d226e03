// Idempotency-Key: a creating POST that is sent again gets its first answer again, and creates nothing twice.
import { and, eq, isNull, lt } from "drizzle-orm";
import { createMiddleware } from "hono/factory";
import { idempotencyKeys } from "../db/schema/workspace.ts";
import { Refused } from "../platform/http-error.ts";
import { derivedId } from "../platform/ids.ts";
import { base64Of } from "../platform/keys.ts";
import { tenant } from "./access.ts";
import { safeOf } from "./data-key.ts";
import type { AppEnv } from "./principal.ts";

/** A first request that has not finished by then is taken for dead: twice what a Worker's database calls may take. */
const ABANDONED_MS = 60_000;

/** After `agentsOnly`. Keys are told apart by workspace, person and route; good answers are kept, sealed. */
export const idempotent = createMiddleware<AppEnv>(async (context, next) => {
	const key = context.req.header("idempotency-key");
	if (!key) throw new Refused("idempotency_key_required");
	const { workspaceId, userId } = context.get("agent");
	// The address as it was sent: decoded it may hold what Postgres cannot, and it is not yet validated here.
	const scope = `${userId} ${context.req.method} ${new URL(context.req.url).pathname}`;
	const requestHash = await hashOf(await context.req.raw.clone().arrayBuffer());
	const db = tenant(context.env, workspaceId);
	const mine = and(
		eq(idempotencyKeys.workspaceId, workspaceId),
		eq(idempotencyKeys.scope, scope),
		eq(idempotencyKeys.key, key),
	);

	const [, begun] = await db.batch((query) => [
		query
			.delete(idempotencyKeys)
			.where(
				and(mine, isNull(idempotencyKeys.status), lt(idempotencyKeys.createdAt, new Date(Date.now() - ABANDONED_MS))),
			),
		query
			.insert(idempotencyKeys)
			.values({ workspaceId, scope, key, requestHash })
			.onConflictDoNothing()
			.returning({ key: idempotencyKeys.key }),
	]);
	const safe = await safeOf(context.env, workspaceId);
	if (begun.length === 0) {
		const [first] = await db.query((query) => query.select().from(idempotencyKeys).where(mine));
		if (first && first.requestHash !== requestHash) throw new Refused("idempotency_mismatch");
		if (!first?.status || first.answer === null) throw new Refused("idempotency_in_progress");
		const body = await safe.open(["idempotency", scope, key], first.answer);
		return new Response(body, {
			status: first.status,
			headers: { "content-type": "application/json", "idempotency-replayed": "true" },
		});
	}

	// A first request may have ended between what it made and this answer: made again, it meets what is there.
	context.set("newId", (noun) => derivedId(noun, workspaceId, scope, key, requestHash));
	await next();
	if (!context.res.ok) {
		await db.query((query) => query.delete(idempotencyKeys).where(mine));
		return;
	}
	const answer = await safe.seal(["idempotency", scope, key], await context.res.clone().text());
	await db.query((query) => query.update(idempotencyKeys).set({ status: context.res.status, answer }).where(mine));
});

async function hashOf(body: ArrayBuffer): Promise<string> {
	return base64Of(new Uint8Array(await crypto.subtle.digest("SHA-256", body)));
}
