// The figures as tables of Markdown, for the terminal and for docs/performance.md.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../project.ts";
import { type Figures, HEADLINE } from "./messages.ts";
import { plotOpenLoop } from "./plot.ts";
import type { Wait } from "./round-trips.ts";

export function print(figures: Figures, misses: string[]): void {
	for (const line of lines(figures)) console.log(line);
	console.log("");
	if (misses.length === 0) console.log("All targets are met.");
	for (const miss of misses) console.log(`missed: ${miss}`);
}

const DOCUMENT = join(projectRoot, "docs/performance.md");
const PICTURE = join(projectRoot, "docs/images/open-loop.svg");
const BLOCK = /(<!-- figures of npm run bench -->\n)[\s\S]*?(<!-- \/figures -->)/;

/** Puts the figures into the document in the place of the last ones. */
export function writeDown(figures: Figures, misses: string[]): void {
	const text = readFileSync(DOCUMENT, "utf8");
	if (!BLOCK.test(text)) throw new Error("docs/performance.md has no place for figures");
	const verdict =
		misses.length === 0 ? ["All targets are met."] : ["Missed:", "", ...misses.map((miss) => `- ${miss}`)];
	const picture = ["", "![How long messages wait at fixed rates, at the floor and at Heddle](images/open-loop.svg)"];
	const block = [...lines(figures), ...picture, "", ...verdict, ""].join("\n");
	writeFileSync(PICTURE, plotOpenLoop(figures.disk.open));
	writeFileSync(
		DOCUMENT,
		text.replace(BLOCK, (_, begin: string, end: string) => `${begin}${block}${end}`),
	);
}

function lines({ machine, date, quick, disk, memory, waits, idle, cost }: Figures): string[] {
	const { loadAverage } = machine;
	return [
		"",
		`${date.slice(0, 10)}, ${machine.cores} × ${machine.processor}, history in ${machine.database}; load average ${loadAverage.before.toFixed(1)} before, ${loadAverage.after.toFixed(1)} after${quick ? "; a short look, no measurement" : ""}`,
		...table(
			[
				"closed loop",
				"floor /s",
				"Heddle /s",
				"ratio (pairs)",
				"while loaded /s",
				"until stored /s",
				"p50 ms",
				"p99 ms",
				"floor p99",
				"slowest / median",
				"load's CPU",
				"server's CPU, µs a message (floor's)",
			],
			[...disk.closed.map((one) => closedRow("disk", one)), ...memory.closed.map((one) => closedRow("memory", one))],
		),
		...table(
			["open loop", "p50 ms", "p99 ms", "max ms", "floor p50", "floor p99", "p99 ratio"],
			disk.open.map(({ perSecond, conversations, latencyMs: { heddle, floor }, p99Ratio }) => [
				`${perSecond}/s over ${conversations}`,
				...[heddle.p50, heddle.p99, heddle.max, floor.p50, floor.p99].map(ms),
				p99Ratio.toFixed(2),
			]),
		),
		...table(
			["one busy conversation", "gathered /s", "one by one /s", "ratio", "slowest / median"],
			[
				[
					`${disk.room.sockets} sockets, all writing and hearing all`,
					...[disk.room.gathered, disk.room.oneByOne].map((value) => value.toFixed(0)),
					disk.room.ratio.toFixed(2),
					disk.room.fairness.toFixed(2),
				],
			],
		),
		...table(
			["line", "start p50 / p99 ms", "first visit p50 / p99 ms", "resume p50 / p99 ms", "round trips"],
			waits.map(({ roundTripMs, start, firstVisit, resume }) => [
				roundTripMs === 0 ? "loopback" : `${roundTripMs} ms round trip`,
				...[start, firstVisit, resume].map(waitCell),
				[start, firstVisit, resume].map(({ roundTrips }) => roundTrips).join(", "),
			]),
		),
		...table(
			[
				"for one message",
				"rows written",
				"rows read",
				"object requests",
				"queue operations",
				"US dollars for a million",
			],
			[["six a flush", cost.gathered] as const, ["question and answer, 20 s apart", cost.alternating] as const].map(
				([name, each]) => [
					name,
					...[each.rowsWritten, each.rowsRead, each.requests, each.queueOperations, each.dollarsPerMillion].map(
						(value) => value.toFixed(2),
					),
				],
			),
		),
		...claims(disk, memory),
		"",
		`${idle.visitors} idle visitors for ${idle.forMs / 1000} s, ${idle.pings} heartbeats answered: ${idle.entries} handlers entered.`,
	];
}

/** What the origin says of itself, and the same of Heddle on half of the cores. */
function claims(disk: Figures["disk"], memory: Figures["memory"]): string[] {
	const headline = ({ conversations, inFlight }: Figures["disk"]["closed"][number]) =>
		conversations === HEADLINE.conversations && inFlight === HEADLINE.inFlight;
	const [onDisk, inMemory] = [disk.closed.find(headline), memory.closed.find(headline)];
	const [slowest] = disk.open.toSorted((a, b) => b.perSecond - a.perSecond);
	const shape = `${HEADLINE.conversations} × ${HEADLINE.inFlight}`;
	return table(
		["", "the origin's claim, 4 cores", "Heddle, 2 cores, disk", "Heddle, 2 cores, memory"],
		[
			["messages/s", "8,500", ...[onDisk, inMemory].map((one) => `${one?.heddle.toFixed(0) ?? "?"} (${shape})`)],
			["messages/s with business data", "2,100", "not measured apart", "not measured apart"],
			[
				"p99",
				"89 ms",
				`${slowest ? `${ms(slowest.latencyMs.heddle.p99)} ms at ${slowest.perSecond}/s; ` : ""}${onDisk ? `${ms(onDisk.latencyMs.heddle.p99)} ms at full load (${shape})` : "?"}`,
				inMemory ? `${ms(inMemory.latencyMs.heddle.p99)} ms at full load (${shape})` : "?",
			],
		],
	);
}

function closedRow(place: string, one: Figures["disk"]["closed"][number]): string[] {
	const spread = one.ratios.map((ratio) => ratio.toFixed(2)).join(" ");
	return [
		`${place}, ${one.conversations} × ${one.inFlight}`,
		one.floor.toFixed(0),
		one.heddle.toFixed(0),
		`${one.ratio.toFixed(2)} (${spread})`,
		one.whileLoaded.toFixed(0),
		one.untilStored.toFixed(0),
		ms(one.latencyMs.heddle.p50),
		ms(one.latencyMs.heddle.p99),
		ms(one.latencyMs.floor.p99),
		one.fairness.toFixed(2),
		`${Math.round(one.loadCpuShare * 100)} %`,
		`${one.serverCpuUs.heddle?.toFixed(0) ?? "?"} (${one.serverCpuUs.floor?.toFixed(0) ?? "?"})`,
	];
}

function waitCell({ p50Ms, p99Ms }: Wait): string {
	return `${ms(p50Ms)} / ${ms(p99Ms)}`;
}

function ms(value: number): string {
	return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

function table(head: string[], rows: string[][]): string[] {
	return ["", ...[head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`)];
}
