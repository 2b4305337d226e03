import { describe, expect, it } from "vitest";
import type { ConversationOptions } from "../../src/client/conversation.ts";
import { MemoryOutbox } from "../../src/client/outbox.ts";
import { clientFrame } from "../../src/protocol/conversation-frames.ts";
import { message, messages, welcome } from "./frames.ts";
import { open, texts } from "./opened.ts";

describe("a message", () => {
	it("shows as sending at once, and leaves for its entry when the ack comes", async () => {
		const { client, line } = await open();
		line.last().say(welcome(messages(1, 3)));
		client.send("Hello");
		const [sent] = line.last().sentOf("send");
		expect(clientFrame.parse(sent)).toMatchObject({ type: "send", text: "Hello", after: 3 });
		expect(client.view.pending).toMatchObject([{ text: "Hello", state: "sending", clientId: sent?.clientId }]);
		line.last().say({ type: "ack", clientId: sent?.clientId, entry: message(4, { text: "Hello" }) });
		expect([client.view.pending, texts(client).at(-1)]).toEqual([[], "Hello"]);
	});

	it("is never shown twice, whichever of entry and ack comes first", async () => {
		const { client, line } = await open();
		line.last().say(welcome());
		client.send("Hello");
		const clientId = String(line.last().sentOf("send")[0]?.clientId);
		line.last().say({ type: "entry", entry: message(1, { text: "Hello", clientId }) });
		expect([client.view.pending, texts(client)]).toEqual([[], ["Hello"]]);
		line.last().say({ type: "ack", clientId, entry: message(1, { text: "Hello", clientId }) });
		expect([client.view.pending, texts(client)]).toEqual([[], ["Hello"]]);
	});

	it("stays in sight while its entry waits for earlier ones", async () => {
		const { client, line } = await open();
		line.last().say(welcome());
		client.send("Hello");
		const clientId = String(line.last().sentOf("send")[0]?.clientId);
		line.last().say({ type: "ack", clientId, entry: message(2, { text: "Hello", clientId }) });
		expect([client.view.pending.length, texts(client)]).toEqual([1, []]);
		line.last().say({ type: "entries", entries: messages(1, 1), hasBefore: false, hasAfter: false });
		expect([client.view.pending.length, texts(client)]).toEqual([0, ["message 1", "Hello"]]);
	});

	it("goes again after a reconnect with the same client id and its first `after`", async () => {
		const { client, line, reconnect } = await open();
		line.last().say(welcome(messages(1, 3)));
		client.send("one");
		client.send("two");
		const first = line.last().sentOf("send");
		await reconnect();
		line.last().say(welcome(messages(4, 9)));
		expect(line.last().sentOf("send")).toEqual(first);
		expect(first).toMatchObject([{ text: "one", after: 3 }]);
	});

	it("waits for the answer to the one before, so that none overtakes another", async () => {
		const { client, line, clock } = await open();
		line.last().say(welcome());
		for (const text of ["one", "two", "three"]) client.send(text);
		const sent = () => line.last().sentOf("send");
		expect(sent().map((frame) => frame.text)).toEqual(["one"]);
		line.last().say({ type: "ack", clientId: sent()[0]?.clientId, entry: message(1, { text: "one" }) });
		line.last().say({ type: "error", code: "forbidden", message: "No.", retry: false, clientId: sent()[1]?.clientId });
		expect(sent().map((frame) => frame.text)).toEqual(["one", "two", "three"]);
		await clock.advance(14_000);
		expect(sent().length).toBe(3);
	});

	it("goes again when no answer comes although the line lives", async () => {
		const { client, line, clock } = await open();
		line.last().say(welcome());
		client.send("one");
		await clock.advance(15_000);
		const [first, second] = line.last().sentOf("send");
		expect(second).toEqual(first);
		expect(line.sockets.length).toBe(1);
	});

	it("that was written offline goes with what had been seen when it is first sent", async () => {
		const { client, line } = await open();
		client.send("early");
		expect(line.last().sent).toEqual([]);
		line.last().say(welcome(messages(1, 5)));
		expect(line.last().sentOf("send")).toMatchObject([{ text: "early", after: 5 }]);
	});

	it("that is not sent again once the log shows it", async () => {
		const { client, line, reconnect } = await open();
		line.last().say(welcome());
		client.send("Hello");
		const clientId = String(line.last().sentOf("send")[0]?.clientId);
		await reconnect();
		line.last().say(welcome([message(1, { text: "Hello", clientId })]));
		expect([line.last().sentOf("send"), client.view.pending]).toEqual([[], []]);
	});

	it("fails when the server says no, and goes again or away when its writer wants", async () => {
		const { client, line } = await open();
		line.last().say(welcome());
		const no = { type: "error", code: "forbidden", message: "No.", retry: false };
		for (const text of ["one", "two"]) {
			client.send(text);
			line.last().say({ ...no, clientId: line.last().sentOf("send").at(-1)?.clientId });
		}
		expect(client.view.pending.map(({ state, error }) => [state, error])).toEqual([
			["failed", { code: "forbidden", message: "No." }],
			["failed", { code: "forbidden", message: "No." }],
		]);
		const [one, two] = line.last().sentOf("send");
		client.discard(String(one?.clientId));
		client.retry(String(two?.clientId));
		expect(client.view.pending).toMatchObject([{ text: "two", state: "sending" }]);
		expect(client.view.pending[0]).not.toHaveProperty("error");
		expect(line.last().sentOf("send").slice(2)).toEqual([two]);
	});

	it("that is refused for now goes again later, those behind it after it", async () => {
		const { client, line, clock } = await open();
		line.last().say(welcome());
		for (const text of ["one", "two"]) client.send(text);
		const [one] = line.last().sentOf("send");
		for (const waitMs of [500, 1_000, 2_000]) {
			line.last().say({ type: "error", code: "rate_limited", message: "Wait.", retry: true, clientId: one?.clientId });
			const before = line.last().sentOf("send").length;
			await clock.advance(waitMs - 1);
			expect(line.last().sentOf("send").length).toBe(before);
			await clock.advance(1);
			expect(line.last().sentOf("send").slice(before)).toEqual([one]);
		}
		expect(client.view.pending.map(({ state }) => state)).toEqual(["sending", "sending"]);
		line.last().say({ type: "ack", clientId: one?.clientId, entry: message(1, { text: "one" }) });
		expect(line.last().sentOf("send").at(-1)).toMatchObject({ text: "two", after: 1 });
	});

	it.each([
		["nothing", " \n ", "invalid_frame"],
		["8,001 characters", "x".repeat(8_001), "text_too_long"],
		["more than 32 KB", "\u0001".repeat(8_000), "frame_too_large"],
	])("of %s fails before it could cost the socket", async (_, text, code) => {
		const { client, line } = await open();
		line.last().say(welcome());
		client.send(text);
		client.retry(client.view.pending[0]?.clientId ?? "");
		expect(line.last().sentOf("send")).toEqual([]);
		expect(client.view.pending).toMatchObject([{ state: "failed", error: { code } }]);
	});

	it("of 8,000 Chinese characters is sent", async () => {
		const { client, line } = await open();
		line.last().say(welcome());
		client.send("织".repeat(8_000));
		expect(line.last().sentOf("send")).toHaveLength(1);
	});

	it("outlives the page, and goes from the next one as it was", async () => {
		const outbox = new MemoryOutbox();
		const before = await open({ outbox });
		before.line.last().say(welcome(messages(1, 3)));
		before.client.send("Hello");
		const [sent] = before.line.last().sentOf("send");
		before.client.close();

		const { client, line } = await open({ outbox });
		expect(client.view.pending).toMatchObject([{ text: "Hello" }]);
		client.send("and more");
		line.last().say(welcome(messages(1, 5)));
		expect(line.last().sentOf("send")).toEqual([sent]);
		line.last().say({ type: "ack", clientId: sent?.clientId });
		expect(line.last().sentOf("send")[1]).toMatchObject({ text: "and more", after: 5 });
		expect((await outbox.load()).map(({ text }) => text)).toEqual(["and more"]);
	});

	it("of a page that ended while we live is sent by us", async () => {
		const outbox = new MemoryOutbox();
		let tell: Parameters<NonNullable<ConversationOptions["outbox"]>["onAdopted"] & object>[0] = () => {};
		const shared = Object.assign(outbox, {
			onAdopted: (listener: typeof tell) => {
				tell = listener;
			},
		});
		const { line } = await open({ outbox: shared });
		line.last().say(welcome(messages(1, 5)));
		tell([{ clientId: "from-another-tab", kind: "message", text: "orphan", after: 2, state: "sending" }]);
		expect(line.last().sentOf("send")).toEqual([
			{ type: "send", clientId: "from-another-tab", after: 2, text: "orphan" },
		]);
	});
});
