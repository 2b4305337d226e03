import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { z } from "zod";
import { searchEntries } from "../../src/conversations/lists.ts";
import { findVerified } from "../../src/customers/records.ts";
import { database } from "../../src/db/client.ts";
import type { Tenant } from "../../src/workspaces/access.ts";
import type {} from "../support/provided.ts";
import { batchesOf, consume } from "../support/server/history.ts";
import { found, type Home } from "../support/server/home.ts";

let home: Home;

beforeAll(async () => {
	home = await found("Oak");
	await consume("heddle-history", batchesOf(home, ["where is my blue parcel", "a blue one"]));
	await fill(home);
});

/** Enough rows that the planner has something to choose between, and knows it; on an empty table every plan is as good. */
async function fill({ db, inboxId, teamId }: Home) {
	const many = sql`generate_series(1, 3000) as i`;
	await db.batch((query) => [
		query.execute(sql`insert into customers (workspace_id, id, verified, email, phone)
			select ${db.workspaceId}::text, 'cus_' || md5('plan' || i), true, 'c' || i || '@example.com', '+49' || i from ${many}`),
		query.execute(sql`insert into conversations (workspace_id, id, inbox_id, customer_id, team_id, status, revision, created_at, last_at)
			select ${db.workspaceId}::text, 'cnv_' || md5('plan' || i), ${inboxId}::text, 'cus_' || md5('plan' || i), ${teamId}::text, 'open', 1, now(), now() from ${many}`),
		query.execute(sql`insert into entries (workspace_id, conversation_id, seq, public_seq, at, author, client_id, content)
			select ${db.workspaceId}::text, 'cnv_' || md5('plan' || i), 1, 1, now(), '{"kind":"visitor"}', 'plan' || i, '{"kind":"message","text":"other words"}' from ${many}`),
		query.execute(sql`insert into entry_words (workspace_id, word, at, conversation_id, seq)
			select ${db.workspaceId}::text, word, now(), 'cnv_' || md5('plan' || i), 1 from ${many}, unnest(array['other', 'words']) as word`),
	]);
	await database(inject("ownerUrl")).execute(sql`analyze customers, conversations, entries, entry_words`);
}

const plans = z.array(z.object({ "QUERY PLAN": z.unknown() }));
const index = z.object({ name: z.string(), condition: z.string() });

/** Runs `work` with a tenant whose queries are explained, as the application's role and without sequential scans. */
async function indexesOf(work: (db: Tenant) => Promise<unknown>): Promise<z.infer<typeof index>[]> {
	const explained: z.infer<typeof index>[] = [];
	const explain: Tenant["batch"] = async (build) => {
		const asked = await home.db.batch((db) => [
			db.execute(sql`set local enable_seqscan = off`),
			...build(db).map((query) => {
				if (!("getSQL" in query) || typeof query.getSQL !== "function") throw new Error("no query");
				return db.execute(sql`explain (format json) ${query.getSQL()}`);
			}),
		]);
		for (const { rows } of asked.slice(1))
			for (const row of plans.parse(rows)) collect(planIn(row["QUERY PLAN"]), explained);
		return home.db.batch(build);
	};
	const spied: Tenant = {
		workspaceId: home.db.workspaceId,
		batch: explain,
		query: async (build) => (await explain((db) => [build(db)]))[0],
	};
	await work(spied);
	return explained;
}

/** Text where the driver does not parse it. */
function planIn(value: unknown): unknown {
	return typeof value === "string" ? JSON.parse(value) : value;
}

/** Every index that a plan walks, with what it is walked by. */
function collect(plan: unknown, into: z.infer<typeof index>[]): void {
	if (typeof plan !== "object" || plan === null) return;
	if ("Index Name" in plan)
		into.push({
			name: String(plan["Index Name"]),
			condition: "Index Cond" in plan ? String(plan["Index Cond"]) : "",
		});
	for (const part of Object.values(plan)) collect(part, into);
}

describe("under row level security", () => {
	it("a customer is found by the index of their e-mail and of their phone", async () => {
		const used = await indexesOf((db) => findVerified(db, { email: "Lena@example.com", phone: "+4930123456" }));
		const by = (name: string) => used.find((one) => one.name === name)?.condition;
		expect(by("customers_by_email")).toMatch(/email = 'lena@example\.com'/);
		expect(by("customers_by_phone")).toMatch(/phone = /);
	});

	it("a search walks the postings of its own workspace's word, and no other entries", async () => {
		const used = await indexesOf((db) => searchEntries(db, "blue parcel", undefined, 50));
		const words = used.filter(({ name }) => name.startsWith("entry_words_"));
		expect(words).toHaveLength(2);
		for (const { condition } of words) {
			expect(condition).toMatch(/workspace_id = /);
			expect(condition).toMatch(/word = /);
		}
		const others = used.filter(({ name }) => name.startsWith("entries_"));
		for (const { condition } of others) expect(condition).toMatch(/conversation_id = /);
	});

	it("a condition that leaks would not be: the check can fail", async () => {
		const used = await indexesOf((db) =>
			db.query((query) => query.execute(sql`select from customers where verified and lower(email) = 'a@example.com'`)),
		);
		expect(used.map(({ condition }) => condition).join()).not.toContain("email");
	});
});
