// `npm run test:real`: Heddle's connectors against the business systems themselves. Exits with 1 where one does not fit.
import process from "node:process";
import { parseArgs } from "node:util";
import { medusa } from "./real/medusa.ts";
import type { RealSystem } from "./real/real-system.ts";
import { requestTracker } from "./real/request-tracker.ts";
import { tryton } from "./real/tryton.ts";

const systems: readonly RealSystem[] = [requestTracker, tryton, medusa];

const USAGE = `npm run test:real -- [options]
  --only SYSTEM  ${systems.map(({ name }) => name).join(", ")}; may be given again`;

process.exitCode = await main();

async function main(): Promise<number> {
	const wanted = asked();
	if (!wanted) return 2;
	// Leaving by exit() gives each stage its chance to end what it started.
	for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
	const failed: string[] = [];
	for (const system of wanted) {
		if (!(await passes(system))) failed.push(system.name);
	}
	console.log(failed.length === 0 ? "All as it should be." : `Not as it should be: ${failed.join(", ")}.`);
	return failed.length === 0 ? 0 : 1;
}

async function passes({ name, run }: RealSystem): Promise<boolean> {
	const began = performance.now();
	const report = (line: string) =>
		console.log(`${name.padEnd(8)} ${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`);
	try {
		await run(report);
		report("passed");
		return true;
	} catch (fault) {
		report(`FAILED: ${fault instanceof Error ? fault.message : String(fault)}`);
		return false;
	}
}

function asked(): readonly RealSystem[] | undefined {
	const names = namesGiven();
	if (names?.length === 0) return systems;
	const unknown = names?.filter((name) => !systems.some((system) => system.name === name)) ?? [];
	if (names && unknown.length === 0) return systems.filter(({ name }) => names.includes(name));
	if (unknown.length > 0) console.error(`There is no ${unknown.join(", ")}.`);
	console.error(USAGE);
	return undefined;
}

function namesGiven(): string[] | undefined {
	try {
		const { values } = parseArgs({ options: { only: { type: "string", multiple: true } } });
		return values.only ?? [];
	} catch (fault) {
		console.error(fault instanceof Error ? fault.message : String(fault));
		return undefined;
	}
}
