// An agent who writes by HTTP: the same guarantees by the other door. One post at a time, repeated under its key until answered.
import { z } from "zod";
import type { Persona } from "./cast.ts";
import { seenEntry } from "./frames.ts";
import type { Command } from "./raw-log.ts";
import type { Recorder } from "./recorder.ts";

const PAUSE_MS = 150;
const ANSWER_WITHIN_MS = 4_000;
const made = z.object({ entry: seenEntry });

export class HttpClient {
	readonly who: Persona;
	readonly #url: string;
	readonly #recorder: Recorder;
	readonly #socket: number;
	#pending: Command | undefined;
	#isClosed = false;

	constructor(who: Persona, world: { origin: string; conversationId: string; recorder: Recorder }) {
		this.who = who;
		this.#url = `${world.origin}/v1/conversations/${world.conversationId}/entries`;
		this.#recorder = world.recorder;
		this.#socket = world.recorder.open(who.side, undefined);
	}

	get isQuiet(): boolean {
		return this.#pending === undefined;
	}

	get unanswered(): Command[] {
		return this.#pending ? [this.#pending] : [];
	}

	submit(command: Command): void {
		this.#pending = command;
		void this.#untilAnswered(command);
	}

	close(): void {
		this.#isClosed = true;
	}

	async #untilAnswered(command: Command): Promise<void> {
		while (!this.#isClosed && this.#pending) {
			if (await this.#post(command).catch(() => false)) this.#pending = undefined;
			else await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
		}
	}

	/** False where there was no answer that settles it. */
	async #post({ clientId, type, text, after }: Command): Promise<boolean> {
		const { sender, token } = this.who;
		const at = { socket: this.#socket, sender, clientId };
		this.#recorder.add({ is: "sent", ...at, type, text });
		const answer = await fetch(this.#url, {
			method: "POST",
			headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": clientId },
			body: JSON.stringify({ kind: type === "note" ? "note" : "message", text, after }),
			signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
		});
		if (answer.status !== 201) {
			await answer.body?.cancel();
			return false;
		}
		this.#recorder.add({ is: "acknowledged", ...at, entry: made.parse(await answer.json()).entry });
		return true;
	}
}
