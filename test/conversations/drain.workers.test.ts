import { beforeAll, describe, expect, it } from "vitest";
import { assign } from "../../src/protocol/conversation-frames.ts";
import type { AgentClaims, VisitorClaims } from "../../src/workspaces/tokens.ts";
import { claimsIn } from "../support/server/claims.ts";
import { expectFaults } from "../support/server/faults.ts";
import { entriesIn } from "../support/server/history.ts";
import { found, type Home } from "../support/server/home.ts";
import { command, done, type Stage, stageIn } from "../support/server/stage.ts";

let home: Home;
let agent: AgentClaims;

beforeAll(async () => {
	home = await found("Fir");
	agent = await claimsIn(await home.owner.ticket(), "agent");
});

const stage = (play: (stage: Stage, visitor: VisitorClaims) => Promise<void>) => stageIn(home, agent, play);

describe("the drain", () => {
	it("sends the first unanswered message at once, and gathers what follows for five seconds", () =>
		stage(async ({ world, say, note, pass, object, alarmIn }) => {
			await say("one");
			expect(world.ranges).toEqual([[1, 1]]);
			expect(world.rows.map(({ revision }) => revision)).toEqual([1]);
			await object.confirm(1, 1);
			expect(await alarmIn()).toBeNull();
			await say("two");
			await note("three");
			expect(await alarmIn()).toBe(5_000);
			await pass(4_999);
			expect(world.ranges).toHaveLength(1);
			await pass(1);
			expect(world.ranges).toEqual([
				[1, 1],
				[2, 3],
			]);
			expect(world.rows.map(({ revision }) => revision)).toEqual([1, 3]);
			await object.confirm(2, 3);
			expect(await alarmIn()).toBeNull();
		}));

	it("carries all that the parent rows need", () =>
		stage(async ({ world, say }, visitor) => {
			await say("hello");
			expect(world.batches[0]).toMatchObject({
				workspaceId: home.workspaceId,
				conversation: {
					id: visitor.conversationId,
					inboxId: home.inboxId,
					status: "open",
					preview: "hello",
					revision: 1,
				},
				customer: { id: visitor.customer.id, verified: false },
			});
			expect(world.batches.flatMap(entriesIn)).toMatchObject([
				{ seq: 1, publicSeq: 1, content: { kind: "message", text: "hello" } },
			]);
		}));

	it("has one flush under way until Postgres answers, and flushes a state change right behind it", () =>
		stage(async ({ world, object, say }) => {
			await say("one");
			await say("two");
			done(await object.post(agent, { ...command(), type: "claim" }));
			expect(world.ranges).toEqual([[1, 1]]);
			await object.confirm(1, 1);
			expect(world.ranges).toEqual([
				[1, 1],
				[2, 3],
			]);
		}));

	it("moves its cursor only where a confirmation continues it", () =>
		stage(async ({ world, object, say, pass, wake }) => {
			await say("one");
			await say("two");
			await say("three");
			await object.confirm(3, 3);
			await pass(30_000);
			expect(world.ranges.at(-1)).toEqual([1, 3]);
			const woken = wake();
			await woken.confirm(1, 2);
			await woken.confirm(1, 1);
			await woken.alarm();
			expect(world.ranges.at(-1)).toEqual([3, 3]);
			await woken.confirm(3, 900);
			await woken.alarm();
			expect(world.ranges.at(-1)).toEqual([3, 3]);
		}));

	it("sends again what was lost, twice as late each time, and starts over when Postgres is back", () =>
		stage(async ({ world, say, pass, alarmIn, object }) => {
			await say("one");
			const waits: (number | null)[] = [];
			for (let i = 0; i < 6; i++) {
				const wait = await alarmIn();
				waits.push(wait);
				await pass(wait ?? 0);
			}
			expect(waits).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 480_000]);
			expect(world.ranges).toEqual(Array(7).fill([1, 1]));
			await object.confirm(1, 1);
			expect(await alarmIn()).toBeNull();
			await say("two");
			await pass(5_000);
			expect([world.ranges.at(-1), await alarmIn()]).toEqual([[2, 2], 35_000]);
		}));

	it("survives a queue and a desk that are away, without an exception from the alarm", () =>
		stage(async ({ world, say, pass, alarmIn, object }) => {
			const faults = expectFaults();
			Object.assign(world, { queueAway: true, deskAway: true });
			await say("one");
			await pass(30_000);
			await pass(60_000);
			expect(new Set(faults.events())).toEqual(new Set(["history_not_sent", "desk_not_told"]));
			expect(await alarmIn()).not.toBeNull();
			Object.assign(world, { queueAway: false, deskAway: false });
			await pass((await alarmIn()) ?? 0);
			expect(world.ranges).toEqual([[1, 1]]);
			expect(world.rows.map(({ revision }) => revision)).toEqual([1]);
			await object.confirm(1, 1);
			expect(await alarmIn()).toBeNull();
		}));

	it("sends again what was lost though the platform's clock has jumped back by a day, and stays there", () =>
		stage(async ({ world, object, say }) => {
			await say("one");
			expect(world.ranges).toEqual([[1, 1]]);
			world.ms -= 24 * 60 * 60_000;
			await object.alarm();
			expect(world.ranges).toEqual([
				[1, 1],
				[1, 1],
			]);
		}));

	it("goes on after sleep from what is on disk, and re-arms an alarm that was lost", () =>
		stage(async ({ world, say, note, wake }) => {
			await say("one");
			await note("two");
			const woken = wake();
			await woken.alarm();
			expect(world.ranges.at(-1)).toEqual([1, 2]);
		}));

	/** 361 entries, of which Postgres has the first. */
	async function busy({ say, object }: Stage) {
		await say("one");
		for (let i = 0; i < 40; i++) await say("x".repeat(7_000));
		for (let i = 0; i < 320; i++) await say(`short ${i}`);
		await object.confirm(1, 1);
	}

	it("cuts flushes at 100 KB, has several on their way, and leaves out nothing", () =>
		stage(async (set) => {
			const { world, object } = set;
			await busy(set);
			expect(world.batches.length).toBeGreaterThan(2);
			for (let next = 1; next < world.batches.length; next++) {
				const { from, to, entries } = world.batches[next] ?? { from: 0, to: 0, entries: "" };
				expect(JSON.stringify(entries).length).toBeLessThan(101 * 1024);
				await object.confirm(from, to);
				await object.alarm();
			}
			const sent = world.batches.flatMap((batch) => entriesIn(batch).map(({ seq }) => seq));
			expect(sent).toEqual(Array.from({ length: 361 }, (_, i) => i + 1));
		}));

	it("takes confirmations in any order, and begins again with one flush where one is lost", () =>
		stage(async (set) => {
			const { world, object, pass } = set;
			await busy(set);
			const [, lost, ...others] = world.ranges.map(([from = 0, to = 0]) => ({ from, to }));
			for (const { from, to } of others.toReversed()) await object.confirm(from, to);
			const before = world.ranges.length;
			await pass(10 * 60_000);
			expect(world.ranges.slice(before)).toEqual([[lost?.from, lost?.to]]);
			await object.confirm(lost?.from ?? 0, lost?.to ?? 0);
			// What had been confirmed early is not sent again: it goes on behind it.
			expect(world.ranges.slice(before + 1).map(([from]) => from)).toEqual(
				world.ranges.length > before + 1 ? [(others.at(-1)?.to ?? 0) + 1] : [],
			);
		}));

	it("tells the old desk that the conversation has gone, and the new one that it came", () =>
		stage(async ({ world, object, say }) => {
			await say("one");
			const teamId = agent.teams[0];
			if (!teamId) throw new Error("no team");
			const other = `tem_${"o".repeat(22)}`;
			done(await object.post(agent, assign.parse({ ...command(), type: "assign", teamId: other, assignee: null })));
			expect(world.left).toEqual([teamId]);
			expect(world.rows.map((row) => row.teamId)).toEqual([teamId, other]);
		}));
});
