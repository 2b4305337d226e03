// The way to Postgres: Neon's HTTP driver, one request for one transaction. Roles come with the connection string.
import { env } from "cloudflare:workers";
import { neon, neonConfig } from "@neondatabase/serverless";
import { drizzle } from "drizzle-orm/neon-http";
import { configOf } from "../platform/config.ts";
import { roleFetch } from "./role-sign-in.ts";

/** A database on this machine is the local stand-in for Neon's endpoint (scripts/neon), over plain HTTP. */
neonConfig.fetchEndpoint = (host, port) =>
	host === "127.0.0.1" || host === "localhost" ? `http://${host}:${port}/sql` : `https://${host}/sql`;

neonConfig.fetchFunction = roleFetch(
	() => configOf(env),
	(url, init) => fetch(url, init),
);

export type Database = ReturnType<typeof connect>;

const open = new Map<string, Database>();

/** One client for each connection string: clients hold no socket, so sharing costs nothing. */
export function database(url: string): Database {
	const known = open.get(url);
	if (known) return known;
	const made = connect(url);
	open.set(url, made);
	return made;
}

function connect(url: string) {
	return drizzle({ client: neon(url) });
}
