// The agent's ticket: what opens sockets and asks the API for an hour, for the workspace that this tab shows.
import { Refused as LinkRefused } from "../../client/link.ts";
import { type Ticket, ticket } from "../../protocol/http.ts";
import { forgetWhenSignedOut, queries } from "./queries.ts";
import { askSignIn, query, Refused } from "./request.ts";
import { workspaceOfTab } from "./tab.ts";

/** A ticket is renewed this long before its end, so that none expires on its way. */
const RENEW_BEFORE_MS = 60_000;

let current: Promise<Ticket> | null = null;

/**
 * A `token` function for one link. All links share a ticket while it is good. A link asks a second time only when what
 * it had is refused or may be, so then it gets another one. Ends the link where nobody is signed in any more.
 */
export function ticketSource(): () => Promise<string> {
	let given: string | null = null;
	return async () => {
		try {
			given = await takeTicket(given);
			return given;
		} catch (error) {
			if (!(error instanceof Refused) || error.problem.retry) throw error;
			forgetWhenSignedOut(error);
			throw new LinkRefused(error.problem.code);
		}
	};
}

/** Another person or workspace needs another ticket. */
export function forgetTicket(): void {
	current = null;
}

/** A ticket that is good; another one than `refused`. Throws `Refused` or `Unreachable`. */
export async function takeTicket(refused: string | null): Promise<string> {
	const known = current && (await current.catch(() => null));
	const isGood = known && known.ticket !== refused && Date.parse(known.expiresAt) - Date.now() > RENEW_BEFORE_MS;
	if (isGood) return known.ticket;
	// Several links may come here in the same moment: the first asks, the others share its answer.
	current = renewing ??= askSignIn(ticket, `/tickets${query({ workspace: workspaceOfTab() })}`, {
		method: "POST",
	}).finally(() => {
		renewing = null;
	});
	try {
		return (await current).ticket;
	} catch (error) {
		// The sign-in is good, and not for this workspace: who I am here has changed.
		if (error instanceof Refused && error.problem.code === "forbidden")
			void queries.invalidateQueries({ queryKey: ["me"] });
		throw error;
	}
}

let renewing: Promise<Ticket> | null = null;
