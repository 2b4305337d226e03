// Which database a local run uses, and how to reach it through Neon's HTTP driver.
import { join } from "node:path";
import { openPglite, PGLITE_OWNER } from "./neon/pglite.ts";
import { openPostgres } from "./neon/postgres.ts";
import type { Backend } from "./neon/protocol.ts";
import { serveNeon } from "./neon/server.ts";

/** Where PGlite's one database lives, below a state folder. */
const PGLITE_FOLDER = "postgres";

export interface Database {
	/** For sentences to people: what this is. */
	description: string;
	/** Connection string of the owner, to be used with Neon's HTTP driver; `roleUrl` makes the others from it. */
	ownerUrl: string;
	/** The stand-in's http origin on loopback; undefined for a real Neon, which needs none. */
	origin: string | undefined;
	close(): Promise<void>;
}

export interface DatabaseOptions {
	/** Owner's connection string of a PostgreSQL or a Neon; without it PGlite is used. */
	databaseUrl?: string | undefined;
	/** State folder for PGlite; "memory" keeps nothing. */
	folder: string;
	/** The stand-in's port; 0 takes any free one. */
	port?: number;
}

/**
 * @throws when the URL is none of postgres, when the port is taken (EADDRINUSE), or when PGlite's folder is damaged.
 * Only one process at a time may open a folder: hold the lock of `state-lock.ts` first.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
	const { databaseUrl, folder, port = 0 } = options;
	if (databaseUrl === undefined) {
		const dataDir = folder === "memory" ? undefined : join(folder, PGLITE_FOLDER);
		const embedded = await openPglite(dataDir);
		const owner = `postgres://${PGLITE_OWNER}:local@127.0.0.1/heddle`;
		return await standIn("embedded PGlite", embedded, owner, port);
	}
	const url = parseUrl(databaseUrl);
	if (isNeon(url)) {
		return {
			description: `Neon at ${url.hostname}`,
			ownerUrl: databaseUrl,
			origin: undefined,
			close: async () => undefined,
		};
	}
	return await standIn(`PostgreSQL at ${url.host}`, openPostgres(databaseUrl), databaseUrl, port);
}

async function standIn(description: string, backend: Backend, owner: string, port: number): Promise<Database> {
	const server = await serveNeon(backend, port).catch(async (error: unknown) => {
		await backend.close();
		throw error;
	});
	const url = new URL(owner);
	url.hostname = "127.0.0.1";
	url.port = String(server.port);
	url.search = "";
	return { description, ownerUrl: url.href, origin: server.origin, close: () => server.close() };
}

/** Neon's hosts: https://neon.com/docs/connect/connect-from-any-app */
function isNeon(url: URL): boolean {
	return url.hostname.endsWith(".neon.tech");
}

function parseUrl(text: string): URL {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url === undefined || !/^postgres(ql)?:$/.test(url.protocol) || url.username === "") {
		throw new Error("DATABASE_URL must look like postgres://owner:password@host/database");
	}
	return url;
}
