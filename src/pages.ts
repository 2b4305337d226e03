// Pages: the console's and the widget's HTML from the static assets, with the headers that depend on who asks.
import type { Context } from "hono";
import { limitAddress } from "./platform/address-limit.ts";
import { configOf } from "./platform/config.ts";
import { inboxId } from "./protocol/ids.ts";
import { inboxDoors } from "./workspaces/doors.ts";
import type { AppEnv, Router } from "./workspaces/principal.ts";

/** Mantine and Preact set styles by attribute; scripts come from our own files alone. */
const OWN_FILES =
	"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'";
const CONSOLE = `${OWN_FILES}; frame-src 'self'; manifest-src 'self'; frame-ancestors 'none'`;
const HASHED = /\/assets\/[^/]+-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/;

export function pageRoutes(app: Router): void {
	app.get("/", (context) => context.redirect("/console/"));
	// The console finds its own way: what is no file is its page.
	app.get("/console/*", (context) =>
		screen(context, isFile(context.req.path) ? context.req.path : "/console/", async () => CONSOLE),
	);
	app.get("/widget/frame", (context) => screen(context, "/widget/", () => framePolicy(context)));
	app.get("/widget/*", (context) => screen(context, context.req.path, () => framePolicy(context)));
}

/** A file of the screens. HTML gets the policy by whichever address it was reached: without one, any site could frame it. */
async function screen(context: Context<AppEnv>, path: string, policy: () => Promise<string>): Promise<Response> {
	const found = await context.env.ASSETS.fetch(new Request(new URL(path, context.req.url)));
	const isPage = found.headers.get("content-type")?.toLowerCase().startsWith("text/html") ?? false;
	return isPage ? page(found, await policy()) : file(found, path);
}

async function framePolicy(context: Context<AppEnv>): Promise<string> {
	await limitAddress(context, "frame");
	return `${OWN_FILES}; frame-ancestors ${await ancestorsOf(context)}`;
}

/** Sites that may show this inbox's widget; nobody, where there is no such inbox. */
async function ancestorsOf(context: Context<AppEnv>): Promise<string> {
	const id = inboxId.safeParse(context.req.query("inbox"));
	const door = id.success ? await inboxDoors.read(context.env, id.data) : null;
	if (!door) return "'none'";
	return ["'self'", ...door.settings.origins, ...configOf(context.env).LOOPBACK_ORIGINS].join(" ");
}

function page(found: Response, policy: string): Response {
	const html = new Response(found.body, found);
	html.headers.set("content-security-policy", policy);
	html.headers.set("cache-control", "no-cache");
	return secured(html);
}

function file(found: Response, path: string): Response {
	const answer = new Response(found.body, found);
	answer.headers.set("cache-control", cachingOf(path, found.ok));
	// The loader is included by other sites' pages, which may demand this of what they include.
	answer.headers.set("cross-origin-resource-policy", "cross-origin");
	return secured(answer);
}

/** A file that is missing may be there after the next release. */
function cachingOf(path: string, isThere: boolean): string {
	if (!isThere) return "no-store";
	return HASHED.test(path) ? "public, max-age=31536000, immutable" : "public, max-age=300";
}

function secured(answer: Response): Response {
	answer.headers.set("x-content-type-options", "nosniff");
	answer.headers.set("referrer-policy", "strict-origin-when-cross-origin");
	return answer;
}

function isFile(path: string): boolean {
	return /\.[a-z0-9]{2,5}$/i.test(path);
}
