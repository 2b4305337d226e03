// The API of the workspace that this tab shows. Its ticket says which one that is: the sign-in's cookie is shared by all
// tabs, and another may have gone elsewhere.
import type { z } from "zod";
import { Refused, read, request, type Sent } from "./request.ts";
import { takeTicket } from "./tickets.ts";

/** What another ticket may mend. */
const TICKET_REFUSED: ReadonlySet<string> = new Set(["unauthenticated", "token_expired", "replaced"]);

/** Asks `/v1{path}` and parses the answer. Throws `Refused` or `Unreachable`; an abort throws as fetch does. */
export async function ask<T extends z.ZodType>(shape: T, path: string, sent: Sent = {}): Promise<z.infer<T>> {
	return read(shape, await reach(path, sent));
}

/** Like `ask`, where the answer has no body. */
export async function tell(path: string, sent: Sent): Promise<void> {
	await reach(path, sent);
}

/** The response itself, once it is known to be a good one: for streams. */
export async function reach(path: string, sent: Sent = {}): Promise<Response> {
	const ticket = await takeTicket(null);
	try {
		return await request(path, { ...sent, ticket });
	} catch (error) {
		if (!(error instanceof Refused) || !TICKET_REFUSED.has(error.problem.code)) throw error;
		return await request(path, { ...sent, ticket: await takeTicket(ticket) });
	}
}
