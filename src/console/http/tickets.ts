// The agent's ticket: what opens sockets and asks the API for an hour, for the workspace that this tab shows.
import { Refused as LinkRefused } from "../../client/link.ts";
import { type Ticket, ticket } from "../../protocol/http.ts";
import { forgetWhenSignedOut, queries } from "./queries.ts";
import { askSignIn, query, Refused } from "./request.ts";
import { workspaceOfTab } from "./tab.ts";

/** A ticket is not handed out this shortly before its end, so that none expires on its way. */
const LAST_MS = 60_000;
/**
 * With this much of its hour left another one is fetched beforehand: making one takes Postgres, which may be away for half
 * an hour, and a link whose ticket ends meanwhile comes back with the other.
 */
const SPARE_MS = 35 * 60_000;
/** Between two tries to have one in hand. */
const TRY_AGAIN_MS = 60_000;

let held: Ticket | null = null;
let renewing: Promise<Ticket> | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

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
	held = null;
	renewing = null;
	clearTimeout(timer);
}

/** A ticket that is good; another one than `refused`. Throws `Refused` or `Unreachable`. */
export async function takeTicket(refused: string | null): Promise<string> {
	if (held && held.ticket !== refused && msLeft(held) > LAST_MS) return held.ticket;
	try {
		return (await renew()).ticket;
	} catch (error) {
		// The sign-in is good, and not for this workspace: who I am here has changed.
		if (error instanceof Refused && error.problem.code === "forbidden")
			void queries.invalidateQueries({ queryKey: ["me"] });
		throw error;
	}
}

/** Several links may come here in the same moment: the first asks, the others share its answer. */
function renew(): Promise<Ticket> {
	if (renewing) return renewing;
	const asked: Promise<Ticket> = ask().finally(() => {
		if (renewing === asked) renewing = null;
	});
	renewing = asked;
	return asked;

	async function ask(): Promise<Ticket> {
		try {
			const path = `/tickets${query({ workspace: workspaceOfTab() })}`;
			const fresh = await askSignIn(ticket, path, { method: "POST" });
			// Forgotten meanwhile: it is somebody else's.
			if (renewing !== asked) return fresh;
			held = fresh;
			renewIn(msLeft(fresh) - SPARE_MS);
			return fresh;
		} catch (error) {
			const isFinal = error instanceof Refused && !error.problem.retry;
			if (renewing === asked && held && !isFinal) renewIn(TRY_AGAIN_MS);
			throw error;
		}
	}
}

function renewIn(ms: number): void {
	clearTimeout(timer);
	// What it finds out is told to who asks next.
	timer = setTimeout(() => void renew().catch(() => undefined), Math.max(ms, TRY_AGAIN_MS));
}

function msLeft({ expiresAt }: Ticket): number {
	return Date.parse(expiresAt) - Date.now();
}
