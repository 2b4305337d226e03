import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Database } from "../../scripts/database.ts";
import { type Migration, migrate, readMigrations } from "../../scripts/migrate.ts";
import { connect } from "../../scripts/neon/endpoint.ts";
import { ROLES, roleUrl } from "../../scripts/roles.ts";
import { emptyDatabase, TEST_SECRET } from "../support/database.ts";

let database: Database;
beforeEach(async () => {
	database = await emptyDatabase();
});
afterEach(() => database.close());

const run = (migrations: Migration[]) => migrate({ ownerUrl: database.ownerUrl, secret: TEST_SECRET, migrations });

function migration(name: string, ...statements: string[]): Migration {
	return { name, statements, hash: createHash("sha256").update(statements.join()).digest("hex") };
}

const first = migration("0000_first", "create table a (id int)", "create table b (id int)");
const second = migration("0001_second", "alter table a add column name text");

test("migrations are applied in order, once", async () => {
	expect(await run([first])).toEqual(["0000_first"]);
	expect(await run([first, second])).toEqual(["0001_second"]);
	expect(await run([first, second])).toEqual([]);
	expect(await connect(database.ownerUrl)`select name from a`).toEqual([]);
});

test("a file whose second statement fails leaves nothing of its first", async () => {
	const broken = migration("0001_broken", "create table c (id int)", "create table a (id int)");
	await expect(run([first, broken])).rejects.toThrow("0001_broken.sql failed");
	await expect(connect(database.ownerUrl)`select * from c`).rejects.toMatchObject({ code: "42P01" });
	expect(await run([first, second])).toEqual(["0001_second"]);
});

test("an applied file that was changed since is refused, and nothing is applied", async () => {
	await run([first]);
	const changed = { ...first, hash: "0".repeat(64) };
	await expect(run([changed, second])).rejects.toThrow("0000_first.sql was changed");
	expect(await run([first, second])).toEqual(["0001_second"]);
});

test("two that migrate at once apply each file once", async () => {
	const outcomes = await Promise.all([run([first, second]), run([first, second]), run([first, second])]);
	expect(outcomes.flat().sort()).toEqual(["0000_first", "0001_second"]);
});

test("an older version may run on a newer database", async () => {
	await run([first, second]);
	expect(await run([first])).toEqual([]);
});

test("Heddle's own migrations give the Worker two roles that own nothing and cannot touch the ledger", async () => {
	const applied = await migrate({ ownerUrl: database.ownerUrl, secret: TEST_SECRET });
	expect(applied).toEqual((await readMigrations()).map(({ name }) => name));
	for (const role of ROLES) {
		const sql = connect(roleUrl(database.ownerUrl, role, TEST_SECRET));
		expect(await sql`select current_user as name`).toEqual([{ name: role }]);
		expect(await sql`select relname from pg_class where relowner = current_user::regrole`).toEqual([]);
		await expect(sql`select * from heddle_migrations`).rejects.toMatchObject({ code: "42501" });
	}
});

test("every table outside the auth schema, except the ledger, is held to its workspace by forced row level security", async () => {
	await migrate({ ownerUrl: database.ownerUrl, secret: TEST_SECRET });
	const tables = await connect(database.ownerUrl)`
		select relname, relrowsecurity and relforcerowsecurity as held from pg_class
		where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname <> 'heddle_migrations'`;
	expect(tables.length).toBeGreaterThan(5);
	expect(tables.filter(({ held }) => !held)).toEqual([]);
});

test("the sign-in role reads no business data, and the application role reads no passwords", async () => {
	await migrate({ ownerUrl: database.ownerUrl, secret: TEST_SECRET });
	const app = connect(roleUrl(database.ownerUrl, "heddle_app", TEST_SECRET));
	const auth = connect(roleUrl(database.ownerUrl, "heddle_auth", TEST_SECRET));
	expect(await app`select id from conversations`).toEqual([]);
	expect(await auth`select id from auth.account`).toEqual([]);
	await expect(auth`select id from conversations`).rejects.toMatchObject({ code: "42501" });
	await expect(app`select id from auth.account`).rejects.toMatchObject({ code: "42501" });
});
