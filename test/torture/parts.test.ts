import { createServer } from "node:net";
import { expect, it } from "vitest";
import { PARTS, programme } from "../../scripts/torture/programme.ts";
import { Random } from "../../scripts/torture/random.ts";
import { RawLog } from "../../scripts/torture/raw-log.ts";
import { table } from "../../scripts/torture/report.ts";
import { TcpProxy } from "../../scripts/torture/tcp-proxy.ts";
import { filled } from "../../scripts/torture/write-down.ts";
import { agentsLog } from "./told.ts";

it("plays every fault at least once, about as many rounds as asked for, and the same for the same seed", () => {
	const short = programme(1, 7);
	expect(short.map(({ part }) => part)).toEqual([...PARTS]);
	const long = programme(3_000, 7);
	expect(Math.abs(long.reduce((sum, { rounds }) => sum + rounds, 0) - 3_000)).toBeLessThan(PARTS.length);
	expect(new Set(long.map(({ seed }) => seed)).size).toBe(long.length);
	expect(programme(3_000, 7)).toEqual(long);
	expect(programme(1_000, 7, "kill").every(({ part, rounds }) => part === "kill" && rounds === 50)).toBe(true);
	expect(programme(50, 9, "kill")).toEqual([{ part: "kill", rounds: 50, seed: 9 }]);
});

it("draws the same numbers from the same seed, and others from another", () => {
	const draw = (seed: number) =>
		Array.from(
			{ length: 20 },
			(
				(random) => () =>
					random.between(1, 6)
			)(new Random(seed)),
		);
	expect(draw(1)).toEqual(draw(1));
	expect(draw(1)).not.toEqual(draw(2));
	expect(new Set(draw(3)).size).toBeGreaterThan(3);
	expect(draw(4).every((number) => number >= 1 && number <= 6)).toBe(true);
});

it("keeps what lies beyond a gap, asks for what is missing, and gives up on a page that brings nothing new", () => {
	const asked: object[] = [];
	const log = new RawLog((frame) => asked.push(frame), true);
	const entries = agentsLog();
	log.welcome(entries.slice(0, 2), true);
	log.take(entries.slice(5, 6));
	expect([log.last, log.isWhole, asked]).toEqual([2, false, [{ type: "page", after: 2 }]]);
	log.page(entries.slice(2, 5), false);
	expect([log.last, log.isWhole]).toEqual([6, true]);
	log.page(entries.slice(0, 2), true);
	expect([asked.length, log.isPaging]).toEqual([1, false]);
});

it("fills the document's block of that name, again and again, and no other", () => {
	const block = (name: string, text: string) => `<!-- ${name} of npm run torture -->\n${text}\n<!-- /${name} -->\n`;
	const document = `${block("faults", "none yet")}between\n${block("kills", "none yet")}`;
	const once = filled(document, "kills", "| $1 |");
	expect(once).toBe(`${block("faults", "none yet")}between\n${block("kills", "| $1 |")}`);
	expect(filled(once, "kills", "| 2 |")).toBe(filled(document, "kills", "| 2 |"));
	expect(() => filled("nothing", "kills", "")).toThrow("no place");
});

it("adds up a fault's episodes and all of them", () => {
	const line = { rounds: 2, acknowledged: 1_500, violations: [], seconds: 1.5, effects: new Map([["kills", 2]]) };
	const rows = table([
		{ part: "kill", ...line },
		{ part: "kill", ...line },
		{ part: "cut", ...line, violations: [{ checker: "lost", conversation: "cnv_1", sentence: "gone" }] },
	]);
	const cells = rows.split("\n").map((row) => row.split("|").map((cell) => cell.trim()));
	expect(cells.slice(2).map((row) => row.slice(1, 6))).toEqual([
		["kill", "4", "3,000", "0", "3"],
		["cut", "2", "1,500", "1", "2"],
		["all", "6", "4,500", "1", "5"],
	]);
});

it("passes on, falls silent without telling anybody, cuts and refuses", async () => {
	const server = createServer((socket) => socket.on("error", () => undefined).pipe(socket));
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("no port");
	const proxy = await TcpProxy.to(address.port);
	try {
		const wire = await dial(proxy.port);
		expect(await wire.echo("one")).toBe("one");
		proxy.silence();
		const unheard = wire.echo("two");
		expect(await Promise.race([unheard, wire.closed, afterAnother(proxy.port)])).toBe("another was answered");
		proxy.cut();
		expect(await wire.closed).toBe("closed");
		proxy.mode = "refuse";
		expect(await (await dial(proxy.port)).closed).toBe("closed");
	} finally {
		await proxy.close();
		await new Promise((resolve) => server.close(resolve));
	}
});

/** A second connection's whole round trip: had the silent one been passed on, it would have come first. */
async function afterAnother(port: number): Promise<string> {
	const wire = await dial(port);
	await wire.echo("three");
	await wire.echo("four");
	return "another was answered";
}

async function dial(port: number) {
	const { connect } = await import("node:net");
	const socket = connect(port, "127.0.0.1").on("error", () => undefined);
	await new Promise((resolve) => socket.once("connect", resolve));
	return {
		closed: new Promise<string>((resolve) => socket.once("close", () => resolve("closed"))),
		echo: (text: string) =>
			new Promise<string>((resolve) => {
				socket.once("data", (data) => resolve(String(data)));
				socket.write(text);
			}),
	};
}
