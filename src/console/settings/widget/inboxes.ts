// Inboxes over HTTP.
import { useQuery } from "@tanstack/react-query";
import { z } from "zod";
import { type InboxSettings, identitySecret, inbox } from "../../../protocol/http.ts";
import { ask } from "../../http/api.ts";
import { queries } from "../../http/queries.ts";

export function useInboxes() {
	return useQuery({
		queryKey: ["inboxes"],
		queryFn: async ({ signal }) => (await ask(z.object({ data: z.array(inbox) }), "/inboxes", { signal })).data,
	});
}

export async function makeInbox(json: InboxSettings) {
	const made = await ask(inbox, "/inboxes", { method: "POST", json });
	await queries.invalidateQueries({ queryKey: ["inboxes"] });
	return made;
}

export async function changeInbox(id: string, json: Partial<InboxSettings>) {
	const changed = await ask(inbox, `/inboxes/${id}`, { method: "PATCH", json });
	await queries.invalidateQueries({ queryKey: ["inboxes"] });
	return changed;
}

export async function newIdentitySecret(id: string): Promise<string> {
	return (await ask(identitySecret, `/inboxes/${id}/identity-secret`, { method: "POST" })).identitySecret;
}

/** What a shop puts into its pages. */
export function scriptTag(origin: string, inboxId: string): string {
	return `<script async src="${origin}/widget/heddle.js" data-inbox="${inboxId}"></script>`;
}
