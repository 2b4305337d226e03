// A visitor's own word about who they are: asked for once in a conversation, and kept until the server has it.
import type { Clock } from "../../client/clock.ts";
import type { CommandResult } from "../../client/commands.ts";
import { isFields, isMaybe, isText } from "../../client/shape.ts";
import type { Kept } from "./kept.ts";

export interface Who {
	email: string;
	name?: string;
}

/**
 * `open`: may be asked for. `telling`: given, the server does not have it yet. `refused`: the server did not take it,
 * may be asked for again. `told`: agents see it, as a claim. `dismissed`: not to be asked for again.
 */
export interface IntroductionView {
	stage: "open" | "telling" | "refused" | "told" | "dismissed";
	who?: Who;
}

/** Between two tries: a visitor's budget of frames is back long before (limits.ts). */
const TRY_AGAIN_AFTER_MS = 5_000;
/** What `z.email()` takes, which the server reads it with: a test holds the two together. */
const EMAIL = /^(?!\.)(?!.*\.\.)([A-Za-z0-9_'+\-.]*)[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/;
const LONGEST_EMAIL = 320;

export function isEmail(text: string): boolean {
	return text.length <= LONGEST_EMAIL && EMAIL.test(text);
}

export class Introduction {
	#view: IntroductionView;
	readonly #kept: Kept;
	readonly #clock: Clock;
	readonly #listeners = new Set<() => void>();
	#isUnderWay = false;

	constructor(kept: Kept, clock: Clock) {
		this.#kept = kept;
		this.#clock = clock;
		this.#view = parse(kept.value);
		// Another tab has asked already.
		kept.onElsewhere((value) => this.#become(parse(value)));
	}

	/** A new object for each change, and for each time that `tell` should be called again. */
	get view(): IntroductionView {
		return this.#view;
	}

	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	give(who: Who): void {
		this.#keep({ stage: "telling", who });
	}

	dismiss(): void {
		this.#keep({ stage: "dismissed" });
	}

	/** The visitor wants to say it anew: a wrong letter, another address. */
	change(): void {
		this.#become({ ...this.#view, stage: "open" });
	}

	/** Tells what was given and not told. Call it with each new `view` while the conversation is there to be told. */
	async tell({ stage, who }: IntroductionView, introduce: (who: Who) => Promise<CommandResult>): Promise<void> {
		if (stage !== "telling" || who === undefined || this.#isUnderWay) return;
		this.#isUnderWay = true;
		const result = await introduce(who);
		if (result.ok) this.#settle(who, { stage: "told", who });
		// The shop has proven by now who this is: there is nothing left to claim.
		else if (result.code === "forbidden") this.#settle(who, { stage: "dismissed" });
		else if (result.code === "invalid_frame" || result.code === "invalid_request")
			this.#settle(who, { stage: "refused", who });
		else this.#clock.after(TRY_AGAIN_AFTER_MS, () => this.#settle(who, this.#view));
	}

	/** What came of telling `who`, unless the visitor has said something else meanwhile. */
	#settle(who: Who, view: IntroductionView): void {
		this.#isUnderWay = false;
		if (this.#view.who === who) this.#keep({ ...view });
		else this.#become({ ...this.#view });
	}

	#keep(view: IntroductionView): void {
		this.#kept.set(JSON.stringify(view));
		this.#become(view);
	}

	#become(view: IntroductionView): void {
		this.#view = view;
		for (const listener of this.#listeners) listener();
	}
}

/** What is kept may be of another version, or anybody's: what does not fit counts as nothing. */
function parse(kept: string | undefined): IntroductionView {
	try {
		const value: unknown = JSON.parse(kept ?? "null");
		return isView(value) ? value : { stage: "open" };
	} catch {
		return { stage: "open" };
	}
}

function isView(value: unknown): value is IntroductionView {
	if (!isFields(value)) return false;
	const { stage, who } = value;
	if (stage === "open" || stage === "dismissed") return isMaybe(who, isWho);
	return (stage === "telling" || stage === "told" || stage === "refused") && isWho(who);
}

function isWho(value: unknown): boolean {
	return isFields(value) && isText(value.email) && isMaybe(value.name, isText);
}
