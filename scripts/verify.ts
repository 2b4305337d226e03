// `npm run verify`: proves for a running Heddle that Postgres holds what the conversations' objects hold, entry by entry.
import { readFile } from "node:fs/promises";
import process from "node:process";
import { parseArgs } from "node:util";
import { z } from "zod";
import { conversationId, workspaceId } from "../src/protocol/ids.ts";
import { stateFolder } from "./project.ts";
import { runningFile } from "./running.ts";
import { report } from "./verify/advice.ts";
import { type Place, RunningSystem } from "./verify/system.ts";
import { type Listed, verify } from "./verify/verification.ts";

/** For a minute: a flush gathers for 5 s, and what was lost on its way is sent again after 30. */
const LOOKS = 12;
const BETWEEN_LOOKS_MS = 5_000;

const USAGE = `npm run verify [-- --ids list.json] [--origin https://…, with DATABASE_URL (the owner's) and HEDDLE_SECRET in the environment]
list.json: [{"workspaceId": "wsp_…", "id": "cnv_…", "entries": 12}, …]: conversations that must be there, "entries" the number
that was acknowledged. Without it a conversation that Postgres, its object and its desk have all lost is not missed.
Ends with 0 where all is equal, 1 where it is not, 2 where it could not look.`;

const listed = z.array(
	z.object({ workspaceId, id: conversationId, entries: z.number().int().min(1).optional() }),
) satisfies z.ZodType<Listed[]>;

process.exit(await run());

async function run(): Promise<number> {
	try {
		const { values } = parseArgs({ options: { origin: { type: "string" }, ids: { type: "string" } } });
		const place = await placeFrom(values.origin);
		const ids = values.ids === undefined ? [] : listed.parse(JSON.parse(await readFile(values.ids, "utf8")));
		const wait = () => new Promise<void>((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS));
		const result = await verify(new RunningSystem(place), ids, { looks: LOOKS, wait });
		const { conversations, entries, differences } = result;
		for (const line of report(differences)) console.log(line);
		console.log(
			differences.length === 0
				? `Postgres equals the objects: ${conversations} conversations, ${entries} entries.`
				: `Postgres does not equal the objects: ${differences.length} differences in ${conversations} conversations, ${entries} entries. What to do stands above each kind.`,
		);
		return differences.length === 0 ? 0 : 1;
	} catch (error) {
		console.error(`It could not look: ${error instanceof Error ? error.message : error}\n\n${USAGE}`);
		return 2;
	}
}

/** The local Heddle that is running, unless `--origin`, DATABASE_URL (owner) and HEDDLE_SECRET name another. */
async function placeFrom(origin: string | undefined): Promise<Place> {
	const { DATABASE_URL: databaseUrl, HEDDLE_SECRET: secret } = process.env;
	if (origin && databaseUrl && secret) return { origin, databaseUrl, secret };
	if (origin) throw new Error("--origin wants DATABASE_URL and HEDDLE_SECRET of that Heddle in the environment.");
	const local = await readFile(runningFile(stateFolder), "utf8").catch(() => undefined);
	if (local === undefined) throw new Error("No Heddle is running here. Start one (npm start), or name another.");
	return z.object({ origin: z.string(), databaseUrl: z.string(), secret: z.string() }).parse(JSON.parse(local));
}
