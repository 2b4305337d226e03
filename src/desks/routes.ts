// Routes: a desk's socket, and the same frames for readers behind something that blocks WebSockets.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { claimsOfBearer, upgraded } from "../conversations/socket.ts";
import { answers, json, refusal } from "../platform/endpoint.ts";
import { orRefuse, Refused } from "../platform/http-error.ts";
import { type DeskClientFrame, deskClientFrame } from "../protocol/desk-frames.ts";
import { frames } from "../protocol/http.ts";
import { type TeamId, teamId } from "../protocol/ids.ts";
import type { AppEnv, Router } from "../workspaces/principal.ts";
import type { AgentClaims, Claims } from "../workspaces/tokens.ts";
import { DESK_GRANT_HEADER, type DeskGrant } from "./desk.ts";
import { deskStub } from "./stub.ts";

const tags = ["desks"];
const one = z.object({ id: teamId });
/** The welcome's `alertsAt` of an earlier connection: its alerts go on from there. */
const from = z.object({ alertsAfter: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional() });

export function deskRoutes(app: Router): void {
	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/desks/{id}/socket",
			tags,
			summary: "A desk's WebSocket (subprotocols heddle.v1 and heddle.token.…); see src/protocol/README.md",
			request: { params: one, query: from },
			responses: { 101: { description: "Switching protocols" }, default: refusal },
		}),
		(context) =>
			upgraded(context, ({ claims, ...times }) => {
				const { id } = context.req.valid("param");
				const agent = memberOf(claims, id);
				const { alertsAfter } = context.req.valid("query");
				const grant: DeskGrant = {
					claims: agent,
					...times,
					teamId: id,
					...(alertsAfter !== undefined && { alertsAfter }),
				};
				return { object: stubOf(context, agent, id), header: DESK_GRANT_HEADER, grant };
			}),
	);

	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/desks/{id}/frames",
			tags,
			summary: "What a desk's socket would be welcomed with",
			request: { params: one, query: from },
			responses: answers(frames),
		}),
		async (context) => {
			const { alertsAfter } = context.req.valid("query");
			return context.json(await answered(context, context.req.valid("param").id, undefined, alertsAfter), 200);
		},
	);
	app.openapi(
		createRoute({
			method: "post",
			path: "/v1/desks/{id}/frames",
			tags,
			summary: "One frame, answered as on a desk's socket",
			request: { params: one, body: json(deskClientFrame) },
			responses: answers(frames),
		}),
		async (context) =>
			context.json(await answered(context, context.req.valid("param").id, context.req.valid("json")), 200),
	);
}

async function answered(
	context: Context<AppEnv>,
	id: TeamId,
	frame: DeskClientFrame | undefined,
	alertsAfter?: number,
): Promise<z.infer<typeof frames>> {
	const { claims, ...times } = await claimsOfBearer(context);
	const agent = memberOf(claims, id);
	const { success } = await context.env.POLL_LIMIT.limit({ key: agent.userId });
	if (!success) throw new Refused("rate_limited");
	const grant: DeskGrant = { claims: agent, ...times, teamId: id, ...(alertsAfter !== undefined && { alertsAfter }) };
	const answer = orRefuse(await stubOf(context, agent, id).answer(grant, frame));
	return { frames: answer.frames.map((text) => JSON.parse(text)) };
}

/** Only agents of the team; another workspace's team is as good as none. */
function memberOf(claims: Claims, id: TeamId): AgentClaims {
	if (claims.kind !== "agent") throw new Refused("forbidden");
	if (!claims.teams.includes(id)) throw new Refused("not_found");
	return claims;
}

function stubOf(context: Context<AppEnv>, { workspaceId, jurisdiction }: AgentClaims, id: TeamId) {
	return deskStub(context.env, { workspaceId, jurisdiction, teamId: id });
}
