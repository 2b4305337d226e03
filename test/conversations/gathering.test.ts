import { beforeEach, describe, expect, it } from "vitest";
import { Gathering } from "../../src/conversations/gathering.ts";

/** What is done in each round, and what the test lets go on. */
let rounds: string[][];
let open: { company: () => void; durable: () => void };
let gathering: Gathering;

beforeEach(() => {
	rounds = [];
	const never = () => undefined;
	open = { company: never, durable: never };
	const wait = (what: keyof typeof open) => () =>
		new Promise<void>((resolve) => {
			open[what] = resolve;
		});
	gathering = new Gathering({
		work(round) {
			const done: string[] = [];
			rounds.push(done);
			now = done;
			for (const work of round) work();
		},
		durable: wait("durable"),
		company: wait("company"),
	});
});

let now: string[] = [];
const add = (name: string, inCrowd: boolean) => gathering.add(() => now.push(name), inCrowd);
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("gathering", () => {
	it("does a lone piece of work at once, and the next one too", () => {
		add("a", false);
		add("b", false);
		expect(rounds).toEqual([["a"], ["b"]]);
	});

	it("lets what comes in a crowd wait for company, and does all of it in one round, in its order", async () => {
		add("a", true);
		add("b", true);
		add("c", false);
		expect(rounds).toEqual([]);
		open.company();
		await settled();
		expect(rounds).toEqual([["a", "b", "c"]]);
	});

	it("gathers what comes while a crowd's commit is on its way, lone or not, and waits for no company again", async () => {
		add("a", true);
		open.company();
		await settled();
		add("b", false);
		add("c", true);
		expect(rounds).toEqual([["a"]]);
		open.durable();
		await settled();
		expect(rounds).toEqual([["a"], ["b", "c"]]);
		open.durable();
		await settled();
		add("d", false);
		expect(rounds).toEqual([["a"], ["b", "c"], ["d"]]);
	});
});
