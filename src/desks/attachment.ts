// What a desk socket's attachment grants, and whether its agent is away.
import { z } from "zod";
import { personName } from "../protocol/entry.ts";
import { userId } from "../protocol/ids.ts";

const attachment = z.object({
	version: z.literal(1),
	userId,
	name: personName,
	acceptedAtMs: z.number().int(),
	expiresAtMs: z.number().int(),
	away: z.boolean(),
});
export type DeskAttachment = z.infer<typeof attachment>;

export function deskAttachmentOf(socket: WebSocket): DeskAttachment | undefined {
	const parsed = attachment.safeParse(socket.deserializeAttachment());
	return parsed.success ? parsed.data : undefined;
}
