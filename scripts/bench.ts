// `npm run bench [-- <what>] [--quick] [--json] [--check] [--write]`: measures, never tests. Figures hold for the machine and the run
// they come from.
import process from "node:process";
import { parseArgs } from "node:util";
import { benchAlerts } from "./bench/alerts.ts";
import { benchEvents } from "./bench/events.ts";
import { benchMessages } from "./bench/messages.ts";
import { benchProfiles } from "./bench/profile.ts";

export interface BenchOptions {
	/** Prints the figures alone, as one line of JSON. */
	json: boolean;
	/** A short look. Its figures prove nothing. */
	quick: boolean;
	/** Puts the figures into docs/performance.md. */
	write: boolean;
}

/** Each answers whether all its targets were met. */
const BENCHES: Record<string, (options: BenchOptions) => Promise<boolean>> = {
	messages: benchMessages,
	alerts: benchAlerts,
	profile: benchProfiles,
	events: benchEvents,
};

const flag = { type: "boolean", default: false } as const;
const { values, positionals } = parseArgs({
	options: { json: flag, check: flag, quick: flag, write: flag },
	allowPositionals: true,
});
const [what = "messages"] = positionals;
const bench = BENCHES[what];
if (!bench) {
	console.error(
		`Say what to measure: npm run bench -- ${Object.keys(BENCHES).join("|")} [--quick] [--json] [--check] [--write]`,
	);
	process.exit(2);
}
const met = await bench(values);
process.exit(values.check && !met ? 1 : 0);
