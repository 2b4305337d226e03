// Faults on purpose, on one socket's frames: what an oracle does not notice here it would not notice in earnest.
import { state } from "./state.ts";

/** Of the frames: often enough for a short run, seldom enough that everything else works. */
const SHARE = 0.02;

/** Whether the frame was broken; else it goes its usual way. */
export function breakOn(context: DurableObjectState, socket: WebSocket): boolean {
	const { broken, leak } = state.settings;
	if (broken === null || state.breaksLeft === 0 || Math.random() >= SHARE) return false;
	state.breaksLeft -= 1;
	switch (broken) {
		case "throws":
			throw new TypeError("broken on purpose");
		case "resets":
			context.abort("broken on purpose");
			return true;
		case "falls_silent":
			return true;
		case "leaks":
			socket.send(JSON.stringify({ type: "typing", author: { kind: "system", name: leak }, on: true }));
			return false;
		case "unlisted_code":
			socket.send(JSON.stringify({ type: "error", code: "oops", message: "TypeError: x\n    at f (a.ts:1:2)" }));
			return true;
		case "forgets":
			context.storage.sql.exec("delete from entries where seq = (select max(seq) from entries)");
			return false;
	}
}
