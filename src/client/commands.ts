// Commands that somebody waits for: one answer each, asked again after a reconnect, given up after a while.
import type { Priority } from "../protocol/entry.ts";
import { newClientId } from "./client-id.ts";
import type { Clock } from "./clock.ts";
import { localRefusal } from "./refusals.ts";

/** A priority to set, or a tag to put on (`on`) or to take off. */
export type Mark = { type: "priority"; priority: Priority } | { type: "tag"; tag: string; on: boolean };
export type CommandResult = { ok: true } | { ok: false; code: string; message: string };

/** How long a person waits at a button before wanting to hear something. */
const GIVE_UP_AFTER_MS = 15_000;

interface Waiting {
	frame: object;
	answer: (result: CommandResult) => void;
}

export class Commands {
	readonly #waiting = new Map<string, Waiting>();
	readonly #send: (frame: object) => boolean;
	readonly #clock: Clock;

	constructor(send: (frame: object) => boolean, clock: Clock) {
		this.#send = send;
		this.#clock = clock;
	}

	/** Runs a command. Not answered in time it ends as `unavailable`: it may have taken effect then. */
	run(fields: object): Promise<CommandResult> {
		const clientId = newClientId();
		const frame = { ...fields, clientId };
		return new Promise((resolve) => {
			const cancel = this.#clock.after(GIVE_UP_AFTER_MS, () => this.refuse(clientId, localRefusal("unavailable")));
			this.#waiting.set(clientId, {
				frame,
				answer: (result) => {
					cancel();
					this.#waiting.delete(clientId);
					resolve(result);
				},
			});
			this.#send(frame);
		});
	}

	/** Asks again for everything that waits: the socket is a new one. The client id makes a repeat harmless. */
	resend(): void {
		for (const { frame } of this.#waiting.values()) this.#send(frame);
	}

	settle(clientId: string): void {
		this.#waiting.get(clientId)?.answer({ ok: true });
	}

	refuse(clientId: string, { code, message }: { code: string; message: string }): void {
		this.#waiting.get(clientId)?.answer({ ok: false, code, message });
	}

	close(): void {
		for (const clientId of [...this.#waiting.keys()]) this.refuse(clientId, localRefusal("unavailable"));
	}
}
