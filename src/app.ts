// The app: middleware in order, each room's routes, one error handler.
import { OpenAPIHono } from "@hono/zod-openapi";
import { createMiddleware } from "hono/factory";
import { HTTPException } from "hono/http-exception";
import { routePath } from "hono/route";
import { connectionRoutes } from "./connections/routes.ts";
import { conversationFrameRoutes } from "./conversations/frame-routes.ts";
import { conversationRoutes } from "./conversations/routes.ts";
import { customerRoutes } from "./customers/routes.ts";
import { deskRoutes } from "./desks/routes.ts";
import { eventRoutes } from "./events/routes.ts";
import { pageRoutes } from "./pages.ts";
import { problemResponse, Refused } from "./platform/http-error.ts";
import { newId } from "./platform/ids.ts";
import { log, logFault } from "./platform/log.ts";
import type { ErrorCode } from "./protocol/errors.ts";
import type { AppEnv, Router } from "./workspaces/principal.ts";
import type { RemovalPorts } from "./workspaces/removal.ts";
import { workspaceRoutes } from "./workspaces/routes.ts";
import { SIGN_IN_PATH } from "./workspaces/sign-in.ts";

/** A JSON body larger than this is no request of ours; webhooks have their own limit (protocol/limits.ts). */
const MAX_BODY_BYTES = 256 * 1024;

export function makeApp(ports: RemovalPorts): Router {
	const app: Router = new OpenAPIHono<AppEnv>({
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
	app.use("/v1/*", ownSiteOnly, boundedBody);
	app.use(`${SIGN_IN_PATH}/*`, signInLimits);

	app.get("/v1/health", (context) => context.json({ ok: true }));
	workspaceRoutes(app, ports);
	connectionRoutes(app, ports);
	customerRoutes(app, ports);
	conversationFrameRoutes(app);
	conversationRoutes(app, ports);
	deskRoutes(app);
	eventRoutes(app, ports);
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
		if (error instanceof Refused) return problemResponse(error.code, requestId, error.issues);
		if (error instanceof HTTPException && error.status < 500) return problemResponse(codeOf(error), requestId);
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

const boundedBody = createMiddleware<AppEnv>(async (context, next) => {
	const isHook = context.req.path.startsWith("/v1/hooks/");
	if (!isHook && Number(context.req.header("content-length") ?? 0) > MAX_BODY_BYTES)
		throw new Refused("body_too_large");
	await next();
});

/** Guessing is slowed for each address and each account. better-auth's own limits count within one isolate only. */
const signInLimits = createMiddleware<AppEnv>(async (context, next) => {
	if (context.req.method === "POST" && /\/(sign-in|sign-up)\//.test(context.req.path)) {
		const from = context.req.header("cf-connecting-ip") ?? "local";
		const account = await accountIn(context.req.raw.clone());
		const [byAddress, byAccount] = await Promise.all([
			context.env.VISITOR_LIMIT.limit({ key: `sign-in ${from}` }),
			context.env.SIGN_IN_LIMIT.limit({ key: `${from} ${account}` }),
		]);
		if (!byAddress.success || !byAccount.success) throw new Refused("rate_limited");
	}
	await next();
});

async function accountIn(request: Request): Promise<string> {
	const body: unknown = await request.json().catch(() => undefined);
	return typeof body === "object" && body !== null && "email" in body
		? String(body.email).toLowerCase().slice(0, 320)
		: "";
}

function codeOf(error: HTTPException): ErrorCode {
	return error.status === 413 ? "body_too_large" : error.status === 415 ? "unsupported_media_type" : "malformed_json";
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
