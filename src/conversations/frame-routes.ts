// Routes of frames: a conversation's socket, and the same frames for readers behind something that blocks WebSockets.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { answers, json, refusal } from "../platform/endpoint.ts";
import { orRefuse, Refused } from "../platform/http-error.ts";
import { type ClientFrame, clientFrame } from "../protocol/conversation-frames.ts";
import { seq } from "../protocol/entry.ts";
import { frames } from "../protocol/http.ts";
import { type ConversationId, conversationId } from "../protocol/ids.ts";
import type { AppEnv, Router } from "../workspaces/principal.ts";
import type { Claims } from "../workspaces/tokens.ts";
import { GRANT_HEADER, type Grant } from "./conversation.ts";
import { claimsOfBearer, upgraded } from "./socket.ts";
import { conversationStub } from "./stub.ts";

const tags = ["conversations"];
const one = z.object({ id: conversationId });
const from = z.object({ after: z.coerce.number().pipe(seq).optional() });

export function conversationFrameRoutes(app: Router): void {
	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/conversations/{id}/socket",
			tags,
			summary: "A conversation's WebSocket (subprotocols heddle.v1 and heddle.token.…); see src/protocol/README.md",
			request: { params: one, query: from },
			responses: { 101: { description: "Switching protocols" }, default: refusal },
		}),
		(context) =>
			upgraded(context, ({ claims, ...times }) => {
				const { after } = context.req.valid("query");
				const grant: Grant = { claims, ...times, ...(after !== undefined && { after }) };
				return { object: stubOf(context, claims, context.req.valid("param").id), header: GRANT_HEADER, grant };
			}),
	);

	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/conversations/{id}/frames",
			tags,
			summary: "What a socket would be welcomed with, by bearer token or ticket",
			request: { params: one, query: from },
			responses: answers(frames),
		}),
		async (context) => {
			const { after } = context.req.valid("query");
			return context.json(await answered(context, context.req.valid("param").id, after, undefined), 200);
		},
	);

	app.openapi(
		createRoute({
			method: "post",
			path: "/v1/conversations/{id}/frames",
			tags,
			summary: "One frame, answered as on a socket; its client id makes a repeat harmless",
			request: { params: one, body: json(clientFrame) },
			responses: answers(frames),
		}),
		async (context) => {
			const frame = context.req.valid("json");
			return context.json(await answered(context, context.req.valid("param").id, undefined, frame), 200);
		},
	);
}

/** The object's answers, with the rights of the bearer's token alone. */
async function answered(
	context: Context<AppEnv>,
	id: ConversationId,
	after: number | undefined,
	frame: ClientFrame | undefined,
): Promise<z.infer<typeof frames>> {
	const { claims } = await claimsOfBearer(context);
	const { success } = await context.env.POLL_LIMIT.limit({
		key: claims.kind === "visitor" ? claims.visitorId : claims.userId,
	});
	if (!success) throw new Refused("rate_limited");
	const answer = orRefuse(await stubOf(context, claims, id).answer({ claims, after }, frame));
	return { frames: answer.frames.map((text) => JSON.parse(text)) };
}

/** A visitor's token is for one conversation. */
function stubOf(context: Context<AppEnv>, claims: Claims, id: ConversationId) {
	if (claims.kind === "visitor" && claims.conversationId !== id) throw new Refused("not_found");
	const { workspaceId, jurisdiction } = claims;
	return conversationStub(context.env, { workspaceId, jurisdiction, id });
}
