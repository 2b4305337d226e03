import { describe, expect, it } from "vitest";
import type { ConversationClient } from "../../src/client/conversation.ts";
import { clientFrame } from "../../src/protocol/conversation-frames.ts";
import type { Entry, PublicEntry } from "../../src/protocol/entry.ts";
import { teamId, userId } from "../../src/protocol/ids.ts";
import { TYPING_FADES_MS } from "../../src/protocol/limits.ts";
import {
	CONVERSATION,
	conversationState,
	message,
	messages,
	staffEntry,
	statusEntry,
	TEAM,
	USER,
	welcome,
} from "./frames.ts";
import { open } from "./opened.ts";

const openAgent = () => open<Entry>({ audience: "agent" });
const seqs = (client: ConversationClient<PublicEntry>) => client.view.entries.map((entry) => entry.seq);

describe("a conversation's entries", () => {
	it("come with the welcome and one by one, in order", async () => {
		const { client, line } = await open();
		line.last().say(welcome(messages(41, 60)));
		line.last().say({ type: "entry", entry: message(61) });
		expect([seqs(client).length, client.view.hasBefore, client.view.link]).toEqual([21, true, "live"]);
	});

	it("are asked for where one is missing, and the later one is held back until then", async () => {
		const { client, line } = await open();
		line.last().say(welcome(messages(1, 2)));
		line.last().say({ type: "entry", entry: message(5) });
		line.last().say({ type: "entry", entry: message(6) });
		expect([seqs(client), client.view.link]).toEqual([[1, 2], "catching_up"]);
		expect(line.last().sentOf("page")).toEqual([{ type: "page", after: 2 }]);
		line.last().say({ type: "entries", entries: messages(3, 5), hasBefore: true, hasAfter: false });
		expect([seqs(client), client.view.link]).toEqual([[1, 2, 3, 4, 5, 6], "live"]);
		expect(line.last().sentOf("page")).toHaveLength(1);
	});

	it("are not doubled by a repeat", async () => {
		const { client, line } = await open();
		line.last().say(welcome(messages(1, 2)));
		line.last().say({ type: "entry", entry: message(2) });
		line.last().say(welcome(messages(1, 2)));
		expect(seqs(client)).toEqual([1, 2]);
	});

	it("come from the cursor on after a reconnect, page by page until caught up", async () => {
		const { client, line, reconnect } = await open();
		expect(line.last().url).toBe(`wss://heddle.example/v1/conversations/${CONVERSATION}/socket`);
		line.last().say(welcome(messages(1, 2)));
		await reconnect();
		expect([client.view.link, new URL(line.last().url).search]).toEqual(["offline", "?after=2"]);
		line.last().say(welcome(messages(3, 4), { hasBefore: true, hasAfter: true }));
		expect(client.view.link).toBe("catching_up");
		line.last().say({ type: "entries", entries: messages(5, 6), hasBefore: true, hasAfter: true });
		line.last().say({ type: "entries", entries: messages(7, 7), hasBefore: true, hasAfter: false });
		expect(
			line
				.last()
				.sentOf("page")
				.map((frame) => frame.after),
		).toEqual([4, 6]);
		expect([seqs(client), client.view.link]).toEqual([[1, 2, 3, 4, 5, 6, 7], "live"]);
	});

	it("are not asked for over and over when a page brings nothing", async () => {
		const { line } = await open();
		line.last().say(welcome(messages(1, 1)));
		line.last().say({ type: "entry", entry: message(3) });
		for (let round = 0; round < 5; round += 1) {
			line.last().say({ type: "entries", entries: [], hasBefore: true, hasAfter: true });
		}
		expect(line.last().sentOf("page")).toHaveLength(1);
	});

	it("are asked for again when the page was refused for now, and not when it was refused for good", async () => {
		const { line, clock } = await open();
		line.last().say(welcome(messages(1, 1)));
		line.last().say({ type: "entry", entry: message(3) });
		line.last().say({ type: "error", code: "rate_limited", message: "Wait.", retry: true });
		expect(line.last().sentOf("page")).toHaveLength(1);
		await clock.advance(1_000);
		expect(line.last().sentOf("page")).toHaveLength(2);
		line.last().say({ type: "error", code: "invalid_frame", message: "No.", retry: false });
		await clock.advance(10_000);
		expect(line.last().sentOf("page")).toHaveLength(2);
	});

	it("grow to the front when earlier ones are wanted, one page at a time", async () => {
		const { client, line } = await open();
		line.last().say(welcome(messages(41, 60), { hasBefore: true }));
		client.loadBefore();
		client.loadBefore();
		expect(line.last().sentOf("page")).toEqual([{ type: "page", before: 41, limit: 60 }]);
		line.last().say({ type: "entries", entries: messages(1, 40), hasBefore: false, hasAfter: true });
		expect([client.view.entries.length, client.view.hasBefore, client.view.link]).toEqual([60, false, "live"]);
		client.loadBefore();
		expect(line.last().sentOf("page")).toHaveLength(1);
	});

	it("keep the place of a kind that this client does not know", async () => {
		const { client, line } = await open();
		const unknown = { ...message(2), content: { kind: "hologram", of: "a cat" } };
		line.last().say(welcome([message(1), unknown, message(3)]));
		expect(seqs(client)).toEqual([1, 2, 3]);
	});

	it.each([
		["no seq", { ...message(2), seq: undefined }],
		["a fraction as seq", { ...message(2), seq: 1.5 }],
		["no author", { ...message(2), author: null }],
		["a number as text", { ...message(2), content: { kind: "message", text: 7 } }],
		["no content", { ...message(2), content: undefined }],
	])("ignore an entry with %s", async (_, entry) => {
		const { client, line } = await open();
		line.last().say(welcome(messages(1, 1)));
		const { view } = client;
		line.last().say({ type: "entry", entry });
		expect(client.view).toBe(view);
	});
});

describe("a visitor's status", () => {
	it("is absent at first, open with the first entry, and then what the entries say", async () => {
		const { client, line } = await open();
		line.last().say(welcome());
		expect(client.view.status).toBeUndefined();
		line.last().say({ type: "entry", entry: message(1) });
		expect(client.view.status).toBe("open");
		line.last().say({ type: "entry", entry: statusEntry(2, "resolved") });
		expect(client.view.status).toBe("resolved");
	});

	it("does not pass through old ones while catching up", async () => {
		const { client, line, reconnect } = await open();
		line.last().say(welcome(messages(1, 1), { status: "open" }));
		await reconnect();
		const seen: unknown[] = [];
		client.subscribe(() => seen.push(client.view.status));
		line.last().say(welcome([statusEntry(2, "resolved")], { status: "open", hasAfter: true }));
		line.last().say({ type: "entries", entries: [statusEntry(3, "open")], hasBefore: true, hasAfter: false });
		expect(new Set(seen)).toEqual(new Set(["open"]));
	});
});

describe("an agent's conversation", () => {
	it("carries its state, and ignores an older one", async () => {
		const { client, line } = await openAgent();
		line.last().say(welcome([staffEntry(1)], { conversation: conversationState(1) }));
		line.last().say({ type: "state", conversation: conversationState(3, { status: "resolved" }) });
		line.last().say({ type: "state", conversation: conversationState(2) });
		expect([client.view.status, client.view.conversation?.revision]).toEqual(["resolved", 3]);
	});

	it("gathers cards by connection, the newest of each", async () => {
		const { client, line } = await openAgent();
		line.last().say(welcome([], { conversation: conversationState(0) }));
		const card = { connectionId: "cnn_a", connector: "shopify", title: "Orders", state: "loading", items: [] };
		line.last().say({ type: "card", card });
		const { cards } = client.view;
		line.last().say({ type: "card", card: { ...card, state: "fresh" } });
		expect([cards.get("cnn_a")?.state, client.view.cards.get("cnn_a")?.state]).toEqual(["loading", "fresh"]);
	});

	it("runs commands, and says what became of them", async () => {
		const { client, line } = await openAgent();
		line.last().say(welcome([staffEntry(1)], { conversation: conversationState(1) }));
		const answers = [
			client.claim(),
			client.release(),
			client.assign(teamId.parse(TEAM), { id: userId.parse(USER), name: "Mia" }),
			client.setStatus("resolved"),
		];
		const frames = line.last().sent.map((frame) => clientFrame.parse(frame));
		expect(frames.map(({ type }) => type)).toEqual(["claim", "release", "assign", "status"]);
		const [claim, ...others] = line.last().sent;
		line
			.last()
			.say({ type: "error", code: "already_assigned", message: "Taken.", retry: false, clientId: claim?.clientId });
		for (const { clientId } of others) line.last().say({ type: "ack", clientId });
		expect(await Promise.all(answers)).toEqual([
			{ ok: false, code: "already_assigned", message: "Taken." },
			{ ok: true },
			{ ok: true },
			{ ok: true },
		]);
	});

	it("asks again for a command after a reconnect, and gives it up after 15 s", async () => {
		const { client, line, clock, reconnect } = await openAgent();
		line.last().say(welcome([staffEntry(1)], { conversation: conversationState(1) }));
		const claim = client.claim();
		const sent = line.last().sent;
		await reconnect();
		line.last().say(welcome([], { conversation: conversationState(1) }));
		expect(line.last().sent).toEqual(sent);
		await clock.advance(15_000);
		expect(await claim).toMatchObject({ ok: false, code: "unavailable" });
	});

	it("writes notes", async () => {
		const { client, line } = await openAgent();
		line.last().say(welcome([], { conversation: conversationState(0) }));
		client.note("for us");
		expect(clientFrame.parse(line.last().sent[0])).toMatchObject({ type: "note", text: "for us" });
	});
});

describe("typing", () => {
	const mia = { kind: "agent", name: "Mia" };

	it("is told sparingly, and its end once", async () => {
		const { client, line, clock } = await open();
		line.last().say(welcome());
		client.typing(false);
		for (let keystroke = 0; keystroke < 20; keystroke += 1) client.typing(true);
		expect(line.last().sent).toEqual([{ type: "typing", on: true }]);
		await clock.advance(TYPING_FADES_MS / 2);
		client.typing(true);
		client.typing(false);
		client.typing(false);
		expect(line.last().sent.map((frame) => frame.on)).toEqual([true, true, false]);
	});

	it("of others shows until they stop, send, fade or the line is lost", async () => {
		const { client, line, clock, reconnect } = await open();
		line.last().say(welcome());
		const hear = (on: boolean) => line.last().say({ type: "typing", author: mia, on });
		hear(true);
		expect(client.view.typing).toEqual([mia]);
		hear(false);
		expect(client.view.typing).toEqual([]);
		hear(true);
		line.last().say({ type: "entry", entry: message(1, { by: "agent" }) });
		expect(client.view.typing).toEqual([]);
		hear(true);
		await clock.advance(TYPING_FADES_MS);
		expect(client.view.typing).toEqual([]);
		hear(true);
		await reconnect();
		expect(client.view.typing).toEqual([]);
	});
});

describe("reading", () => {
	it("is told once for each seq, never backwards, never beyond what is shown", async () => {
		const { client, line } = await open();
		line.last().say(welcome(messages(1, 5), { reads: { visitor: 2, agent: 4 } }));
		for (const seq of [2, 3, 3, 1, 6, 5]) client.read(seq);
		expect(
			line
				.last()
				.sentOf("read")
				.map((frame) => frame.seq),
		).toEqual([3, 5]);
	});

	it("counts at once on our side, and is told again when the line was lost before it arrived", async () => {
		const { client, line, reconnect } = await open();
		line.last().say(welcome(messages(1, 5)));
		client.read(4);
		expect(client.view.reads.visitor).toBe(4);
		await reconnect();
		client.read(5);
		line.last().say(welcome([], { reads: { visitor: 3, agent: 0 } }));
		expect(line.last().sentOf("read")).toEqual([{ type: "read", seq: 5 }]);
		await reconnect();
		line.last().say(welcome([], { reads: { visitor: 5, agent: 0 } }));
		expect(line.last().sentOf("read")).toEqual([]);
	});

	it("of the other side only grows", async () => {
		const { client, line } = await open();
		line.last().say(welcome(messages(1, 5), { reads: { visitor: 0, agent: 4 } }));
		line.last().say({ type: "read", by: "agent", seq: 3 });
		expect(client.view.reads.agent).toBe(4);
		line.last().say({ type: "read", by: "agent", seq: 5 });
		expect(client.view.reads.agent).toBe(5);
	});
});

it("leaves no timer behind when it is closed", async () => {
	const { client, line, clock } = await open();
	line.last().say(welcome(messages(1, 1)));
	client.send("Hello");
	client.typing(true);
	line.last().say({ type: "typing", author: { kind: "agent", name: "Mia" }, on: true });
	const claim = client.claim();
	client.close();
	expect(await claim).toMatchObject({ ok: false, code: "unavailable" });
	expect(clock.waiting).toBe(0);
});
