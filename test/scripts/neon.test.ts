// The local Neon through Neon's own driver. `npm run test:postgres` runs the same promises on a real PostgreSQL.
import type { NeonQueryFunction } from "@neondatabase/serverless";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../scripts/database.ts";
import { connect } from "../../scripts/neon/endpoint.ts";
import { emptyDatabase } from "../support/database.ts";

let database: Database;
let owner: NeonQueryFunction<false, false>;
let reader: NeonQueryFunction<false, false>;

beforeAll(async () => {
	database = await emptyDatabase();
	owner = connect(database.ownerUrl);
	// Named after the database, because roles belong to the whole server, where other tests run too.
	const [row] = await owner`select 'reader_' || current_database() as role`;
	const role = String(row?.role).slice(0, 60);
	await owner.query(`create role ${role} login password 'secret'`);
	const url = new URL(database.ownerUrl);
	url.username = role;
	url.password = "secret";
	reader = connect(url.href);
	await owner.query("create table notes (id int constraint notes_once primary key, workspace_id text, body text)");
	await owner.query("alter table notes enable row level security");
	await owner.query("alter table notes force row level security");
	await owner.query(
		`create policy own on notes to ${role} using (workspace_id = current_setting('app.workspace_id', true))`,
	);
	await owner.query(`grant select, insert on notes to ${role}`);
	await owner.query("create table ledger (id int constraint ledger_once primary key)");
});

afterAll(() => database.close());

test("values of every type that Heddle stores come back as they went in", async () => {
	const bytes = Buffer.from([0, 1, 127, 128, 255]);
	const [row] = await owner.query(
		`select $1::int8 as int8, $2::numeric as numeric, $3::jsonb as jsonb, $4::timestamptz as timestamptz,
			$5::bytea as bytea, $6::text[] as texts, $7::int[] as numbers, $8::text as text, $9::boolean as boolean`,
		[
			"9007199254740993",
			"12345678901234567890.123456789",
			JSON.stringify({ a: [1, null, "ü"] }),
			"2026-11-23T10:11:12.345Z",
			bytes,
			["a,b", 'q"uote', "back\\slash", "null", ""],
			[1, -2, 3],
			null,
			true,
		],
	);
	expect(row).toEqual({
		int8: "9007199254740993",
		numeric: "12345678901234567890.123456789",
		jsonb: { a: [1, null, "ü"] },
		timestamptz: new Date("2026-11-23T10:11:12.345Z"),
		bytea: bytes,
		texts: ["a,b", 'q"uote', "back\\slash", "null", ""],
		numbers: [1, -2, 3],
		text: null,
		boolean: true,
	});
});

test("a full result tells the command, the count of rows and the types", async () => {
	await owner.query("create table counted (id int)");
	const full = { fullResults: true } as const;
	const inserted = await owner.query("insert into counted values (1), (2), (3)", [], full);
	expect(inserted).toMatchObject({ command: "INSERT", rowCount: 3, rows: [] });
	const selected = await owner.query("select id from counted where id > 1 order by id", [], full);
	expect(selected).toMatchObject({ command: "SELECT", rowCount: 2, rows: [{ id: 2 }, { id: 3 }] });
	expect(selected.fields).toMatchObject([{ name: "id", dataTypeID: 23 }]);
});

test("a broken unique constraint is refused with code 23505, the constraint's name and the detail", async () => {
	await owner`insert into ledger values (1)`;
	await expect(owner`insert into ledger values (1)`).rejects.toMatchObject({
		code: "23505",
		constraint: "ledger_once",
		table: "ledger",
		detail: "Key (id)=(1) already exists.",
	});
});

test("a batch is kept whole or not at all, and the next request is not inside its transaction", async () => {
	const batch = [owner`insert into ledger values (10)`, owner`insert into ledger values (10)`];
	await expect(owner.transaction(batch)).rejects.toMatchObject({ code: "23505" });
	expect(await owner`select id from ledger where id = 10`).toEqual([]);
	const results = await owner.transaction([
		owner`insert into ledger values (11)`,
		owner`select id from ledger where id = 11`,
	]);
	expect(results).toEqual([[], [{ id: 11 }]]);
	expect(await owner`select id from ledger where id = 11`).toEqual([{ id: 11 }]);
});

test("a batch runs at the isolation level and in the mode that it asks for", async () => {
	const asked = { isolationLevel: "RepeatableRead", readOnly: true } as const;
	const [level] = await owner.transaction([owner`show transaction_isolation`], asked);
	expect(level).toEqual([{ transaction_isolation: "repeatable read" }]);
	const writing = owner.transaction([owner`insert into ledger values (20)`], asked);
	await expect(writing).rejects.toMatchObject({ code: "25006" });
	await owner.transaction([owner`insert into ledger values (20)`], { isolationLevel: "Serializable" });
});

test("a role sees the rows of the workspace that its batch names, and no other's", async () => {
	await reader.transaction([
		reader`select set_config('app.workspace_id', 'a', true)`,
		reader`insert into notes values (1, 'a', 'of a')`,
	]);
	const seenBy = async (workspace: string) => {
		const [, rows] = await reader.transaction([
			reader`select set_config('app.workspace_id', ${workspace}, true)`,
			reader`select body from notes`,
		]);
		return rows;
	};
	expect(await seenBy("a")).toEqual([{ body: "of a" }]);
	expect(await seenBy("b")).toEqual([]);
	expect(await reader`select body from notes`).toEqual([]);
});

test("a row of another workspace than the named one is refused with 42501", async () => {
	const foreign = reader.transaction([
		reader`select set_config('app.workspace_id', 'a', true)`,
		reader`insert into notes values (2, 'b', 'smuggled')`,
	]);
	await expect(foreign).rejects.toMatchObject({ code: "42501" });
});

test("requests run as the role of their connection string, in any order", async () => {
	const names = await Promise.all(
		[reader, owner, reader, owner].map(
			async (sql) => (await sql`select current_user as name, session_user as session`)[0],
		),
	);
	const [readerName, ownerName] = names;
	expect(readerName?.name).toMatch(/^reader_/);
	expect(ownerName?.name).not.toBe(readerName?.name);
	expect(names).toEqual([readerName, ownerName, readerName, ownerName]);
	await expect(reader`select * from ledger`).rejects.toMatchObject({ code: "42501" });
});

test("a setting made for the session does not reach the next request", async () => {
	await reader`select set_config('app.workspace_id', 'a', false)`;
	expect(await reader`select body from notes`).toEqual([]);
});

test("a statement that is really two is refused, as Neon refuses it", async () => {
	await expect(owner.query("select 1; select 2")).rejects.toMatchObject({ code: "42601" });
});

test("a syntax error says where, and the next request works", async () => {
	await expect(owner.query("selec 1")).rejects.toMatchObject({ code: "42601", position: "1" });
	expect(await owner`select 1 as one`).toEqual([{ one: 1 }]);
});

test("a hundred requests at once are each answered with their own result", async () => {
	const numbers = Array.from({ length: 100 }, (_, n) => n);
	const rows = await Promise.all(numbers.map((n) => owner`select ${n}::int as n`));
	expect(rows.map(([row]) => row?.n)).toEqual(numbers);
});

test("what is no request of the driver is refused: method, path, body and missing credential", async () => {
	const origin = String(database.origin);
	const post = (body: string, headers: Record<string, string>) =>
		fetch(`${origin}/sql`, { method: "POST", body, headers });
	const credential = { "neon-connection-string": database.ownerUrl };
	const good = JSON.stringify({ query: "select 1", params: [] });
	expect((await post(good, credential)).status).toBe(200);
	expect((await fetch(`${origin}/sql`)).status).toBe(404);
	expect((await post("{", credential)).status).toBe(400);
	expect((await post(JSON.stringify({ query: 1 }), credential)).status).toBe(400);
	expect((await post(good, {})).status).toBe(400);
	expect((await post(good, { ...credential, "neon-batch-isolation-level": "Chaos" })).status).toBe(400);
});
