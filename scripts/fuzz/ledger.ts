// The ledger of one conversation: every command that was acknowledged, by whichever door.
import type { Answer } from "./answers.ts";
import type { FrameInput, Input } from "./input.ts";
import type { Acknowledged } from "./oracles.ts";

export class Ledger {
	readonly acknowledged: Acknowledged[] = [];

	take(sender: string, { command }: Input, { outcome, clientId, entry }: Answer): void {
		if ((outcome !== "ack" && outcome !== "made") || clientId === undefined) return;
		const side = sender.startsWith("vis_") ? "visitor" : "agent";
		const isMine = command?.clientId === clientId;
		this.acknowledged.push({ sender, side, clientId, entry, ...(isMine && { command }) });
	}

	takeBurst(sender: string, inputs: readonly FrameInput[], answers: readonly Answer[]): void {
		const byId = new Map(inputs.map((input) => [input.command?.clientId, input]));
		for (const answer of answers) {
			const input = byId.get(answer.clientId);
			if (input) this.take(sender, input, answer);
		}
	}
}
