// One look at a profile, as a console takes it: lines as they come, each with the moment at which it was there.
import { type Agent, get } from "node:http";
import { profileLine } from "../../../src/protocol/http.ts";
import type { ConnectionId } from "../../../src/protocol/ids.ts";
import type { BenchBusiness } from "./business.ts";

export interface Look {
	/** When each connection's card was last told, by `performance.now()`. */
	cards: Map<ConnectionId, { atMs: number; state: string }>;
	beganAtMs: number;
	/** When `done` came; undefined where the look was ended before. */
	doneAtMs: number | undefined;
}

/** @param until ends the look early: all that was waited for is there */
export function look(
	origin: string,
	{ conversationId, bearer }: BenchBusiness,
	refresh: boolean,
	until: (look: Look) => boolean = () => false,
	agent?: Agent,
): Promise<Look> {
	const taken: Look = { cards: new Map(), beganAtMs: performance.now(), doneAtMs: undefined };
	const url = `${origin}/v1/conversations/${conversationId}/profile${refresh ? "?refresh=1" : ""}`;
	return new Promise((resolve, reject) => {
		const request = get(url, { headers: { authorization: `Bearer ${bearer}` }, ...(agent && { agent }) }, (answer) => {
			if (answer.statusCode !== 200) return reject(new Error(`the profile answered ${answer.statusCode}`));
			let rest = "";
			answer.setEncoding("utf8").on("data", (text: string) => {
				const atMs = performance.now();
				const lines = (rest + text).split("\n");
				rest = lines.pop() ?? "";
				for (const line of lines) note(line, atMs);
				if (!until(taken)) return;
				request.destroy();
				resolve(taken);
			});
			answer.on("end", () => resolve(taken)).on("error", () => resolve(taken));
		});
		request.on("error", reject);
	});

	function note(text: string, atMs: number): void {
		const line = profileLine.parse(JSON.parse(text));
		if (line.type === "done") taken.doneAtMs = atMs;
		else taken.cards.set(line.card.connectionId, { atMs, state: line.card.state });
	}
}
