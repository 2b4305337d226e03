import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import type { HistoryBatch } from "../../src/conversations/history-batch.ts";
import { conversations } from "../../src/db/schema/conversation.ts";
import { customers } from "../../src/db/schema/customer.ts";
import { conversation, searchHit } from "../../src/protocol/http.ts";
import { pageOf } from "../../src/protocol/http-parts.ts";
import { refusalOf } from "../support/server/call.ts";
import { expectFaults } from "../support/server/faults.ts";
import { batchesOf, consume, entriesIn, entriesText, storedEntries } from "../support/server/history.ts";
import { found, type Home } from "../support/server/home.ts";
import { conversationOf } from "../support/server/objects.ts";
import { databaseOutage } from "../support/server/outside.ts";
import { arrive, talk } from "../support/server/talk.ts";
import { write } from "../support/server/visitor.ts";

const HISTORY = "heddle-history";
/** The queue's batch timeout is a second; its first retry comes after two. */
const DELIVERED = { timeout: 15_000, interval: 100 };

let home: Home;
let other: Home;

beforeAll(async () => {
	[home, other] = [await found("Yew"), await found("Box")];
});

async function logOf(id: Parameters<typeof conversationOf>[1], at = home) {
	const result = await conversationOf(at, id).page({ after: 0, limit: 200 });
	if (!result.ok) throw new Error("there is no such conversation");
	return result.page.entries;
}

const rowOf = async ({ db }: Home, id: Parameters<typeof conversationOf>[1]) =>
	(await db.query((query) => query.select().from(conversations).where(eq(conversations.id, id))))[0];

const allIn = (batches: HistoryBatch[]) => batches.flatMap(entriesIn);

describe("what was said", () => {
	it("is in Postgres as the object has it, by the real queue, and the object sleeps when all is confirmed", async () => {
		const { visitor, id, stub, command } = await talk(home, home.owner);
		await command({ type: "note", text: "a note" });
		await command({ type: "claim" });
		await write(visitor, "再见 👋", 1);
		await command({ type: "status", status: "resolved" });
		await runDurableObjectAlarm(stub);
		await expect.poll(() => storedEntries(home, id), DELIVERED).toHaveLength(5);
		expect(await storedEntries(home, id)).toEqual(await logOf(id));
		expect(await rowOf(home, id)).toMatchObject({ revision: 5, status: "resolved", assigneeId: home.ownerId });
		await expect.poll(() => runDurableObjectAlarm(stub), DELIVERED).toBe(false);
	});

	it("gets there after Postgres was away, and while it is away chat goes on", async () => {
		const { visitor, session, id, stub } = await talk(home, home.owner);
		await expect.poll(() => storedEntries(home, id), DELIVERED).toHaveLength(1);
		const ticket = await home.owner.ticket();
		const faults = expectFaults();
		const outage = databaseOutage();
		for (const text of ["one", "two", "three"]) await write(visitor, text, 1);
		await runDurableObjectAlarm(stub);
		expect((await arrive(home)).session.conversationId).not.toBe(session.conversationId);
		const bearer = { headers: { authorization: `Bearer ${ticket}` } };
		expect((await home.owner.ask("GET", `/v1/conversations/${id}`, bearer)).status).toBe(200);
		expect(await refusalOf(await home.owner.ask("GET", "/v1/conversations", bearer))).toBe("503 unavailable");
		await expect.poll(() => faults.events(), DELIVERED).toContain("history_not_stored");
		outage.end();
		await evictDurableObject(stub);
		await runDurableObjectAlarm(stub);
		await expect.poll(() => storedEntries(home, id), DELIVERED).toEqual(await logOf(id));
		expect(await logOf(id)).toHaveLength(4);
	});
});

describe("the consumer", () => {
	it("ends at the same rows, however often and in whatever order batches come", async () => {
		const batches = batchesOf(home, ["a", "b", "c", "d", "e", "f"]);
		const [first, ...rest] = batches;
		if (!first) throw new Error("no batch");
		const id = first.conversation.id;
		const shuffled = [4, 1, 5, 0, 5, 2, 4, 3, 0].map((i) => batches[i]);
		const { acked } = await consume(HISTORY, shuffled.slice(0, 5));
		await consume(HISTORY, shuffled.slice(5));
		await consume(HISTORY, [...rest].reverse());
		expect(acked).toEqual([0, 1, 2, 3, 4]);
		expect(await storedEntries(home, id)).toEqual(allIn(batches));
		expect(await rowOf(home, id)).toMatchObject({ revision: 6, preview: "f" });
	});

	it("never replaces a higher revision by a lower, nor what a customer is called now by what they were called", async () => {
		const [early, late] = batchesOf(home, ["early", "late"]);
		if (!early || !late) throw new Error("no batch");
		const { id } = late.conversation;
		const called = (batch: HistoryBatch, name: string) => ({ ...batch, customer: { ...batch.customer, name } });
		await consume(HISTORY, [called({ ...late, conversation: { ...late.conversation, status: "resolved" } }, "New")]);
		await consume(HISTORY, [called(early, "Old")]);
		expect(await rowOf(home, id)).toMatchObject({ revision: 2, status: "resolved", preview: "late" });
		const [row] = await home.db.query((query) =>
			query.select().from(customers).where(eq(customers.id, late.customer.id)),
		);
		expect(row).toMatchObject({ name: "New", verified: false });
	});

	it("stores one workspace's entries though another's cannot be stored, and tries those again", async () => {
		const faults = expectFaults();
		const [good] = batchesOf(home, ["good"]);
		const [bad] = batchesOf(other, ["bad"]);
		if (!good || !bad) throw new Error("no batch");
		const unstorable = { ...bad, conversation: { ...bad.conversation, preview: "NUL: \u0000" } };
		const result = await consume(HISTORY, [unstorable, good, { version: 1 }, unstorable]);
		expect(result.acked).toEqual([1]);
		expect(result.retried).toEqual([0, 2, 3]);
		expect(await storedEntries(home, good.conversation.id)).toEqual(entriesIn(good));
		expect(await storedEntries(other, bad.conversation.id)).toEqual([]);
		expect(faults.events()).toEqual(["history_not_stored", "history_not_stored"]);
	});

	it("lets no workspace write into another's conversation", async () => {
		const [mine] = batchesOf(home, ["mine"]);
		if (!mine) throw new Error("no batch");
		await consume(HISTORY, [mine]);
		const faults = expectFaults();
		const conversationRow = { ...mine.conversation, preview: "taken over", revision: 9 };
		const result = await consume(HISTORY, [{ ...mine, workspaceId: other.workspaceId, conversation: conversationRow }]);
		expect(result).toMatchObject({ acked: [], retried: [0] });
		expect(faults.events()).toEqual(["history_not_stored"]);
		expect(await rowOf(home, mine.conversation.id)).toMatchObject({ workspaceId: home.workspaceId, preview: "mine" });
		expect(await storedEntries(other, mine.conversation.id)).toEqual([]);
	});
});

describe("lists and search", () => {
	const search = async (at: Home, words: string, rest = "") =>
		at.owner.get(`/v1/search?q=${encodeURIComponent(words)}${rest}`, pageOf(searchHit));

	it("find words in English, pairs of characters in Chinese and Japanese, and single ones; only in one's own workspace", async () => {
		const texts = ["Where is my Parcel?", "羊毛线可以寄到上海吗？", "毛糸はありますか", "blue yarn, please"];
		await consume(HISTORY, batchesOf(home, texts));
		const hits = async (words: string) => (await search(home, words)).data.map(({ text }) => text);
		expect(await hits("parcel")).toEqual(["Where is my Parcel?"]);
		expect(await hits("YARN blue")).toEqual(["blue yarn, please"]);
		expect(await hits("上海")).toEqual(["羊毛线可以寄到上海吗？"]);
		expect(await hits("寄到上海")).toEqual(["羊毛线可以寄到上海吗？"]);
		expect(await hits("寄")).toEqual(["羊毛线可以寄到上海吗？"]);
		expect(await hits("毛糸")).toEqual(["毛糸はありますか"]);
		expect(await hits("海上")).toEqual([]);
		expect(await hits("yarn parcel")).toEqual([]);
		expect(await hits("' or 1=1 --")).toEqual([]);
		expect((await search(other, "parcel")).data).toEqual([]);
	});

	it("page through everything once, also what was said at the same instant", async () => {
		const at = "2026-11-23T08:00:00.000Z";
		const batches = batchesOf(other, ["tie 1", "tie 2", "tie 3", "tie 4", "tie 5"]).map((batch) => ({
			...batch,
			entries: entriesText(entriesIn(batch).map((entry) => ({ ...entry, at }))),
		}));
		await consume(HISTORY, batches);
		const seen: string[] = [];
		for (let next: string | null = ""; next !== null; ) {
			const page: Awaited<ReturnType<typeof search>> = await search(
				other,
				"tie",
				`&limit=2${next && `&cursor=${next}`}`,
			);
			seen.push(...page.data.map(({ text }) => text));
			next = page.next && encodeURIComponent(page.next);
		}
		expect(seen).toEqual(["tie 5", "tie 4", "tie 3", "tie 2", "tie 1"]);
		expect(await refusalOf(await other.owner.ask("GET", "/v1/search?q=tie&cursor=bm9uc2Vuc2U"))).toBe(
			"422 invalid_request",
		);
	});

	it("show conversations newest first, by status and customer", async () => {
		const made = Array.from({ length: 3 }, (_, i) => batchesOf(other, [`list ${i}`])[0]).flatMap(
			(batch) => batch ?? [],
		);
		const [one, two] = made;
		if (!one || !two) throw new Error("no batch");
		const resolved = { ...two, conversation: { ...two.conversation, status: "resolved" } };
		await consume(HISTORY, [...made, resolved].with(1, resolved).slice(0, 3));
		const list = async (query: string) =>
			(await other.owner.get(`/v1/conversations?${query}`, pageOf(conversation))).data.map(({ id }) => id);
		expect(await list("status=resolved")).toEqual([two.conversation.id]);
		expect(await list(`customerId=${one.customer.id}`)).toEqual([one.conversation.id]);
		const all = await list("limit=100");
		expect(all).toEqual(expect.arrayContaining(made.map(({ conversation: { id } }) => id)));
		const paged: string[] = [];
		for (let next: string | null = ""; next !== null; ) {
			const page: { data: { id: string }[]; next: string | null } = await other.owner.get(
				`/v1/conversations?limit=1${next && `&cursor=${next}`}`,
				pageOf(conversation),
			);
			paged.push(...page.data.map(({ id }) => id));
			next = page.next && encodeURIComponent(page.next);
		}
		expect(paged).toEqual(all);
		expect(await refusalOf(await other.owner.ask("GET", "/v1/conversations?limit=101"))).toBe("422 invalid_request");
	});
});
