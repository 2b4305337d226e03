// Hears on a desk's socket who has acknowledged an alert: DeskClient lets such alerts go without a word.
import type { SocketClass } from "../../client/link.ts";
import { type Alert, deskFrame } from "../../protocol/desk-frames.ts";

/** A WebSocket for `DeskClient` that also calls `onAcknowledged` with each alert that somebody has just acknowledged. */
export function watchedSocket(onAcknowledged: (alert: Alert) => void): SocketClass {
	return class extends WebSocket {
		constructor(url: string, protocols: string[]) {
			super(url, protocols);
			this.addEventListener("message", ({ data }) => {
				const alert = acknowledgedIn(data);
				if (alert) onAcknowledged(alert);
			});
		}
	};
}

/** The alert of an `alert` frame, where it is acknowledged. */
export function acknowledgedIn(data: unknown): Alert | null {
	// A look before the parse: a welcome with hundreds of rows is none of our business.
	if (typeof data !== "string" || !data.includes('"acknowledged":{')) return null;
	const frame = deskFrame.safeParse(parsed(data));
	return frame.success && frame.data.type === "alert" && frame.data.alert.acknowledged ? frame.data.alert : null;
}

function parsed(data: string): unknown {
	try {
		return JSON.parse(data);
	} catch {
		return undefined;
	}
}
