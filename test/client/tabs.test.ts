// Many tabs, one outbox on the disk: nothing lost, nothing doubled, whatever the browser does to either.
import { afterEach, describe, expect, it } from "vitest";
import { IndexedDbOutbox } from "../../src/client/outbox-indexed-db.ts";
import { FakeBrowser } from "./fake-browser.ts";
import { message, messages, welcome } from "./frames.ts";
import { HandClock, settled } from "./hand-clock.ts";
import { open, texts } from "./opened.ts";

const opened: { close(): void }[] = [];
afterEach(() => {
	for (const one of opened.splice(0)) one.close();
});

/** Several turns: a lock, then what is read, then what is written. */
async function allSettled(): Promise<void> {
	for (let turn = 0; turn < 12; turn += 1) await settled();
}

async function tab(scope = "cnv_1") {
	const clock = new HandClock();
	const made = await open({ outbox: new IndexedDbOutbox(scope, clock) });
	opened.push(made.client);
	await allSettled();
	const { client, line } = made;
	return {
		...made,
		outboxClock: clock,
		sent: () => line.sockets.flatMap((socket) => socket.sentOf("send")),
		close: async () => {
			client.close();
			await allSettled();
		},
		/** The server takes the message that was sent last, as the entry of that number. */
		acknowledge: (seq: number) => {
			const { clientId, text } = line.last().sentOf("send").at(-1) ?? {};
			line.last().say({ type: "ack", clientId, entry: message(seq, { clientId: `${clientId}`, text: `${text}` }) });
		},
	};
}

describe("many tabs with one outbox", () => {
	it("each send what was written in them, and nothing of another that lives", async () => {
		const browser = new FakeBrowser();
		const [one, two] = [await tab(), await tab()];
		for (const { line } of [one, two]) line.last().say(welcome(messages(1, 3)));
		one.client.send("from one");
		two.client.send("from two");
		await allSettled();
		expect(browser.kept).toEqual(["from one", "from two"]);
		expect([one.sent(), two.sent()]).toMatchObject([[{ text: "from one" }], [{ text: "from two" }]]);
		const third = await tab();
		third.line.last().say(welcome(messages(1, 3)));
		await allSettled();
		expect([third.sent(), third.client.view.pending]).toEqual([[], []]);
		one.acknowledge(4);
		two.acknowledge(5);
		await allSettled();
		expect(browser.kept).toEqual([]);
	});

	it("send for one that was closed, with its client ids and `after`, in the order in which it was written", async () => {
		const browser = new FakeBrowser();
		const [closing, staying] = [await tab(), await tab()];
		for (const { line } of [closing, staying]) line.last().say(welcome(messages(1, 3)));
		const words = ["eight", "seven", "six", "five", "four", "three", "two", "one"];
		// In one moment: neither a clock nor the random client ids say in which order.
		for (const text of words) closing.client.send(text);
		await allSettled();
		const [under] = closing.sent();
		await closing.close();
		expect(staying.client.view.pending.map(({ text }) => text)).toEqual(words);
		expect(staying.sent()).toEqual([under]);
		for (let seq = 4; seq < 4 + words.length; seq += 1) {
			staying.acknowledge(seq);
			await allSettled();
		}
		expect(staying.sent().map(({ text }) => text)).toEqual(words);
		expect(texts(staying.client).slice(3)).toEqual(words);
		expect([browser.kept, staying.client.view.pending]).toEqual([[], []]);
	});

	it("do not show twice what a closed tab had sent already, nor send it again", async () => {
		const browser = new FakeBrowser();
		const [closing, staying] = [await tab(), await tab()];
		for (const { line } of [closing, staying]) line.last().say(welcome(messages(1, 3)));
		closing.client.send("Hello");
		await allSettled();
		const [sent] = closing.sent();
		staying.line.last().say({ type: "entry", entry: message(4, { text: "Hello", clientId: `${sent?.clientId}` }) });
		await closing.close();
		expect([staying.client.view.pending, staying.sent(), browser.kept]).toEqual([[], [], []]);
	});

	it("of which two are left when one is closed: one of them takes what it leaves", async () => {
		new FakeBrowser();
		const [closing, ...staying] = [await tab(), await tab(), await tab()];
		closing.client.send("written offline");
		await allSettled();
		await closing.close();
		for (const { line } of staying) line.last().say(welcome(messages(1, 3)));
		await allSettled();
		expect(staying.flatMap(({ sent }) => sent().map(({ text }) => text))).toEqual(["written offline"]);
	});

	it("find what was left when all are closed, as it was; another conversation's is not theirs", async () => {
		const browser = new FakeBrowser();
		const last = await tab();
		last.line.last().say(welcome(messages(1, 3)));
		last.client.send("on its way");
		await allSettled();
		const [sent] = last.sent();
		await last.close();
		expect((await tab("cnv_2")).client.view.pending).toEqual([]);
		const next = await tab();
		next.line.last().say(welcome(messages(1, 9)));
		expect(next.sent()).toEqual([sent]);
		next.acknowledge(10);
		await allSettled();
		expect(browser.kept).toEqual([]);
	});

	it.each(["missing", "forbidden"] as const)(
		"lose nothing where locks are %s: each sends what it finds",
		async (locks) => {
			const browser = new FakeBrowser({ locks });
			const writing = await tab();
			writing.client.send("who sends it?");
			await allSettled();
			const other = await tab();
			other.line.last().say(welcome(messages(1, 3)));
			writing.line.last().say(welcome(messages(1, 3)));
			await allSettled();
			const [one, two] = [writing.sent(), other.sent()];
			expect([one.length, two.length]).toEqual([1, 1]);
			expect(two[0]?.clientId).toBe(one[0]?.clientId);
			for (const { acknowledge } of [writing, other]) acknowledge(4);
			await allSettled();
			expect(browser.kept).toEqual([]);
		},
	);
});

describe("a browser that does not store", () => {
	it.each(["full", "forbidden", "throws"] as const)(
		"(%s) says so while something waits, and sends it all the same",
		async (trouble) => {
			const browser = new FakeBrowser();
			browser.trouble = trouble;
			const { client, line, acknowledge, sent } = await tab();
			expect(client.view.atRisk).toBeFalsy();
			client.send("only in this page");
			await allSettled();
			expect(client.view).toMatchObject({ atRisk: true, pending: [{ text: "only in this page", state: "sending" }] });
			line.last().say(welcome(messages(1, 3)));
			expect(sent()).toHaveLength(1);
			acknowledge(4);
			await allSettled();
			expect(client.view).toMatchObject({ atRisk: false, pending: [] });
		},
	);

	it("by not answering at all is waited for two seconds, and not longer", async () => {
		const browser = new FakeBrowser();
		browser.trouble = "never_opens";
		const { client, line, sent, outboxClock } = await tab();
		line.last().say(welcome(messages(1, 3)));
		client.send("waiting");
		await outboxClock.advance(1_999);
		expect(sent()).toEqual([]);
		await outboxClock.advance(1);
		await allSettled();
		expect([sent().length, client.view.atRisk]).toEqual([1, true]);
	});

	it("any more, after a while, says so then; what was kept before is no longer at risk once it is sent", async () => {
		const browser = new FakeBrowser();
		const { client, line, acknowledge } = await tab();
		client.send("kept");
		await allSettled();
		expect([client.view.atRisk, browser.kept]).toEqual([false, ["kept"]]);
		browser.upgrade();
		expect(browser.connections.size, "a page of a later release need not wait").toBe(0);
		client.send("not kept");
		await allSettled();
		expect(client.view.atRisk).toBe(true);
		line.last().say(welcome(messages(1, 3)));
		acknowledge(4);
		acknowledge(5);
		await allSettled();
		expect(client.view).toMatchObject({ atRisk: false, pending: [] });
	});

	it("keeps none of the memory outbox's either, and that is said", async () => {
		const { client, line } = await open();
		client.send("in memory");
		await settled();
		expect(client.view.atRisk).toBe(true);
		line.last().say(welcome());
		const [sent] = line.last().sentOf("send");
		// Stored, although its entry cannot be shown before the one that is missing.
		line.last().say({ type: "ack", clientId: sent?.clientId, entry: message(2, { text: "in memory" }) });
		expect(client.view).toMatchObject({ atRisk: false, pending: [{ text: "in memory" }] });
	});
});
