// `npm run bench -- <what>`: measures, never tests. Figures hold for the machine and the run they come from.
import process from "node:process";
import { benchAlerts } from "./bench/alerts.ts";

const BENCHES: Record<string, (options: { json: boolean; check: boolean }) => Promise<boolean>> = {
	alerts: benchAlerts,
};

const [what = "", ...flags] = process.argv.slice(2);
const bench = BENCHES[what];
if (!bench) {
	console.error(`Say what to measure: npm run bench -- ${Object.keys(BENCHES).join("|")} [--json] [--check]`);
	process.exit(2);
}
const met = await bench({ json: flags.includes("--json"), check: flags.includes("--check") });
process.exit(flags.includes("--check") && !met ? 1 : 0);
