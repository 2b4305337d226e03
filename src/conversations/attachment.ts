// What a socket's attachment grants: kept by the platform while the object sleeps, so it is parsed when it comes back.
import { z } from "zod";
import { claims } from "../workspaces/tokens.ts";

/** The claims are a token's, verified by the Worker; they end when the token does. */
export const attachment = z.object({ version: z.literal(1), claims, expiresAtMs: z.number().int() });
export type Attachment = z.infer<typeof attachment>;

const known = new WeakMap<WebSocket, Attachment>();

export function attach(socket: WebSocket, what: Attachment): void {
	socket.serializeAttachment(what);
	known.set(socket, what);
}

/** Undefined for an attachment that no release of ours has written. */
export function attachmentOf(socket: WebSocket): Attachment | undefined {
	const remembered = known.get(socket);
	if (remembered) return remembered;
	const parsed = attachment.safeParse(socket.deserializeAttachment());
	if (!parsed.success) return undefined;
	known.set(socket, parsed.data);
	return parsed.data;
}
