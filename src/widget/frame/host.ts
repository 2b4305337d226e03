// The page around the frame: only the window that embeds us is heard, and only from the origin that it was given.
import { MARK, type Marked, type ToFrame, type ToLoader } from "../messages.ts";

/** How long a shop's own function may take to sign. Longer than most sign-in round trips, shorter than patience. */
const PROOF_WITHIN_MS = 10_000;

export class Host {
	readonly #parent: Window | undefined;
	readonly #origin: string;
	#waiting: ((jwt: string | undefined) => void) | undefined;

	/** `origin`: from the frame's own address. Opened by itself, not in a page, the frame has nobody to talk to. */
	constructor(origin: string, hear: (message: ToFrame) => void) {
		this.#origin = origin;
		this.#parent = window.parent === window || !origin.startsWith("http") ? undefined : window.parent;
		window.addEventListener("message", ({ source, origin: from, data }) => {
			if (source !== this.#parent || from !== origin || !isToFrame(data)) return;
			if (data.type === "identity") this.#waiting?.(data.jwt ?? undefined);
			else hear(data);
		});
	}

	get isAlone(): boolean {
		return this.#parent === undefined;
	}

	tell(message: ToLoader): void {
		const marked: Marked<ToLoader> = { mark: MARK, ...message };
		this.#parent?.postMessage(marked, this.#origin);
	}

	/** The shop's fresh proof of who its customer is; undefined where it gives none. */
	identity(): Promise<string | undefined> {
		if (this.isAlone) return Promise.resolve(undefined);
		return new Promise((resolve) => {
			const timer = setTimeout(() => this.#waiting?.(undefined), PROOF_WITHIN_MS);
			this.#waiting?.(undefined);
			this.#waiting = (jwt) => {
				clearTimeout(timer);
				this.#waiting = undefined;
				resolve(jwt);
			};
			this.tell({ type: "identity-wanted" });
		});
	}
}

function isToFrame(data: unknown): data is ToFrame {
	if (typeof data !== "object" || data === null || !("mark" in data) || data.mark !== MARK) return false;
	const message: Record<string, unknown> = { ...data };
	switch (message.type) {
		case "start":
			return typeof message.shown === "boolean" && typeof message.identity === "boolean";
		case "shown":
			return typeof message.shown === "boolean" && typeof message.focus === "boolean";
		case "identity":
			return message.jwt === null || typeof message.jwt === "string";
		default:
			return message.type === "identified" || message.type === "logout";
	}
}
