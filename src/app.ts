// The app: middleware in order, each room's routes, one error handler.
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { HTTPException } from "hono/http-exception";
import { routePath } from "hono/route";
import { RegExpRouter } from "hono/router/reg-exp-router";
import { mappingRoutes } from "./connections/mapping-routes.ts";
import { connectionRoutes } from "./connections/routes.ts";
import { conversationFrameRoutes } from "./conversations/frame-routes.ts";
import { conversationRoutes } from "./conversations/routes.ts";
import { mergeRoutes } from "./customers/merge-routes.ts";
import type { VisitPorts } from "./customers/ports.ts";
import { customerRoutes } from "./customers/routes.ts";
import { deskRoutes } from "./desks/routes.ts";
import { letterRoutes } from "./events/letter-routes.ts";
import { mentionRoutes } from "./events/mention-routes.ts";
import { privacyRoutes } from "./events/privacy-routes.ts";
import { eventRoutes } from "./events/routes.ts";
import { simulateRoutes } from "./events/simulate-routes.ts";
import { pageRoutes } from "./pages.ts";
import { addressOf } from "./platform/address-limit.ts";
import { problemResponse, Refused } from "./platform/http-error.ts";
import { newId } from "./platform/ids.ts";
import { log, logFault } from "./platform/log.ts";
import { leadRoutes } from "./workspaces/lead-routes.ts";
import type { AppEnv, Router } from "./workspaces/principal.ts";
import type { RemovalPorts } from "./workspaces/removal.ts";
import { workspaceRoutes } from "./workspaces/routes.ts";
import { SIGN_IN_PATH } from "./workspaces/sign-in.ts";

/** A JSON body larger than this is no request of ours; webhooks have their own limit (protocol/limits.ts). */
const MAX_BODY_BYTES = 256 * 1024;

/** `ports`: what routes need from rooms that their own must not know (wiring.ts). */
export function makeApp(ports: RemovalPorts & VisitPorts): Router {
	const app: Router = new OpenAPIHono<AppEnv>({
		// By name: the default one falls back, for one path that does not fit, to a router that takes 0.2 ms a request.
		router: new RegExpRouter(),
		defaultHook: (result) => {
			if (result.success) return;
			if (result.error.issues.some(({ path }) => path[0] === "idempotency-key"))
				throw new Refused("idempotency_key_required");
			throw new Refused(
				"invalid_request",
				result.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })),
			);
		},
	});
	app.use(identified);
	app.use(`${SIGN_IN_PATH}/*`, signInAddressLimit);
	app.use("/v1/*", ownSiteOnly, boundedBody);
	app.use(`${SIGN_IN_PATH}/*`, signInAccountLimits);

	app.get("/v1/health", (context) => context.json({ ok: true }));
	workspaceRoutes(app, ports);
	leadRoutes(app, ports);
	connectionRoutes(app, ports);
	mappingRoutes(app);
	customerRoutes(app, ports);
	mergeRoutes(app, ports);
	conversationFrameRoutes(app);
	conversationRoutes(app, ports);
	deskRoutes(app);
	eventRoutes(app, ports);
	simulateRoutes(app);
	mentionRoutes(app, ports);
	letterRoutes(app, ports);
	privacyRoutes(app, ports);
	app.doc31("/v1/openapi.json", {
		openapi: "3.1.0",
		info: {
			title: "Heddle",
			version: "1",
			description: "Customer service at the edge. Errors are problem documents (RFC 9457).",
		},
	});
	pageRoutes(app);

	app.notFound((context) => problemResponse("not_found", context.get("requestId")));
	app.onError((error, context) => {
		const requestId = context.get("requestId");
		const refused = refusalOf(error);
		if (refused) {
			log("refused", { requestId, code: refused.code });
			return problemResponse(refused.code, requestId, refused.issues);
		}
		logFault("request_failed", error, { requestId });
		return problemResponse(isDatabaseAway(error) ? "unavailable" : "internal", requestId);
	});
	return app;
}

/** A request id for the answer and the log; the log has the route's pattern, never the address. */
const identified = createMiddleware<AppEnv>(async (context, next) => {
	const requestId = newId("request");
	context.set("requestId", requestId);
	const began = Date.now();
	await next();
	if (context.res.status !== 101) {
		context.res = new Response(context.res.body, context.res);
		context.res.headers.set("x-request-id", requestId);
	}
	if (context.get("isLogged")) return;
	const agent = "agent" in context.var ? context.var.agent : undefined;
	log("request", {
		requestId,
		...(agent && { workspaceId: agent.workspaceId }),
		method: context.req.method,
		route: routePath(context, -1),
		status: context.res.status,
		durationMs: Date.now() - began,
	});
});

/** Browsers say which site a request comes from: with a cookie, only ours may change anything. Webhooks and widgets carry no cookie. */
const ownSiteOnly = createMiddleware<AppEnv>(async (context, next) => {
	const { method, path, url } = context.req;
	const origin = context.req.header("origin");
	const carriesCookie = context.req.header("cookie") !== undefined;
	if (
		method !== "GET" &&
		method !== "HEAD" &&
		carriesCookie &&
		origin !== undefined &&
		origin !== new URL(url).origin &&
		path !== "/v1/widget/sessions"
	)
		throw new Refused("origin_refused");
	await next();
});

/** Counts what comes without a length too. Webhooks count for themselves, up to their own limit. */
const limited = bodyLimit({
	maxSize: MAX_BODY_BYTES,
	onError: () => {
		throw new Refused("body_too_large");
	},
});
const boundedBody = createMiddleware<AppEnv>((context, next) =>
	context.req.path.startsWith("/v1/hooks/") ? next() : limited(context, next),
);

/** Whose guesses are slowed before their body is read: better-auth's own limits count within one isolate only. */
const signInAddressLimit = createMiddleware<AppEnv>(async (context, next) => {
	if (
		isGuess(context) &&
		!(await context.env.VISITOR_LIMIT.limit({ key: `sign-in ${addressOf(context.req)}` })).success
	)
		throw new Refused("rate_limited");
	await next();
});

/** An account is guarded twice: strictly from one address, and from all together, where one person has many. */
const signInAccountLimits = createMiddleware<AppEnv>(async (context, next) => {
	if (isGuess(context)) {
		const account = await accountIn(context.req.raw.clone());
		const [fromHere, fromAnywhere] = await Promise.all([
			context.env.SIGN_IN_LIMIT.limit({ key: `${addressOf(context.req)} ${account}` }),
			context.env.VISITOR_LIMIT.limit({ key: `account ${account}` }),
		]);
		if (!fromHere.success || !fromAnywhere.success) throw new Refused("rate_limited");
	}
	await next();
});

function isGuess({ req }: Context<AppEnv>): boolean {
	return req.method === "POST" && /\/(sign-in|sign-up)\//.test(req.path);
}

async function accountIn(request: Request): Promise<string> {
	const body: unknown = await request.json().catch(() => undefined);
	return typeof body === "object" && body !== null && "email" in body
		? String(body.email).toLowerCase().slice(0, 320)
		: "";
}

/** What was expected to be refused; Hono has words of its own for a body that it cannot parse. */
function refusalOf(error: Error): Refused | undefined {
	if (error instanceof Refused) return error;
	if (!(error instanceof HTTPException) || error.status >= 500) return undefined;
	return new Refused(error.status === 415 ? "unsupported_media_type" : "malformed_json");
}

/** Neon's driver fails to fetch, or its endpoint says that the database is not up. */
function isDatabaseAway(error: Error): boolean {
	const cause = error.cause instanceof Error ? error.cause : error;
	return (
		cause.name === "NeonDbError" &&
		!(
			"code" in cause &&
			typeof cause.code === "string" &&
			/^[0-9A-Z]{5}$/.test(cause.code) &&
			!cause.code.startsWith("57") &&
			!cause.code.startsWith("08")
		)
	);
}
