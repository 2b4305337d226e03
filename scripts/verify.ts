// `npm run verify`: proves for a running Heddle that Postgres holds what the conversations' objects hold, entry by entry.
import { readFile } from "node:fs/promises";
import process from "node:process";
import { parseArgs } from "node:util";
import { z } from "zod";
import { stateFolder } from "./project.ts";
import { runningFile } from "./running.ts";
import { type Difference, differences } from "./verify/differences.ts";
import { type Place, RunningSystem } from "./verify/system.ts";

/** What is not confirmed yet is looked at again this often: a flush gathers for 5 s, and a resend comes after 30. */
const LOOKS = 12;
const BETWEEN_LOOKS_MS = 5_000;

const { values } = parseArgs({ options: { origin: { type: "string" }, ids: { type: "string" } } });
const found = await verify(await placeFrom(values.origin), await listedIds(values.ids), console.log);
process.exit(found.length === 0 ? 0 : 1);

/** `ids`: conversations that must be there, as {workspaceId, id}; a wholly lost one shows by them alone. */
export async function verify(
	place: Place,
	ids: readonly { workspaceId: string; id: string }[],
	log: (line: string) => void,
): Promise<Difference[]> {
	const system = new RunningSystem(place);
	const all: Difference[] = [];
	let conversations = 0;
	let entries = 0;
	for (const workspace of await system.workspaces()) {
		const visit = await system.visit(workspace);
		const known = await visit.conversationIds();
		for (const one of ids) if (one.workspaceId === workspace.id) known.add(one.id);
		for (const id of known) {
			const result = await settled(
				visit,
				id,
				ids.some((one) => one.id === id),
			);
			conversations += 1;
			entries += result.entries;
			all.push(...result.differences);
		}
		log(`${workspace.id}: ${known.size} conversations looked at`);
	}
	for (const one of all.slice(0, 50))
		log(`  ${one.what}: ${one.conversationId}${one.seq === undefined ? "" : ` at seq ${one.seq}`}`);
	log(
		all.length === 0
			? `Postgres equals the objects: ${conversations} conversations, ${entries} entries.`
			: `${all.length} differences in ${conversations} conversations. The list above names them.`,
	);
	return all;
}

/** Both sides, until they agree or a minute is over: what was written a moment ago is still on its way. */
async function settled(
	visit: Awaited<ReturnType<RunningSystem["visit"]>>,
	id: string,
	mustBe: boolean,
): Promise<{ entries: number; differences: Difference[] }> {
	for (let look = 1; ; look++) {
		const own = await visit.own(id);
		const found = differences(id, own, await visit.stored(id), own.at(-1)?.seq ?? 0);
		if (mustBe && own.length === 0) found.push({ conversationId: id, what: "not_in_object" });
		if (found.length === 0 || look === LOOKS) return { entries: own.length, differences: found };
		await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS));
	}
}

/** The local Heddle that is running, unless `--origin`, DATABASE_URL (owner) and HEDDLE_SECRET name another. */
async function placeFrom(origin: string | undefined): Promise<Place> {
	const { DATABASE_URL: databaseUrl, HEDDLE_SECRET: secret } = process.env;
	if (origin && databaseUrl && secret) return { origin, databaseUrl, secret };
	const local = await readFile(runningFile(stateFolder), "utf8").catch(() => undefined);
	if (local === undefined) {
		console.error(
			"No Heddle is running here. Start one (npm start), or name another: --origin https://… with DATABASE_URL and HEDDLE_SECRET in the environment.",
		);
		process.exit(2);
	}
	return z.object({ origin: z.string(), databaseUrl: z.string(), secret: z.string() }).parse(JSON.parse(local));
}

async function listedIds(file: string | undefined): Promise<{ workspaceId: string; id: string }[]> {
	if (file === undefined) return [];
	return z.array(z.object({ workspaceId: z.string(), id: z.string() })).parse(JSON.parse(await readFile(file, "utf8")));
}
