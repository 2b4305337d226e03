// What a connection to a Tryton server is set up with.
import { z } from "zod";
import { origin } from "../settings.ts";

export const settings = z.object({
	url: z
		.string()
		.trim()
		.max(300)
		.regex(/^https:\/\/[a-z0-9.-]+\/?(#.*)?$/i, "expected the server's address, such as https://erp.example.com")
		.transform((url) => new URL(url).origin),
	/** Part of every call's path and of every link. */
	database: z
		.string()
		.trim()
		.regex(/^[\w.-]{1,63}$/, "expected the name of the database, as it is chosen when signing in"),
	/** Goes before a colon in the header (RFC 7617), so it cannot hold one itself. */
	user: z
		.string()
		.trim()
		.regex(/^[^:\p{Cc}]{1,200}$/u, "expected a user name without a colon"),
	password: z.string().min(1).max(1000),
	origin,
});
export type Settings = z.infer<typeof settings>;

/**
 * A record's page in the web client, which the server hands out at its root.
 * https://docs.tryton.org/projects/server/en/latest/ref/url.html
 */
export function recordHref({ url, database }: Settings, model: string, id: string): string {
	return `${url}/#${database}/model/${model}/${encodeURIComponent(id)}`;
}
