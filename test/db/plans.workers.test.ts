import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { z } from "zod";
import { listConversations, searchEntries } from "../../src/conversations/lists.ts";
import { findPersons } from "../../src/customers/find-persons.ts";
import { database } from "../../src/db/client.ts";
import { haveOtherOrders } from "../../src/events/known-facts.ts";
import { listEvents } from "../../src/events/listing.ts";
import { lookUpNumbers } from "../../src/events/written-numbers.ts";
import { newId } from "../../src/platform/ids.ts";
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
		query.execute(sql`insert into entries (workspace_id, conversation_id, seq, public_seq, at, author, client_id, content, words)
			select ${db.workspaceId}::text, 'cnv_' || md5('plan' || i), 1, 1, now(), '{"kind":"visitor"}', 'plan' || i, '{"kind":"message","text":"other words"}',
				array_to_tsvector(array[${db.workspaceId}::text, 'other', 'words']) from ${many}`),
		query.execute(sql`insert into events (workspace_id, id, connection_id, state, event, customer_id, received_at)
			select ${db.workspaceId}::text, 'evt_' || md5('plan' || i), 'cnn_plan', 'applied', '{}', 'cus_' || md5('plan' || i), now() from ${many}`),
		query.execute(sql`insert into business_objects (workspace_id, connection_id, object_type, object_id, reference, version, summary, customer_id)
			select ${db.workspaceId}::text, 'cnn_' || i % 3, 'order', i, '#' || i, now(), '', 'cus_' || md5('plan' || i) from ${many}`),
		query.execute(sql`insert into customer_links (workspace_id, connection_id, external_id, customer_id, as_of)
			select ${db.workspaceId}::text, 'cnn_' || i % 3, i, 'cus_' || md5('plan' || i), now() from ${many}`),
		query.execute(sql`insert into object_numbers (workspace_id, connection_id, object_type, object_id, number)
			select ${db.workspaceId}::text, 'cnn_' || i % 3, 'order', i, i from ${many}`),
		query.execute(sql`insert into customer_merges (workspace_id, id, kept_id, merged_id, because)
			select ${db.workspaceId}::text, 'mrg_' || md5('plan' || i), 'cus_kept' || i, 'cus_merged' || i, 'hand' from ${many}`),
	]);
	await database(inject("ownerUrl")).execute(
		sql`analyze customers, conversations, entries, events, business_objects, customer_links, object_numbers, customer_merges`,
	);
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
	it("a customer is found by the index of their e-mail, of their phone, of a system's own id and of an object", async () => {
		const keys = { email: "Lena@example.com", phone: "+4930123456", externalId: "77" };
		const order = { objectType: "order", objectId: "1" };
		const used = await indexesOf((db) =>
			findPersons(db, [{ connectionId: newId("connection"), keys, objects: [order] }]),
		);
		const by = (name: string) => used.find((one) => one.name === name)?.condition;
		expect(by("customers_by_email")).toMatch(/email = /);
		expect(by("customers_by_phone")).toMatch(/phone = /);
		expect(by("customer_links_connection_id_external_id_pk")).toMatch(/external_id = /);
		expect(by("business_objects_connection_id_object_type_object_id_pk")).toMatch(/object_id = /);
		expect(by("customers_pkey")).toMatch(/id = /);
		expect(used.filter(({ condition }) => /^\(workspace_id = '\w+'::text\)$/.test(condition))).toEqual([]);
	});

	it("a person's conversations and events come from the customer's index, merges from theirs", async () => {
		const id = newId("customer");
		const used = await indexesOf(async (db) => {
			await listConversations(db, { customerId: id, limit: 30 });
			await listEvents(db, { customerId: id, limit: 30 });
		});
		const by = (name: string) => used.find((one) => one.name === name)?.condition;
		expect(by("conversations_by_customer")).toMatch(/customer_id = ANY/);
		expect(by("events_by_customer")).toMatch(/customer_id = ANY/);
		expect(by("customer_merges_once")).toMatch(/merged_id = /);
		expect(by("customer_merges_by_kept")).toMatch(/kept_id = /);
	});

	it("whether an order is a person's first is asked of an index of orders alone", async () => {
		const order = { connectionId: newId("connection"), objectId: "1" };
		const used = await indexesOf((db) => haveOtherOrders(db, [{ ...order, customerId: newId("customer") }]));
		expect(used.find(({ name }) => name === "orders_by_customer")?.condition).toMatch(/customer_id = ANY/);
	});

	it("written numbers are found by their index", async () => {
		const customer = { id: newId("customer"), verified: true };
		const used = await indexesOf((db) => lookUpNumbers(db, customer, ["1042", "1Z999AA10123456784"]));
		expect(used.find(({ name }) => name === "object_numbers_by_number")?.condition).toMatch(/number = ANY/);
	});

	it("a search reads, of what it has found the places of, each entry by its key and no others", async () => {
		const used = await indexesOf((db) => searchEntries(db, "blue parcel", undefined, 50));
		const entries = used.filter(({ name }) => name.startsWith("entries_"));
		expect(entries.map(({ name }) => name)).toEqual(["entries_conversation_id_seq_pk"]);
		for (const { condition } of entries) expect(condition).toMatch(/conversation_id = .*seq = /);
	});

	it("the places of words come from their index, by the workspace as one of them", async () => {
		const owner = database(inject("ownerUrl"));
		const { rows } = await owner.execute(sql`select prosrc from pg_proc where proname = 'places_of_words'`);
		const [{ prosrc }] = z.tuple([z.object({ prosrc: z.string() })]).parse(rows);
		const body = [
			["asked", "'blue parcel'"],
			["before_at", "null::timestamptz"],
			["before_conversation", "null"],
			["before_seq", "null::int8"],
			["most", "51"],
		].reduce((text, [name, value]) => text.replaceAll(new RegExp(`\\b${name}\\b`, "g"), value ?? ""), prosrc);
		const asked = await owner.batch([
			owner.execute(sql`select set_config('app.workspace_id', ${home.workspaceId}, true)`),
			owner.execute(sql`set local role heddle_search`),
			owner.execute(sql`set local enable_seqscan = off`),
			owner.execute(sql.raw(`explain (format json) ${body}`)),
		]);
		const used: z.infer<typeof index>[] = [];
		for (const row of plans.parse(asked[3].rows)) collect(planIn(row["QUERY PLAN"]), used);
		expect(used.map(({ name }) => name)).toEqual(["entries_by_words"]);
		expect(used[0]?.condition).toContain("app.workspace_id");
	});

	it("a condition that leaks would not be: the check can fail", async () => {
		const used = await indexesOf((db) =>
			db.query((query) => query.execute(sql`select from customers where verified and lower(email) = 'a@example.com'`)),
		);
		expect(used.map(({ condition }) => condition).join()).not.toContain("email");
	});
});
