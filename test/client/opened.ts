// A conversation opened on a scripted line, closed again after its test.
import { afterEach } from "vitest";
import { ConversationClient, type ConversationOptions } from "../../src/client/conversation.ts";
import type { AnyEntry } from "../../src/client/conversation-frames.ts";
import type { PublicEntry } from "../../src/protocol/entry.ts";
import { CONVERSATION } from "./frames.ts";
import { HandClock, settled } from "./hand-clock.ts";
import { noHttp } from "./scripted-http.ts";
import { dial } from "./scripted-socket.ts";

const clients: { close(): void }[] = [];
afterEach(() => {
	for (const client of clients.splice(0)) client.close();
});

export async function open<E extends AnyEntry = PublicEntry>(more: Partial<ConversationOptions> = {}) {
	const clock = new HandClock();
	const line = dial();
	const client = new ConversationClient<E>({
		origin: "https://heddle.example",
		conversationId: CONVERSATION,
		token: async () => "token",
		audience: "visitor",
		WebSocket: line.WebSocket,
		fetch: noHttp,
		clock,
		random: () => 0,
		...more,
	});
	clients.push(client);
	await settled();
	const reconnect = async () => {
		line.last().end();
		await clock.advance(0);
	};
	return { client, clock, line, reconnect };
}

export function texts(client: ConversationClient<PublicEntry>): string[] {
	return client.view.entries.map(({ content }) => (content.kind === "message" ? content.text : content.kind));
}
