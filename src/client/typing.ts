// Who is typing: ours told sparingly, theirs forgotten by itself when its end is lost.
import type { Author } from "../protocol/entry.ts";
import { TYPING_FADES_MS } from "../protocol/limits.ts";
import type { Clock } from "./clock.ts";

/** Ours is told again this often while it lasts, so that one lost frame does not end it. */
const TELL_EVERY_MS = TYPING_FADES_MS / 2;

export class Typing {
	/** A new array for each change. */
	authors: readonly Author[] = [];
	readonly #clock: Clock;
	readonly #changed: () => void;
	readonly #send: (frame: object) => boolean;
	readonly #fades = new Map<string, () => void>();
	#toldAt: number | undefined;

	constructor(clock: Clock, send: (frame: object) => boolean, changed: () => void) {
		this.#clock = clock;
		this.#send = send;
		this.#changed = changed;
	}

	/** Call at each keystroke, and with false when the text is empty or sent. */
	tell(on: boolean): void {
		const now = this.#clock.now();
		if (on && this.#toldAt !== undefined && now - this.#toldAt < TELL_EVERY_MS) return;
		if (!on && this.#toldAt === undefined) return;
		this.#toldAt = on ? now : undefined;
		this.#send({ type: "typing", on });
	}

	hear(author: Author, on: boolean): void {
		const key = keyOf(author);
		this.#fades.get(key)?.();
		this.#fades.delete(key);
		const others = this.authors.filter((other) => keyOf(other) !== key);
		if (on)
			this.#fades.set(
				key,
				this.#clock.after(TYPING_FADES_MS, () => this.hear(author, false)),
			);
		else if (others.length === this.authors.length) return;
		this.authors = on ? [...others, author] : others;
		this.#changed();
	}

	/** The socket is gone: nobody can be said to be typing. */
	unplug(): void {
		for (const cancel of this.#fades.values()) cancel();
		this.#fades.clear();
		this.authors = [];
		this.#toldAt = undefined;
	}
}

function keyOf({ kind, id, name }: Author): string {
	return `${kind} ${id ?? name ?? ""}`;
}
