// Brings a database to this version: each migration file is one transaction, recorded in heddle_migrations.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { NeonDbError } from "@neondatabase/serverless";
import { z } from "zod";
import { openDatabase } from "./database.ts";
import { connect } from "./neon/endpoint.ts";
import { projectRoot } from "./project.ts";
import { ROLES, rolePassword } from "./roles.ts";
import { withState } from "./state.ts";

/** Any constant does, as long as all of Heddle's migrations in one database use the same: "heddle" on a phone's keys. */
const LOCK = "select pg_advisory_xact_lock(433353)";

/** What drizzle-kit keeps beside the files: their order. https://orm.drizzle.team/docs/migrations */
const journalFile = z.object({ entries: z.array(z.object({ tag: z.string() })) });

export interface Migration {
	name: string;
	hash: string;
	statements: string[];
}

export interface MigrateOptions {
	/** Connection string of the role that owns the tables. */
	ownerUrl: string;
	/** HEDDLE_SECRET; the two roles' passwords are derived from it. */
	secret: string;
	migrations?: Migration[];
	log?: (line: string) => void;
}

/**
 * @returns names of the migrations that were applied now, in order
 * @throws when an applied file was changed since, or when a statement fails: that file's changes are then all undone
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
	const { ownerUrl, secret, log = () => undefined } = options;
	const migrations = options.migrations ?? (await readMigrations());
	const sql = connect(ownerUrl);
	await prepareLedger(ownerUrl);
	const applied: string[] = [];
	for (const migration of await pending(ownerUrl, migrations, log)) {
		if (await apply(ownerUrl, migration)) {
			applied.push(migration.name);
			log(`applied ${migration.name} (${migration.statements.length} statements)`);
		}
	}
	await secureRoles(sql, secret);
	log(
		applied.length === 0
			? `the database is up to date (${migrations.length} migrations)`
			: `the database is now up to date; passwords of ${ROLES.join(", ")} are set`,
	);
	return applied;
}

/** @param folder holds drizzle-kit's meta/_journal.json and one .sql file for each entry */
export async function readMigrations(folder = join(projectRoot, "migrations")): Promise<Migration[]> {
	const journal = journalFile.parse(JSON.parse(await readFile(join(folder, "meta/_journal.json"), "utf8")));
	return Promise.all(
		journal.entries.map(async ({ tag }) => {
			const text = await readFile(join(folder, `${tag}.sql`), "utf8");
			return {
				name: tag,
				hash: createHash("sha256").update(text).digest("hex"),
				statements: text.split("--> statement-breakpoint").filter((statement) => statement.trim() !== ""),
			};
		}),
	);
}

/** Names the migrations of this version that the database lacks, and throws when one that it has was changed since. */
export async function pending(
	ownerUrl: string,
	migrations: Migration[],
	log: (line: string) => void = () => undefined,
): Promise<Migration[]> {
	const rows = await connect(ownerUrl).query("select name, hash from heddle_migrations");
	const ledger = new Map(
		z
			.array(z.object({ name: z.string(), hash: z.string() }))
			.parse(rows)
			.map((row) => [row.name, row.hash]),
	);
	for (const { name, hash } of migrations) {
		const appliedHash = ledger.get(name);
		if (appliedHash !== undefined && appliedHash !== hash) {
			throw new Error(
				`migrations/${name}.sql was changed after it was applied to this database. ` +
					"Take the change back, and put it into a new migration (npm run migrations).",
			);
		}
	}
	const known = new Set(migrations.map(({ name }) => name));
	const newer = [...ledger.keys()].filter((name) => !known.has(name));
	if (newer.length > 0) log(`the database is newer than this version: it also has ${newer.join(", ")}`);
	return migrations.filter(({ name }) => !ledger.has(name));
}

async function prepareLedger(ownerUrl: string): Promise<void> {
	const sql = connect(ownerUrl);
	await sql.transaction([
		sql.query(LOCK),
		sql.query(`create table if not exists heddle_migrations (
      name text primary key,
      hash text not null,
      applied_at timestamptz not null default now()
    )`),
	]);
}

/** @returns false when another process applied it between our look and our turn */
async function apply(ownerUrl: string, { name, hash, statements }: Migration): Promise<boolean> {
	const sql = connect(ownerUrl);
	try {
		await sql.transaction([
			sql.query(LOCK),
			// First, so that the loser of a race fails here on the primary key and undoes nothing of the winner's.
			sql.query("insert into heddle_migrations (name, hash) values ($1, $2)", [name, hash]),
			...statements.map((statement) => sql.query(statement)),
		]);
		return true;
	} catch (error) {
		if (!(error instanceof NeonDbError)) throw error;
		if (error.constraint === "heddle_migrations_pkey") return false;
		throw new Error(`migrations/${name}.sql failed, nothing of it was kept: ${error.message}`, { cause: error });
	}
}

async function secureRoles(sql: ReturnType<typeof connect>, secret: string): Promise<void> {
	const present = await sql.query("select rolname from pg_roles where rolname = any($1)", [[...ROLES]]);
	const names = new Set(present.map((row) => row.rolname));
	const roles = ROLES.filter((role) => names.has(role));
	await againWhenBusy(() =>
		sql.transaction([
			sql.query(LOCK),
			...roles.flatMap((role) => [
				sql.query(`alter role ${role} with login password '${rolePassword(secret, role)}'`),
				// Granting on all tables of the schema, as a migration may, would let the Worker rewrite the ledger.
				sql.query(`revoke all on heddle_migrations from ${role}`),
			]),
		]),
	);
}

/** Roles belong to the whole server, so a migration of another database there, which our lock does not reach, can collide. */
async function againWhenBusy<T>(work: () => Promise<T>, attempts = 10): Promise<T> {
	try {
		return await work();
	} catch (error) {
		const collided = error instanceof NeonDbError && error.message.includes("tuple concurrently updated");
		if (!collided || attempts === 1) throw error;
		return await againWhenBusy(work, attempts - 1);
	}
}

if (import.meta.main) {
	await withState(async (state) => {
		const database = await openDatabase({ databaseUrl: process.env.DATABASE_URL, folder: state.folder });
		try {
			await migrate({ ownerUrl: database.ownerUrl, secret: state.secret, log: console.log });
		} finally {
			await database.close();
		}
	});
}
