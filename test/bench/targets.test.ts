import { expect, test } from "vitest";
import type { Figures } from "../../scripts/bench/messages.ts";
import { missed } from "../../scripts/bench/targets.ts";

/** Figures that just meet every target. */
function met(): Figures {
	const latencyMs = { p50: 1, p90: 2, p99: 3, max: 4 };
	const closed = {
		conversations: 50,
		inFlight: 4,
		floor: 10_000,
		heddle: 8_500,
		whileLoaded: 8_500,
		untilStored: 8_500,
		ratio: 0.85,
		ratios: [0.85],
		latencyMs: { floor: latencyMs, heddle: latencyMs },
		fairness: 0.5,
		loadCpuShare: 0.5,
		serverCpuUs: { floor: null, heddle: null },
	};
	const wait = (roundTrips: number) => ({ tries: 1, p50Ms: 1, p99Ms: 1, roundTrips });
	const cost = { rowsWritten: 2.8, rowsRead: 1, requests: 1.5, queueOperations: 0.5, dollarsPerMillion: 3 };
	return {
		machine: { cores: 2, processor: "any", database: "any", loadAverage: { before: 0, after: 0 } },
		date: "2026-11-23T09:30:00.000Z",
		quick: false,
		disk: {
			closed: [{ ...closed }],
			open: [600, 1200].map((perSecond) => ({
				perSecond,
				conversations: 50,
				latencyMs: { floor: latencyMs, heddle: latencyMs },
				p99Ratio: 1.5,
			})),
			room: { sockets: 50, gathered: 25, oneByOne: 10, ratio: 2.5, fairness: 0.5 },
		},
		memory: { closed: [{ ...closed }] },
		waits: [{ roundTripMs: 150, start: wait(2), firstVisit: wait(3), resume: wait(1) }],
		idle: { visitors: 50, forMs: 60_000, pings: 100, entries: 0 },
		cost: { gathered: cost, alternating: { ...cost, rowsWritten: 9 } },
	};
}

test("figures that meet every target miss none", () => {
	expect(missed(met())).toEqual([]);
});

const misses: [string, (figures: Figures) => void][] = [
	["of the floor's rate: 0.84", ({ disk }) => Object.assign(disk.closed[0] ?? {}, { ratio: 0.84 })],
	["in flight, slowest socket to median: 0.4", ({ disk }) => Object.assign(disk.closed[0] ?? {}, { fairness: 0.4 })],
	["messages/s: 8499", ({ memory }) => Object.assign(memory.closed[0] ?? {}, { heddle: 8_499 })],
	["in memory, slowest", ({ memory }) => Object.assign(memory.closed[0] ?? {}, { fairness: 0.4 })],
	["p99 at 600 messages/s", ({ disk }) => Object.assign(disk.open[0] ?? {}, { p99Ratio: 1.6 })],
	["one commit for each message: 2.4", ({ disk }) => Object.assign(disk.room, { ratio: 2.4 })],
	["conversation, slowest socket", ({ disk }) => Object.assign(disk.room, { fairness: 0.1 })],
	["round trips to start (150 ms injected): 3", ({ waits }) => Object.assign(waits[0]?.start ?? {}, { roundTrips: 3 })],
	["round trips to resume", ({ waits }) => Object.assign(waits[0]?.resume ?? {}, { roundTrips: 2 })],
	["rows written", ({ cost }) => Object.assign(cost.gathered, { rowsWritten: 2.9 })],
	["object requests", ({ cost }) => Object.assign(cost.gathered, { requests: 1.6 })],
	["queue operations", ({ cost }) => Object.assign(cost.gathered, { queueOperations: 0.6 })],
	["handlers entered for 50 idle visitors in 60 s: 1", ({ idle }) => Object.assign(idle, { entries: 1 })],
];

test.each(misses)("a miss is named: %s", (words, change) => {
	const figures = structuredClone(met());
	change(figures);
	expect(missed(figures)).toEqual([expect.stringContaining(words)]);
});

test("only the rate that the target names is held to it", () => {
	const figures = met();
	Object.assign(figures.disk.open[1] ?? {}, { p99Ratio: 9 });
	expect(missed(figures)).toEqual([]);
});
