// A whole Heddle of its own for a test: fresh state, free ports, and all of it gone afterwards.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Heddle, type HeddleOptions, startHeddle } from "../../scripts/heddle.ts";
import { createServerDatabase, TEST_SECRET } from "./database.ts";

/** As `startHeddle`, on PGlite or on the server that HEDDLE_TEST_POSTGRES names. */
export async function freshHeddle(options: HeddleOptions = {}): Promise<Heddle> {
	const folder = await mkdtemp(join(tmpdir(), "heddle-state-"));
	const own = await createServerDatabase();
	const heddle = await startHeddle({ folder, databaseUrl: own?.url, secret: TEST_SECRET, ports: 0, ...options });
	return {
		...heddle,
		async stop() {
			await heddle.stop();
			await own?.drop();
			await rm(folder, { recursive: true, force: true });
		},
	};
}
