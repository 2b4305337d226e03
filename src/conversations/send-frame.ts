// The frame of most messages, looked at by hand before the schema is asked: where schemas may not be compiled (no `eval` in
// a Worker), asking it is a third of what a message costs in the object. What does not fit is the schema's to judge.

import type { z } from "zod";
import type { send } from "../protocol/conversation-frames.ts";
import { CLIENT_ID } from "../protocol/ids.ts";
import { MAX_TEXT_LENGTH } from "../protocol/limits.ts";
import { isVisible, storable } from "../protocol/text.ts";

/** What the schema `send` makes of it; undefined for other frames, and for one that the schema may refuse. */
export function sendFrameIn(value: object): z.infer<typeof send> | undefined {
	if (!("type" in value && "clientId" in value && "after" in value && "text" in value)) return undefined;
	const { type, clientId, after, text } = value;
	if (type !== "send" || typeof text !== "string" || text.length > MAX_TEXT_LENGTH) return undefined;
	if (typeof clientId !== "string" || !CLIENT_ID.test(clientId)) return undefined;
	if (typeof after !== "number" || !Number.isSafeInteger(after) || after < 0) return undefined;
	const stored = storable(text);
	return isVisible(stored) ? { type, clientId, after, text: stored } : undefined;
}
