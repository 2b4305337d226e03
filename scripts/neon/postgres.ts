// The back end over a running PostgreSQL: one pool for each credential, as Neon's own pooler has.
import { DatabaseError, Pool, type PoolClient, type QueryArrayConfig } from "pg";
import { type Backend, begin, type Credential, Refusal, type Statement, type StatementResult } from "./protocol.ts";

/** Half of PostgreSQL's default max_connections (100), split between the roles that come here at once (three). */
const CONNECTIONS_PER_ROLE = 16;
const AS_TEXT = { getTypeParser: () => (text: string | Buffer) => text };

/** @param url where the server and database are; the user in it only answers for requests that name the same one */
export function openPostgres(url: string): Backend {
	const pools = new Map<string, Pool>();

	function poolOf({ role, password }: Credential): Pool {
		const key = `${role}\n${password}`;
		let pool = pools.get(key);
		if (!pool) {
			const target = new URL(url);
			target.username = encodeURIComponent(role);
			target.password = encodeURIComponent(password);
			pool = new Pool({ connectionString: target.href, max: CONNECTIONS_PER_ROLE, allowExitOnIdle: true });
			// Without a listener an idle connection that the server closes would end the process.
			pool.on("error", () => undefined);
			pools.set(key, pool);
		}
		return pool;
	}

	async function withSession<T>(credential: Credential, work: (client: PoolClient) => Promise<T>): Promise<T> {
		const client = await poolOf(credential).connect().catch(refuse);
		let clean = false;
		try {
			const result = await work(client).catch(refuse);
			clean = true;
			return result;
		} finally {
			// A session that was left in an unknown state is closed; another is emptied, as Neon does.
			if (clean)
				clean = await client.query("DISCARD ALL").then(
					() => true,
					() => false,
				);
			client.release(!clean);
		}
	}

	return {
		single: (credential, statement) => withSession(credential, (client) => execute(client, statement)),
		batch: (credential, statements, options) =>
			withSession(credential, async (client) => {
				await client.query(begin(options));
				const results: StatementResult[] = [];
				for (const statement of statements) results.push(await execute(client, statement));
				await client.query("COMMIT");
				return results;
			}),
		async close() {
			await Promise.all([...pools.values()].map((pool) => pool.end()));
		},
	};
}

async function execute(client: PoolClient, { query, params }: Statement): Promise<StatementResult> {
	// pg's types lack queryMode: without it a statement that has no parameters could hold several, as Neon's cannot.
	const config: QueryArrayConfig & { queryMode: "extended" } = {
		text: query,
		values: params,
		rowMode: "array",
		queryMode: "extended",
		types: AS_TEXT,
	};
	const { fields, rows, command, rowCount } = await client.query<(string | null)[]>(config);
	return {
		fields: fields.map(({ name, dataTypeID }) => ({ name, dataTypeID })),
		rows,
		command,
		rowCount,
	};
}

function refuse(error: unknown): never {
	throw error instanceof DatabaseError ? new Refusal(error) : error;
}
