// A database of its own for whoever asks: PGlite, or one more in the server that HEDDLE_TEST_POSTGRES names.
import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { type Database, openDatabase } from "../../scripts/database.ts";
import { migrate } from "../../scripts/migrate.ts";
import { ROLES, roleUrl } from "../../scripts/roles.ts";

/** Any 32 bytes. One for all tests, because roles and their passwords are shared by all databases of a server. */
export const TEST_SECRET = Buffer.alloc(32, "heddle tests").toString("base64");

/** An ordinary role, as Neon's owner is one: a superuser would pass by row level security. */
const OWNER = "heddle_owner";

/** @returns an empty database; closing it also drops it */
export async function emptyDatabase(): Promise<Database> {
	const own = await createServerDatabase();
	const database = await openDatabase({ databaseUrl: own?.url, folder: "memory" });
	return {
		...database,
		async close() {
			await database.close();
			await own?.drop();
		},
	};
}

/** @returns owner's connection string of a new database on the test server; undefined where tests use PGlite */
export async function createServerDatabase(): Promise<{ url: string; drop(): Promise<void> } | undefined> {
	const server = process.env.HEDDLE_TEST_POSTGRES;
	if (server === undefined) return undefined;
	const name = `heddle_${randomUUID().replaceAll("-", "")}`;
	await administer(server, [`create database ${name} owner ${OWNER}`]);
	const url = new URL(server);
	url.username = OWNER;
	url.password = OWNER;
	url.pathname = name;
	return { url: url.href, drop: () => administer(server, [`drop database ${name} with (force)`]) };
}

export interface MigratedDatabase extends Database {
	/** Connection string for the Worker's DATABASE_URL. */
	appUrl: string;
	/** Connection string for the Worker's AUTH_DATABASE_URL. */
	authUrl: string;
}

/** @returns a database at this version's schema, with both roles' connection strings */
export async function migratedDatabase(): Promise<MigratedDatabase> {
	const database = await emptyDatabase();
	await migrate({ ownerUrl: database.ownerUrl, secret: TEST_SECRET });
	return {
		...database,
		appUrl: roleUrl(database.ownerUrl, "heddle_app", TEST_SECRET),
		authUrl: roleUrl(database.ownerUrl, "heddle_auth", TEST_SECRET),
	};
}

/** @param server superuser's connection string */
export async function administer(server: string, statements: string[]): Promise<void> {
	const client = new Client(server);
	await client.connect();
	try {
		for (const statement of statements) await client.query(statement);
	} finally {
		await client.end();
	}
}

/** Prepares a fresh server for `emptyDatabase`. The roles are made here, once, lest two migrations make them at once. */
export async function prepareServer(server: string): Promise<void> {
	await administer(server, [
		`create role ${OWNER} login createrole createdb password '${OWNER}'`,
		`set role ${OWNER}`,
		...ROLES.map((role) => `create role ${role} login`),
	]);
}
