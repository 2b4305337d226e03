// The recorder: counts what was tried and what came back, and keeps what must not be.
import type { Answer } from "./answers.ts";
import { type BytesInput, type FrameInput, type Input, inWords, type RequestInput } from "./input.ts";
import { leaked, misanswered, misansweredBurst } from "./oracles.ts";

export interface Violation {
	/** Batch in which it was seen: with the seed it can be played again. */
	batch: number;
	what: string;
	/** The input, where it was one's. */
	input?: string | undefined;
}

/** Kept in words; the rest is counted. */
const MOST_KEPT = 200;
const SHOWN = 400;

export class Recorder {
	/** Answers by door, family and outcome: `visitor truncated invalid_frame`. */
	readonly counts = new Map<string, number>();
	readonly violations: Violation[] = [];
	violationsInAll = 0;
	inputs = 0;
	batch = 0;
	batches = 0;
	/** Words that only the bystander has. */
	readonly #canaries: readonly string[];

	constructor(canaries: readonly string[]) {
		this.#canaries = canaries;
	}

	settle(input: FrameInput | RequestInput | BytesInput, answer: Answer): void {
		this.#count(input, answer.outcome);
		for (const what of misanswered(input, answer))
			this.#violated(`${input.door}, ${input.family}: ${what}`, inWords(input));
	}

	settleBurst(inputs: readonly FrameInput[], answers: readonly Answer[]): void {
		for (const [index, input] of inputs.entries()) this.#count(input, answers[index]?.outcome ?? "no answer");
		for (const what of misansweredBurst(inputs, answers))
			this.#violated(`burst: ${what}`, inputs.map(({ data }) => String(data).slice(0, 60)).join(" | "));
	}

	/** Any bytes that came. */
	hear(to: "visitor" | "agent" | "nobody", raw: string): void {
		for (const what of leaked(to, raw, this.#canaries)) this.#violated(what);
	}

	note(sentences: readonly string[]): void {
		for (const what of sentences) this.#violated(what);
	}

	#count({ door, family }: Input, outcome: string): void {
		this.inputs += 1;
		const key = `${door} ${family} ${outcome.slice(0, 60)}`;
		this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
	}

	#violated(what: string, input?: string): void {
		this.violationsInAll += 1;
		if (this.violations.length >= MOST_KEPT) return;
		this.violations.push({ batch: this.batch, what: what.slice(0, SHOWN * 3), input: input?.slice(0, SHOWN) });
	}
}
