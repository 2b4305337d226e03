import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { z } from "zod";
import { type Database, database } from "../../src/db/client.ts";
import { connections } from "../../src/db/schema/connection.ts";
import { workspaces } from "../../src/db/schema/workspace.ts";
import { newId } from "../../src/platform/ids.ts";
import type {} from "../support/provided.ts";
import { batchesOf, consume } from "../support/server/history.ts";
import { found, type Home } from "../support/server/home.ts";
import { connectShop, makeRule } from "../support/server/shop.ts";

let home: Home;
let other: Home;
const app = database(env.DATABASE_URL);
const auth = database(env.AUTH_DATABASE_URL);

beforeAll(async () => {
	[home, other] = [await found("Oak"), await found("Elm")];
	for (const each of [home, other]) {
		await connectShop(each);
		await makeRule(each, {});
		await consume("heddle-history", batchesOf(each, ["hello"]));
	}
});

const names = z.array(z.object({ name: z.string() }));
const counted = z.array(z.object({ n: z.coerce.number() }));

async function rowsOf(db: Database, query: ReturnType<typeof sql>) {
	return (await db.execute(query)).rows;
}

/** Tables of the schema `public` that have this column. */
async function tablesWith(column: string): Promise<string[]> {
	const rows = await rowsOf(
		app,
		sql`select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
			where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attname = ${column} and not a.attisdropped`,
	);
	return names.parse(rows).map(({ name }) => name);
}

/** Counts of rows as `who` sees them, of these workspaces or of all others. */
async function countAs({ db }: Home, table: string, whose: "own" | "others"): Promise<number> {
	const column = sql.identifier(table === "workspaces" ? "id" : "workspace_id");
	const is = whose === "own" ? sql`=` : sql`<>`;
	const rows = await db.query((query) =>
		query.execute(sql`select count(*) as n from ${sql.identifier(table)} where ${column} ${is} ${db.workspaceId}`),
	);
	return counted.parse(rows.rows)[0]?.n ?? -1;
}

/** Who may be looked up before a workspace is known: an inbox's workspace, by two ids and no more. */
const DIRECTORY = "inbox_directory";

describe("row level security", () => {
	it("is seen past by the role of the search, for the places of words and nothing else; nobody becomes it", async () => {
		const asSearch = (what: ReturnType<typeof sql>) => {
			const owner = database(inject("ownerUrl"));
			return owner.batch([owner.execute(sql`set local role heddle_search`), owner.execute(what)]);
		};
		await expect(asSearch(sql`select conversation_id, seq from entries`)).resolves.toBeDefined();
		for (const refused of [
			sql`select content from entries`,
			sql`select author from entries`,
			sql`select id from customers`,
			sql`update entries set seq = 1`,
		])
			await expect(asSearch(refused)).rejects.toThrow();
		await expect(app.execute(sql`set role heddle_search`)).rejects.toThrow();
		await expect(auth.execute(sql`select * from places_of_words('hello', null, null, null, 10)`)).rejects.toThrow();
	});

	it("is seen past by the role of the sweep, for whose turn it is and nothing else; nobody becomes it", async () => {
		const asSweep = (what: ReturnType<typeof sql>) => {
			const owner = database(inject("ownerUrl"));
			return owner.batch([owner.execute(sql`set local role heddle_sweep`), owner.execute(what)]);
		};
		await expect(asSweep(sql`select workspace_id, id, connector, sweep_due from connections`)).resolves.toBeDefined();
		for (const refused of [
			sql`select settings from connections`,
			sql`select secrets from connections`,
			sql`select hook_secrets from connections`,
			sql`select name from connections`,
			sql`select id from workspaces`,
			sql`update connections set sweep_due = now()`,
		])
			await expect(asSweep(refused)).rejects.toThrow();
		await expect(app.execute(sql`set role heddle_sweep`)).rejects.toThrow();
		await expect(auth.execute(sql`select * from due_sweeps(array['shopify'], now(), 10)`)).rejects.toThrow();
	});

	it("finds no place where no workspace is named, and none of others'", async () => {
		const places = sql`select * from places_of_words('hello', null, null, null, 10)`;
		expect(await rowsOf(app, places).catch(() => [])).toEqual([]);
		const found = await home.db.query((query) => query.execute(places));
		expect(found.rows).toHaveLength(1);
		expect(
			(
				await home.db.query((query) =>
					query.execute(sql`select * from places_of_words(${home.workspaceId}, null, null, null, 10)`),
				)
			).rows,
		).toEqual([]);
	});

	it("is enabled and forced on every table of a workspace, each with a policy for the application's role", async () => {
		const tables = [...(await tablesWith("workspace_id")), "workspaces"];
		expect(tables.length).toBeGreaterThan(10);
		const rows = await rowsOf(
			app,
			sql`select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace
				and c.relkind in ('r', 'p') and c.relrowsecurity and c.relforcerowsecurity
				and exists (select from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname
					and p.policyname = 'own_workspace' and p.cmd = 'ALL' and p.qual is not null and p.with_check is not null)`,
		);
		expect(
			names
				.parse(rows)
				.map(({ name }) => name)
				.toSorted(),
		).toEqual(tables.toSorted());
	});

	it("lets the application's role own nothing, bypass nothing, and create nothing", async () => {
		const rows = await rowsOf(
			app,
			sql`select r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb
					or has_schema_privilege(r.rolname, 'public', 'CREATE')
					or exists (select from pg_class where relowner = r.oid) as unsafe
				from pg_roles r where r.rolname in ('heddle_app', 'heddle_auth')`,
		);
		expect(rows).toEqual([{ unsafe: false }, { unsafe: false }]);
	});

	it("shows no row where no workspace is named", async () => {
		for (const table of [...(await tablesWith("workspace_id")), "workspaces"].filter((name) => name !== DIRECTORY)) {
			const rows = await rowsOf(app, sql`select count(*) as n from ${sql.identifier(table)}`);
			expect(counted.parse(rows), table).toEqual([{ n: 0 }]);
		}
	});

	it("shows each workspace its own rows and none of the other's", async () => {
		const tables = [...(await tablesWith("workspace_id")), "workspaces"].filter((name) => name !== DIRECTORY);
		const own = await Promise.all(tables.map(async (table) => [table, await countAs(home, table, "own")] as const));
		const filled = own.filter(([, n]) => n > 0).map(([table]) => table);
		expect(filled).toEqual(
			expect.arrayContaining([
				"connections",
				"rules",
				"conversations",
				"entries",
				"customers",
				"inboxes",
				"audit",
				"workspaces",
			]),
		);
		for (const table of tables) expect(await countAs(home, table, "others"), table).toBe(0);
	});

	it("takes no row for another workspace, and changes and deletes none of another's", async () => {
		const row = {
			workspaceId: other.workspaceId,
			id: newId("connection"),
			connector: "shopify",
			name: "Smuggled",
			required: false,
			settings: {},
			secrets: {},
			hookSecrets: [],
		};
		const smuggled = home.db.query((query) => query.insert(connections).values(row));
		await expect(smuggled).rejects.toMatchObject({ code: "42501" });
		const moved = home.db.query((query) => query.update(connections).set({ workspaceId: other.workspaceId }));
		await expect(moved).rejects.toMatchObject({ code: "42501" });
		const before = await countAs(other, "connections", "own");
		const gone = await home.db.query((query) =>
			query.execute(sql`delete from connections where workspace_id = ${other.workspaceId} returning id`),
		);
		expect(gone.rows).toEqual([]);
		expect(await countAs(other, "connections", "own")).toBe(before);
	});

	it("ends with its transaction: the next request on the same role sees nothing", async () => {
		await home.db.query((query) => query.select().from(workspaces));
		expect(await app.select().from(workspaces)).toEqual([]);
	});
});

describe("the two roles", () => {
	/** insufficient_privilege: https://www.postgresql.org/docs/current/errcodes-appendix.html */
	const DENIED = "42501";
	const refused = { cause: { code: DENIED } };

	it("keep apart: sign-in reads no tenant table, the application reads no sign-in", async () => {
		for (const table of await tablesWith("workspace_id"))
			await expect(rowsOf(auth, sql`select 1 from public.${sql.identifier(table)}`), table).rejects.toMatchObject(
				refused,
			);
		for (const table of ["user", "session", "account", "member"])
			await expect(rowsOf(app, sql`select 1 from auth.${sql.identifier(table)}`), table).rejects.toMatchObject(refused);
		expect((await rowsOf(auth, sql`select 1 from auth.member`)).length).toBeGreaterThan(0);
	});

	it("cannot rewrite what was audited, nor change tables or become another role", async () => {
		for (const statement of [
			sql`update audit set action = 'nothing'`,
			sql`delete from audit`,
			sql`drop table connections`,
			sql`alter table connections disable row level security`,
			sql`set role heddle_auth`,
		])
			await expect(home.db.query((query) => query.execute(statement))).rejects.toMatchObject({ code: DENIED });
	});
});
