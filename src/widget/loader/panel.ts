// The launcher and the frame: made, opened, closed, and what the frame asks of the shop's page.
import type { ToFrame, ToLoader } from "../messages.ts";
import { type Elements, makeElements } from "./elements.ts";
import { FrameLine } from "./frame-line.ts";
import { keepInSight } from "./screen.ts";
import { FULL_SCREEN } from "./style.ts";
import type { Tag } from "./tag.ts";
import { loaderWords } from "./words.ts";

/** The shop's signed proof of who its customer is, or how to get a fresh one. */
export type Identity = string | (() => string | Promise<string>);

/** Without a word from the frame, the launcher shows itself in Heddle's own colour after this long. */
const SHOW_UNCOLOURED_AFTER_MS = 2_500;
/** A frame that loaded and does not say `ready` within this was kept from this site by the browser. */
const READY_WITHIN_MS = 4_000;

export class Panel {
	readonly #tag: Tag;
	readonly #words: ReturnType<typeof loaderWords>;
	readonly #listeners: ((count: number) => void)[] = [];
	#elements: Elements | undefined;
	#line: FrameLine | undefined;
	#identity: Identity | undefined;
	#isReady = false;
	#isShown = false;
	#unread = 0;

	constructor(tag: Tag) {
		this.#tag = tag;
		this.#words = loaderWords(tag.lang);
	}

	/** Puts launcher and frame into the page. Later calls do nothing. */
	load(): void {
		if (this.#elements !== undefined) return;
		const elements = makeElements(this.#tag, this.#words.chat);
		this.#elements = elements;
		this.#line = new FrameLine(elements.frame, this.#tag.origin, (message) => this.#hear(message));
		elements.button.addEventListener("click", () => this.show(!this.#isShown));
		elements.root.addEventListener("keydown", (event) => {
			if (event instanceof KeyboardEvent && event.key === "Escape") this.show(false);
		});
		elements.frame.addEventListener("load", () => setTimeout(() => this.#giveUpUnlessReady(), READY_WITHIN_MS));
		setTimeout(() => elements.button.classList.add("seen"), SHOW_UNCOLOURED_AFTER_MS);
		keepInSight(elements.panel);
		this.#draw();
	}

	show(shown: boolean): void {
		this.load();
		if (shown === this.#isShown) return;
		this.#isShown = shown;
		this.#draw();
		this.#elements?.button.classList.add("seen");
		const { frame, button, host } = this.#elements ?? {};
		if (shown) frame?.focus();
		else if (document.activeElement === host) button?.focus();
		this.#tell({ type: "shown", shown, focus: !matchMedia(FULL_SCREEN).matches });
	}

	identify(identity: Identity): void {
		this.#identity = identity;
		this.#tell({ type: "identified" });
	}

	logout(): void {
		this.#identity = undefined;
		this.#setUnread(0);
		this.#tell({ type: "logout" });
	}

	onUnread(listener: (count: number) => void): void {
		this.#listeners.push(listener);
		listener(this.#unread);
	}

	/** Before the frame is ready nothing needs to be told: `start` says it all. */
	#tell(message: ToFrame): void {
		if (this.#isReady) this.#line?.post(message);
	}

	#hear(message: ToLoader): void {
		switch (message.type) {
			case "ready":
				this.#isReady = true;
				this.#tell({ type: "start", shown: this.#isShown, identity: this.#identity !== undefined });
				break;
			case "look":
				this.#paint(message.colour, message.ink);
				break;
			case "unread":
				this.#setUnread(message.count);
				break;
			case "close":
				this.show(false);
				break;
			case "identity-wanted":
				void this.#prove();
		}
	}

	async #prove(): Promise<void> {
		const identity = this.#identity;
		try {
			const jwt = typeof identity === "function" ? await identity() : (identity ?? null);
			this.#tell({ type: "identity", jwt });
		} catch (error) {
			console.warn("Heddle: the shop's identify function failed", error);
			this.#tell({ type: "identity", jwt: null });
		}
	}

	#setUnread(count: number): void {
		if (count === this.#unread) return;
		this.#unread = count;
		this.#draw();
		for (const listener of this.#listeners) listener(count);
	}

	#paint(colour: string, ink: string): void {
		const { panel, button } = this.#elements ?? {};
		panel?.parentElement?.style.setProperty("--colour", colour);
		panel?.parentElement?.style.setProperty("--ink", ink);
		button?.classList.add("seen");
	}

	#draw(): void {
		if (this.#elements === undefined) return;
		const { panel, button, badge } = this.#elements;
		panel.parentElement?.classList.toggle("open", this.#isShown);
		badge.textContent = this.#isShown || this.#unread === 0 ? "" : this.#unread > 9 ? "9+" : String(this.#unread);
		const news = this.#unread === 0 ? "" : `, ${this.#words.unread(this.#unread)}`;
		button.setAttribute("aria-label", this.#isShown ? this.#words.close : this.#words.open + news);
		button.setAttribute("aria-expanded", String(this.#isShown));
	}

	#giveUpUnlessReady(): void {
		if (!this.#isReady && this.#elements) this.#elements.notice.textContent = this.#words.refused;
	}
}
