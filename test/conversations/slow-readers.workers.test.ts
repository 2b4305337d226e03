// Readers who do not read: dropped at a fixed backlog, without harm to the others, and back by the last seq.
import { beforeAll, expect, it } from "vitest";
import { MAX_BACKLOG_BYTES, MAX_TEXT_LENGTH } from "../../src/protocol/limits.ts";
import type { AgentClaims } from "../../src/workspaces/tokens.ts";
import { claimsIn } from "../support/server/claims.ts";
import { type AgentSocket, agentSocket } from "../support/server/frame-socket.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import type { conversationOf } from "../support/server/objects.ts";
import type { Person } from "../support/server/person.ts";
import { caughtUp, talk } from "../support/server/talk.ts";

const TEXT = "x".repeat(MAX_TEXT_LENGTH);
/** So many entries are more than a backlog may be. */
const TOO_MANY = Math.ceil(MAX_BACKLOG_BYTES / MAX_TEXT_LENGTH) + 10;

let home: Home;
let [bob, ann]: Person[] = [];
let writer: AgentClaims;

beforeAll(async () => {
	home = await found("Sloe");
	[bob, ann] = [await invite(home, "Bob", "agent"), await invite(home, "Ann", "agent")];
	writer = await claimsIn(await home.owner.ticket(), "agent");
});

/** Notes as long as they may be, one by one; `between` after each. */
async function write(
	stub: ReturnType<typeof conversationOf>,
	count: number,
	between: (written: number) => Promise<unknown> | undefined = () => undefined,
) {
	for (let written = 1; written <= count; written += 1) {
		const command = { type: "note", clientId: crypto.randomUUID(), after: written, text: TEXT } as const;
		expect((await stub.post(writer, command)).ok).toBe(true);
		await between(written);
	}
}

const seqsOf = (socket: AgentSocket) => socket.all("entry").map(({ entry }) => entry.seq);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

it("a reader who gives no sign of life is dropped at the backlog, is told why, and gets the rest by the last seq", async () => {
	if (!bob || !ann) throw new Error("they are invited");
	const { id, stub, visitor } = await talk(home, bob);
	const [slow, alive] = [await agentSocket(ann, id), await agentSocket(bob, id)];
	await Promise.all([slow.next("welcome"), alive.next("welcome")]);
	await write(stub, TOO_MANY, (written) => (written % 100 === 0 ? alive.ping() : undefined));

	expect(await slow.closed).toEqual({ code: 4408, reason: "slow_reader" });
	expect(slow.frames.at(-1)).toMatchObject({ type: "error", code: "slow_reader", retry: true });
	const heard = seqsOf(slow);
	expect(heard).toEqual(range(2, heard.length + 1));
	expect(slow.raw.join("").length).toBeLessThanOrEqual(MAX_BACKLOG_BYTES + 1_000);
	expect(heard.length).toBeGreaterThan(TOO_MANY / 2);

	await caughtUp(alive);
	expect(seqsOf(alive), "who gives signs of life hears all").toEqual(range(2, TOO_MANY + 1));
	await caughtUp(visitor);

	const back = await agentSocket(ann, id, heard.at(-1));
	let page: { entries: readonly { seq: number }[]; hasAfter: boolean } = await back.next("welcome");
	const rest = page.entries.map(({ seq }) => seq);
	while (page.hasAfter) {
		back.send({ type: "page", after: rest.at(-1) });
		page = await back.next("entries");
		rest.push(...page.entries.map(({ seq }) => seq));
	}
	expect([...heard, ...rest]).toEqual(range(2, TOO_MANY + 1));
});

it("a reader who asks for page after page is as slow as another without a heartbeat, and with one it goes on", async () => {
	if (!bob) throw new Error("he is invited");
	const { stub, agent } = await talk(home, bob);
	await write(stub, 40);
	const pages = async (count: number, between: () => Promise<unknown> | undefined) => {
		for (let asked = 0; asked < count; asked += 1) {
			agent.send({ type: "page", after: 1 });
			await agent.next("entries");
			await between();
		}
	};
	// 32 entries of 8,000 fill one.
	const fits = Math.floor(MAX_BACKLOG_BYTES / (33 * MAX_TEXT_LENGTH));
	await pages(2 * fits, () => agent.ping());
	await pages(fits - 3, () => undefined);
	for (let asked = 0; asked < 6; asked += 1) agent.send({ type: "page", after: 1 });
	expect(await agent.closed).toEqual({ code: 4408, reason: "slow_reader" });
});
