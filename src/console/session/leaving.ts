// Changing the workspace and signing out: what belongs to the one left behind is forgotten.
import { queries } from "../http/queries.ts";
import { forgetTab } from "../http/tab.ts";
import { forgetTicket } from "../http/tickets.ts";
import { sayRefused } from "../states/said.ts";
import { auth, granted } from "./auth.ts";
import { startOver } from "./me.ts";

export async function switchWorkspace(organizationId: string): Promise<void> {
	try {
		await granted(auth.organization.setActive({ organizationId }));
		await startOver(organizationId);
	} catch (error) {
		sayRefused(error);
	}
}

export async function signOut(): Promise<void> {
	try {
		await granted(auth.signOut());
		forgetDrafts();
		forgetTab();
		forgetTicket();
		queries.clear();
		queries.setQueryData(["me"], null);
	} catch (error) {
		sayRefused(error);
	}
}

/** Drafts are kept under this prefix in the browser; they must not wait for the next person at this desk. */
export const DRAFT_PREFIX = "heddle.draft.";

function forgetDrafts(): void {
	for (const key of Object.keys(localStorage)) if (key.startsWith(DRAFT_PREFIX)) localStorage.removeItem(key);
}
