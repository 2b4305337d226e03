// What a connection to any REST system is set up with.
import { z } from "zod";
import { origin } from "../settings.ts";

/** What a template may ask by (connector.ts: VerifiedKeys). */
export const KEYS = ["email", "phone", "externalId"] as const;
export const PLACEHOLDER = /\{(email|phone|externalId)\}/g;

const EXPECTED =
	"expected an https address without a port, with {email}, {phone} or {externalId} behind the host, such as https://api.example.com/members/{email}";
/** Braces are placeholders here and nothing else; a fragment would never be sent. */
const URL_TEMPLATE = /^https:\/\/[a-z0-9.-]+\/[^\s#{}\\]*(?:\{(?:email|phone|externalId)\}[^\s#{}\\]*)+$/i;
/** RFC 9110, 5.1: a token. Those that say where or how a request goes are not for a form. */
const HEADER = /^[A-Za-z][A-Za-z0-9-]{0,59}$/;
const RESERVED = /^(host|cookie|connection|content-.*|transfer-encoding|te|trailer|upgrade|proxy-.*|sec-.*|cf-.*)$/i;
/** In a header: visible ASCII. */
const IN_HEADER = /^[\x21-\x7e]+$/;

const form = z.object({
	url: z.string().trim().max(1_000).regex(URL_TEMPLATE, EXPECTED).refine(hasSafePath, EXPECTED),
	auth: z.enum(["bearer", "header", "basic", "none"]),
	name: z.string().trim().max(255).default(""),
	secret: z.string().trim().max(1_000).default(""),
	origin,
});

export const settings = form.superRefine(({ auth, name, secret }, context) => {
	const refuse = (field: "name" | "secret", message: string) =>
		context.addIssue({ code: "custom", path: [field], message });
	if (auth !== "none" && secret === "") refuse("secret", "is needed for this way to sign in");
	if ((auth === "bearer" || auth === "header") && secret !== "" && !IN_HEADER.test(secret))
		refuse("secret", "expected a key or token without blanks");
	if (auth === "basic" && (name === "" || name.includes(":"))) refuse("name", "expected a user name without a colon");
	if (auth === "header" && (!HEADER.test(name) || RESERVED.test(name)))
		refuse("name", "expected the name of a header such as X-Api-Key");
});
export type Settings = z.infer<typeof settings>;

/** `/a/../b` is another address than it looks like. */
function hasSafePath(url: string): boolean {
	return URL.canParse(url) && !hasDots(url);
}

/** Segments that a URL's parser takes as "here" or "up", also percent-encoded (WHATWG URL, 4.1: dot segments). */
export function hasDots(path: string): boolean {
	const [place = ""] = path.split("?", 1);
	return place.split("/").some((segment) => /^(\.|%2e){1,2}$/i.test(segment));
}
