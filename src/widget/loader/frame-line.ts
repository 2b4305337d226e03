// The line to the frame: only what comes from that window and from Heddle's origin is heard, and only there it is sent.
import { MARK, type Marked, type ToFrame, type ToLoader } from "../messages.ts";

export class FrameLine {
	readonly #frame: HTMLIFrameElement;
	readonly #origin: string;

	constructor(frame: HTMLIFrameElement, origin: string, hear: (message: ToLoader) => void) {
		this.#frame = frame;
		this.#origin = origin;
		window.addEventListener("message", ({ source, origin: from, data }) => {
			if (from === origin && source === frame.contentWindow && isToLoader(data)) hear(data);
		});
	}

	post(message: ToFrame): void {
		const marked: Marked<ToFrame> = { mark: MARK, ...message };
		this.#frame.contentWindow?.postMessage(marked, this.#origin);
	}
}

function isToLoader(data: unknown): data is ToLoader {
	if (typeof data !== "object" || data === null || !("mark" in data) || data.mark !== MARK) return false;
	if (!("type" in data)) return false;
	if (data.type === "unread") return "count" in data && Number.isSafeInteger(data.count);
	if (data.type === "look") return "colour" in data && isColour(data.colour) && "ink" in data && isColour(data.ink);
	return data.type === "ready" || data.type === "close" || data.type === "identity-wanted";
}

function isColour(value: unknown): boolean {
	return typeof value === "string" && /^#[0-9a-f]{6}$/i.test(value);
}
