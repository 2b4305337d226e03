// The embedded back end: Postgres as WebAssembly in this process, one session, so requests queue up.
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { messages, PGlite, protocol } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { type Backend, begin, Refusal, type Statement, type StatementResult } from "./protocol.ts";

const { serialize } = protocol;

// Neon's proxy hands every request a clean session: a setting that was not made for one transaction
// only (an app.workspace_id, say) must not be there for the next request.
const CLEAN_SESSION = serialize.query("RESET ALL");

/** The superuser that PGlite's session starts as; migrations run as it. */
export const PGLITE_OWNER = "postgres";

/**
 * @param dataDir folder of the database, made when missing; undefined keeps it in memory.
 * PGlite takes no lock on it: the caller sees to it that only one process opens it.
 * @throws when the folder holds no readable database
 */
export async function openPglite(dataDir: string | undefined): Promise<Backend> {
	if (dataDir && !existsSync(dataDir)) await initialise(dataDir);
	const database = await open(dataDir);
	let role = PGLITE_OWNER;
	let last: Promise<unknown> = Promise.resolve();

	// The one session serves everybody in turn: two requests in flight would share a transaction.
	function inTurn<T>(work: () => Promise<T>): Promise<T> {
		const turn = last.then(work, work);
		last = turn;
		return turn;
	}

	async function run(wanted: string, parts: Uint8Array[]): Promise<StatementResult[]> {
		if (wanted !== role) {
			// RESET SESSION AUTHORIZATION has no effect in PGlite: name the role, also when going back.
			const name = wanted.replaceAll('"', '""');
			await exchange(database, [serialize.query(`SET SESSION AUTHORIZATION "${name}"`)]);
			role = wanted;
		}
		try {
			const results = await exchange(database, [...parts, serialize.sync(), CLEAN_SESSION]);
			return results.slice(0, -1);
		} catch (error) {
			if (database.isInTransaction()) await exchange(database, [serialize.query("ROLLBACK")]);
			await exchange(database, [CLEAN_SESSION]);
			throw error;
		}
	}

	return {
		single: ({ role: wanted }, statement) =>
			inTurn(async () => {
				const [result] = await run(wanted, execution(statement));
				if (!result) throw new Error("PGlite answered a statement with nothing");
				return result;
			}),
		batch: ({ role: wanted }, statements, options) =>
			inTurn(async () => {
				const steps = [{ query: begin(options), params: [] }, ...statements, { query: "COMMIT", params: [] }];
				const results = await run(wanted, steps.flatMap(execution));
				return results.slice(1, -1);
			}),
		close: () => inTurn(() => database.close()),
	};
}

const extensions = { pg_trgm };

async function open(dataDir: string | undefined): Promise<PGlite> {
	if (dataDir !== undefined) return await PGlite.create({ dataDir, extensions });
	template ??= PGlite.create({ extensions }).then(async (fresh) => {
		const dump = await fresh.dumpDataDir("none");
		await fresh.close();
		return dump;
	});
	return await PGlite.create({ loadDataDir: await template, extensions });
}

/** An empty database, kept for the next in memory: a copy is there in 0.3 s, where initdb takes 2 s or more. */
let template: Promise<Blob> | undefined;

/** Made beside its place and then put there: a start that is interrupted must not leave half a database. */
async function initialise(dataDir: string): Promise<void> {
	const draft = `${dataDir}.new`;
	await mkdir(dirname(dataDir), { recursive: true });
	await rm(draft, { recursive: true, force: true });
	await (await open(draft)).close();
	await rename(draft, dataDir);
}

function execution({ query, params }: Statement): Uint8Array[] {
	return [
		serialize.parse({ text: query }),
		serialize.bind({ values: params }),
		serialize.describe({ type: "P", name: "" }),
		serialize.execute({}),
	];
}

/** Sends messages in one buffer (about three times faster than one by one) and reads a result for each statement. */
async function exchange(database: PGlite, parts: Uint8Array[]): Promise<StatementResult[]> {
	const reply = await database.execProtocol(Buffer.concat(parts), { throwOnError: false });
	const results: StatementResult[] = [];
	let current = emptyResult();
	for (const message of reply.messages) {
		if (message instanceof messages.DatabaseError) throw new Refusal(message);
		if (message instanceof messages.RowDescriptionMessage) {
			current.fields = message.fields.map(({ name, dataTypeID }) => ({ name, dataTypeID }));
		} else if (message instanceof messages.DataRowMessage) {
			current.rows.push(message.fields);
		} else if (message instanceof messages.CommandCompleteMessage) {
			results.push(completed(current, message.text));
			current = emptyResult();
		} else if (message === messages.emptyQuery) {
			results.push(current);
			current = emptyResult();
		}
	}
	return results;
}

function emptyResult(): StatementResult {
	return { fields: [], rows: [], command: "", rowCount: null };
}

/** A command tag is a word, and for commands that count, the number last: `INSERT 0 3`, `SELECT 2`, `BEGIN`. */
function completed(result: StatementResult, tag: string): StatementResult {
	const words = tag.split(" ");
	const count = Number.parseInt(words.at(-1) ?? "", 10);
	return { ...result, command: words[0] ?? "", rowCount: Number.isNaN(count) ? null : count };
}
