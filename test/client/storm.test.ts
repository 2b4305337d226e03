import { expect, it } from "vitest";
import type { ConversationClient } from "../../src/client/conversation.ts";
import { MemoryOutbox } from "../../src/client/outbox.ts";
import type { PublicEntry } from "../../src/protocol/entry.ts";
import { PONG } from "../../src/protocol/limits.ts";
import { ConversationModel } from "./conversation-model.ts";
import { HandClock, settled } from "./hand-clock.ts";
import { open, texts } from "./opened.ts";
import { scriptedHttp } from "./scripted-http.ts";
import { dial } from "./scripted-socket.ts";
import { Seeded } from "./seeded.ts";

const SEEDS = 60;
const STEPS = 250;

const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1);
const networks = [
	["by sockets", () => false],
	["by HTTP alone, as sockets are blocked", () => true],
	["by either, as sockets are blocked at times", (step: number) => step % 120 < 60],
] as const;

it.each(networks.flatMap(([network, isBlocked]) => seeds.map((seed) => [network, seed, isBlocked] as const)))(
	"loses, doubles and reorders nothing through losses, reloads, refusals and overtaking: %s (seed %i)",
	async (_, seed, isBlocked) => {
		const random = new Seeded(seed);
		const model = new ConversationModel(random);
		for (let before = random.upTo(20); before > 0; before -= 1) model.append(`old ${before}`, undefined);
		const clock = new HandClock();
		const outbox = new MemoryOutbox();
		const line = dial();
		let [accepted, now, trouble] = [0, 0, 0.15];
		const acceptNew = () => {
			for (const socket of line.sockets.slice(accepted)) {
				if (isBlocked(now)) socket.end();
				else if (socket.closedWith === undefined) model.accept(socket);
			}
			accepted = line.sockets.length;
		};
		const http = scriptedHttp(async (asked) => {
			await new Promise<void>((resolve) => void clock.after(random.upTo(600), resolve));
			return model.answer(asked, trouble);
		});
		const world = { outbox, clock, WebSocket: line.WebSocket, fetch: http.fetch, random: () => random.next() };
		let { client } = await open<PublicEntry>(world);
		const written: string[] = [];

		for (let step = 0; step < STEPS; step += 1) {
			now = step;
			acceptNew();
			if (random.chance(0.1)) client.send(written[written.push(`mine ${written.length}`) - 1] ?? "");
			if (random.chance(0.02)) client.loadBefore();
			if (random.chance(0.01)) {
				client.close();
				await settled();
				({ client } = await open<PublicEntry>(world));
			}
			model.step();
			await clock.advance(random.upTo(400));
			expectRightOrder(client, model);
		}
		trouble = 0;
		for (let quiet = 0; quiet < 80; quiet += 1) {
			acceptNew();
			if (model.drain()) quiet = 0;
			await clock.advance(1_000);
			if (line.last().pings > 0) line.last().say(PONG);
		}
		expect(http.asked.length > 0, "HTTP is for blocked networks").toBe(isBlocked(0));

		expectRightOrder(client, model);
		expect([client.view.link, client.view.entries.at(-1)?.seq ?? 0]).toEqual(["live", model.log.length]);
		const stored = model.log.map((entry) => (entry.content.kind === "message" ? entry.content.text : ""));
		expect(new Set(stored).size, "doubled").toBe(stored.length);
		const failed = client.view.pending.map(({ text, state }) => (state === "failed" ? text : "still pending"));
		const mine = stored.filter((text) => text.startsWith("mine"));
		expect(mine, "overtaken").toEqual(written.filter((text) => mine.includes(text)));
		expect([...mine, ...failed].sort(), "lost").toEqual([...written].sort());
		expect(
			failed.filter((text) => !model.refused.has(text)),
			"failed though never refused",
		).toEqual([]);
		expect(written.length, "the storm must have had something to lose").toBeGreaterThan(5);
	},
);

function expectRightOrder(client: ConversationClient<PublicEntry>, model: ConversationModel): void {
	const [first] = client.view.entries;
	if (first === undefined) return;
	const shown = texts(client);
	const stored = model.log.slice(first.seq - 1, first.seq - 1 + shown.length);
	expect(shown).toEqual(stored.map((entry) => (entry.content.kind === "message" ? entry.content.text : "")));
}
