// A visitor on a network that blocks WebSockets, and a server that is reached by HTTP.
import { expect } from "vitest";
import { message, messages, welcome } from "./frames.ts";
import { settled } from "./hand-clock.ts";
import { open } from "./opened.ts";
import { frames, scriptedHttp } from "./scripted-http.ts";

/** Answers a poll with a welcome, a `send` with its ack, and anything else with nothing. */
export function server() {
	const log = messages(1, 3);
	return {
		log,
		answer: ({ method, url, frame }: { method: string; url: string; frame: Record<string, unknown> | undefined }) => {
			if (method === "GET") {
				const after = Number(new URL(url).searchParams.get("after") ?? 0);
				return frames(welcome(log.slice(after)));
			}
			if (frame?.type !== "send") return frames();
			const entry = message(log.length + 1, { text: String(frame.text), clientId: String(frame.clientId) });
			log.push(entry);
			return frames({ type: "ack", clientId: frame.clientId, entry });
		},
	};
}

/** A visitor whose sockets end without a word, again and again, until HTTP is tried. */
export async function openBlocked(answer: Parameters<typeof scriptedHttp>[0], more: Parameters<typeof open>[0] = {}) {
	const http = scriptedHttp(answer);
	const opened = await open({ fetch: http.fetch, ...more });
	for (let dialled = 1; dialled <= 3; dialled += 1) {
		expect(opened.line.sockets.length).toBe(dialled);
		await opened.reconnect();
	}
	await settled();
	return { ...opened, http };
}
