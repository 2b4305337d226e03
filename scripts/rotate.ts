// `npm run rotate`: puts every workspace's data key under the new HEDDLE_SECRET. Only the envelope changes: what the data
// keys have sealed stays as it is. May be broken off and run again at any time.

import { renewEnvelope } from "../src/workspaces/envelope.ts";
import { openDatabase } from "./database.ts";
import { connect } from "./neon/endpoint.ts";
import { roleUrl } from "./roles.ts";
import { withState } from "./state.ts";

/** Each is two requests to Postgres: enough to do 10,000 workspaces in a few minutes, and no load worth mention. */
const AT_ONCE = 8;
/** The second finds what was founded meanwhile by an instance that did not know the new secret yet; more would be odd. */
const MOST_PASSES = 4;

export interface RotateOptions {
	/** Owner's connection string. */
	ownerUrl: string;
	/** The new HEDDLE_SECRET. */
	secret: string;
	/** The one that it replaces. */
	previousSecret: string;
	log?: (line: string) => void;
}

/**
 * @returns how many workspaces there are, and how many envelopes were renewed now
 * @throws with the workspaces whose key opens with neither secret; all others are done by then
 */
export async function rotate(options: RotateOptions): Promise<{ workspaces: number; renewed: number }> {
	const { secret, previousSecret, log = () => undefined } = options;
	const secrets = { HEDDLE_SECRET: secret, HEDDLE_SECRET_PREVIOUS: previousSecret };
	const roleSecret = await secretOfRoles(options);
	const ids = () => workspacesOf(roleUrl(options.ownerUrl, "heddle_auth", roleSecret));
	const appUrl = roleUrl(options.ownerUrl, "heddle_app", roleSecret);
	let all = await ids();
	let renewed = 0;
	for (let pass = 1; pass <= MOST_PASSES; pass++) {
		const unreadable: string[] = [];
		let changed = 0;
		for (let at = 0; at < all.length; at += AT_ONCE) {
			const outcomes = await Promise.all(all.slice(at, at + AT_ONCE).map((id) => renew(appUrl, secrets, id)));
			for (const [i, outcome] of outcomes.entries()) {
				if (outcome === "unreadable") unreadable.push(all[at + i] ?? "");
				if (outcome === "renewed") changed += 1;
			}
			log(`pass ${pass}: ${Math.min(at + AT_ONCE, all.length)} of ${all.length} workspaces, ${changed} keys renewed`);
		}
		renewed += changed;
		if (unreadable.length > 0)
			throw new Error(
				`The keys of these workspaces open with neither secret: ${unreadable.join(", ")}. All others are done. ` +
					"Find the secret that they were made under, and run this again with it as HEDDLE_SECRET_PREVIOUS.",
			);
		if (changed === 0) break;
		all = await ids();
	}
	return { workspaces: all.length, renewed };
}

async function workspacesOf(authUrl: string): Promise<string[]> {
	const rows = await connect(authUrl)`select id from auth.organization order by id`;
	return rows.map(({ id }) => String(id));
}

type Outcome = "renewed" | "as it is" | "unreadable";

async function renew(appUrl: string, secrets: Parameters<typeof renewEnvelope>[0], id: string): Promise<Outcome> {
	const sql = connect(appUrl);
	const named = () => sql`select set_config('app.workspace_id', ${id}, true)`;
	const [, found] = await sql.transaction([named(), sql`select data_key from workspaces where id = ${id}`]);
	const old = found?.[0]?.data_key;
	// Its founding was broken off before it had a key: whoever finishes it makes one.
	if (typeof old !== "string") return "as it is";
	const fresh = await renewEnvelope(secrets, id, old).catch(() => undefined);
	if (fresh === undefined) return "unreadable";
	if (fresh === null) return "as it is";
	await sql.transaction([
		named(),
		sql`update workspaces set data_key = ${fresh} where id = ${id} and data_key = ${old}`,
	]);
	return "renewed";
}

/** The roles' passwords are of the previous secret until it is gone (deploy.ts); a local server's may be of the new one. */
async function secretOfRoles({ ownerUrl, secret, previousSecret }: RotateOptions): Promise<string> {
	const fits = async (candidate: string) =>
		connect(roleUrl(ownerUrl, "heddle_app", candidate))`select 1`.then(
			() => true,
			() => false,
		);
	for (const candidate of [previousSecret, secret]) if (await fits(candidate)) return candidate;
	throw new Error("The Worker's database role signs in with neither secret. Deploy with both of them first.");
}

const USAGE = `HEDDLE_SECRET (the new one) and HEDDLE_SECRET_PREVIOUS (the one it replaces) have to be in the environment, and
DATABASE_URL (the owner's) unless it is the local database. The whole order of steps: docs/operations.md`;

async function main(): Promise<void> {
	const { HEDDLE_SECRET: secret, HEDDLE_SECRET_PREVIOUS: previousSecret, DATABASE_URL: databaseUrl } = process.env;
	if (!secret || !previousSecret || secret === previousSecret) throw new Error(USAGE);
	await withState(async (state) => {
		const database = await openDatabase({ databaseUrl, folder: state.folder });
		try {
			const { ownerUrl } = database;
			const { workspaces, renewed } = await rotate({ ownerUrl, secret, previousSecret, log: console.log });
			console.log(`\nDone: ${workspaces} workspaces are under the new secret, ${renewed} of them since this run.`);
			console.log("Next: keep HEDDLE_SECRET_PREVIOUS deployed for 30 days, so that no visitor's token is refused");
			console.log("(none, if the old secret has leaked). Then deploy without it: docs/operations.md, step 4.");
		} finally {
			await database.close();
		}
	});
}

if (import.meta.main) {
	try {
		await main();
	} catch (error) {
		console.error(`\nNot finished: ${error instanceof Error ? error.message : error}`);
		process.exitCode = 1;
	}
}
