// Routes: lists, one conversation, its entries, its socket, search.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { tellProfile } from "../customers/profile.ts";
import { standsFor } from "../customers/same-customers.ts";
import { answers, created, idempotencyKey, json, paging, refusal } from "../platform/endpoint.ts";
import { orRefuse, Refused } from "../platform/http-error.ts";
import { logFault } from "../platform/log.ts";
import { span } from "../platform/tracing.ts";
import { conversationStatus, seq } from "../protocol/entry.ts";
import {
	conversation,
	conversationWithState,
	entriesPage,
	madeEntry,
	newEntry,
	profileLine,
	searchHit,
} from "../protocol/http.ts";
import { pageOf } from "../protocol/http-parts.ts";
import { type ConversationId, conversationId, customerId, teamId } from "../protocol/ids.ts";
import { PAGE_ENTRIES } from "../protocol/limits.ts";
import { storable } from "../protocol/text.ts";
import { tenant } from "../workspaces/access.ts";
import { type AppEnv, agentsOnly, type Router } from "../workspaces/principal.ts";
import type { RemovalPorts } from "../workspaces/removal.ts";
import { listConversations, searchEntries } from "./lists.ts";
import { conversationStub } from "./stub.ts";

const one = z.object({ id: conversationId });
const cursor = z.coerce.number().pipe(seq);

export function conversationRoutes(app: Router, ports: RemovalPorts): void {
	app.use("/v1/conversations", agentsOnly(ports));
	app.use("/v1/conversations/:id", agentsOnly(ports));
	app.use("/v1/conversations/:id/entries", agentsOnly(ports));
	app.use("/v1/conversations/:id/profile", agentsOnly(ports));
	app.use("/v1/customers/:id/conversations", agentsOnly(ports));
	app.use("/v1/search", agentsOnly(ports));

	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/conversations",
			tags: ["conversations"],
			summary: "Conversations, newest first",
			request: {
				query: z.object({
					status: conversationStatus.optional(),
					teamId: teamId.optional(),
					customerId: customerId.optional(),
					...paging,
				}),
			},
			responses: answers(pageOf(conversation)),
		}),
		async (context) =>
			context.json(
				await listConversations(tenant(context.env, context.get("agent").workspaceId), context.req.valid("query")),
				200,
			),
	);

	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/conversations/{id}",
			tags: ["conversations"],
			summary: "What a conversation is now",
			request: { params: one },
			responses: answers(conversationWithState),
		}),
		async (context) =>
			context.json(
				{ conversation: orRefuse(await stubFor(context, context.req.valid("param").id).describe()).conversation },
				200,
			),
	);

	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/conversations/{id}/entries",
			tags: ["conversations"],
			summary: "A page of entries: after or before a seq, else the newest",
			request: {
				params: one,
				query: z.object({
					after: cursor.optional(),
					before: cursor.optional(),
					limit: z.coerce.number().int().min(1).max(PAGE_ENTRIES).default(PAGE_ENTRIES),
				}),
			},
			responses: answers(entriesPage),
		}),
		async (context) =>
			context.json(
				orRefuse(await stubFor(context, context.req.valid("param").id).page(context.req.valid("query"))).page,
				200,
			),
	);

	app.openapi(
		createRoute({
			method: "post",
			path: "/v1/conversations/{id}/entries",
			tags: ["conversations"],
			summary: "Write a message or note; the Idempotency-Key is its client id",
			request: { params: one, headers: idempotencyKey, body: json(newEntry) },
			responses: created(madeEntry),
		}),
		async (context) => {
			await limitPosts(context);
			const { kind, text, after } = context.req.valid("json");
			const clientId = context.req.valid("header")["idempotency-key"];
			const command = { type: kind === "message" ? ("send" as const) : kind, clientId, after, text };
			const { entry } = orRefuse(
				await stubFor(context, context.req.valid("param").id).post(context.get("agent"), command),
			);
			if (!entry) throw new Error("a message or note always becomes an entry");
			return context.json({ entry }, 201);
		},
	);

	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/customers/{id}/conversations",
			tags: ["customers"],
			summary: "A customer's conversations, newest first",
			request: { params: z.object({ id: customerId }), query: z.object(paging) },
			responses: answers(pageOf(conversation)),
		}),
		async (context) => {
			const filter = { ...context.req.valid("query"), customerId: context.req.valid("param").id };
			return context.json(await listConversations(tenant(context.env, context.get("agent").workspaceId), filter), 200);
		},
	);

	// A stream is no JSON answer, so it is described beside its handler and not through it.
	app.openAPIRegistry.registerPath({
		method: "get",
		path: "/v1/conversations/{id}/profile",
		tags: ["customers"],
		summary: "The customer's cards as they come, one JSON object a line; `refresh=1` fetches them anew",
		request: { params: one, query: z.object({ refresh: z.literal("1").optional() }) },
		responses: {
			200: { description: "Lines", content: { "application/x-ndjson": { schema: profileLine } } },
			default: refusal,
		},
	});
	app.get("/v1/conversations/:id/profile", async (context) => {
		const { workspaceId, jurisdiction } = context.get("agent");
		const id = conversationId.safeParse(context.req.param("id"));
		if (!id.success) throw new Refused("not_found");
		const described = orRefuse(await stubFor(context, id.data).describe());
		const customer = await standsFor(context.env, { workspaceId }, described.conversation.customer);
		const refresh = context.req.query("refresh") === "1";
		return stream(context, (write) =>
			span("profile", { "heddle.customer_id": customer.id }, () =>
				tellProfile(
					context.env,
					{ workspaceId, jurisdiction, customer, refresh, lastEventAt: described.lastEventAt },
					(line) => write(`${JSON.stringify(line)}\n`),
				),
			),
		);
	});

	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/search",
			tags: ["conversations"],
			summary: "Messages and notes that hold all the words, newest first",
			request: { query: z.object({ q: z.string().max(200).overwrite(storable).trim().min(1), ...paging }) },
			responses: answers(pageOf(searchHit)),
		}),
		async (context) => {
			const { q, cursor: from, limit } = context.req.valid("query");
			return context.json(
				await searchEntries(tenant(context.env, context.get("agent").workspaceId), q, from, limit),
				200,
			);
		},
	);
}

/** As often as by frames over HTTP: a script that has gone wild must not fill a conversation. */
async function limitPosts(context: Context<AppEnv>): Promise<void> {
	const { success } = await context.env.POLL_LIMIT.limit({ key: `entries ${context.get("agent").userId}` });
	if (!success) throw new Refused("rate_limited");
}

function stubFor(context: Context<AppEnv>, id: ConversationId) {
	const { workspaceId, jurisdiction } = context.get("agent");
	return conversationStub(context.env, { workspaceId, jurisdiction, id });
}

/** A body that is written while it is read. A reader who goes away ends the writing, and nothing else. */
function stream(context: Context<AppEnv>, write: (tell: (text: string) => Promise<void>) => Promise<void>): Response {
	const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
	const writer = writable.getWriter();
	const encoder = new TextEncoder();
	const work = async () => {
		try {
			await write(gathering((text) => writer.write(encoder.encode(text))));
			await writer.close();
		} catch (error) {
			// A reader who goes away cancels the stream without a reason: no fault of anybody's.
			if (error !== undefined) logFault("stream_ended", error, { requestId: context.get("requestId") });
			await writer.abort(error).catch(() => {});
		}
	};
	context.executionCtx.waitUntil(work());
	return new Response(readable, { headers: { "content-type": "application/x-ndjson", "cache-control": "no-store" } });
}

/** What is told within one turn leaves together: seven cards that lie ready are one write. */
function gathering(write: (text: string) => Promise<void>): (text: string) => Promise<void> {
	let gathered = "";
	let leaving: Promise<void> | undefined;
	return (text) => {
		gathered += text;
		leaving ??= Promise.resolve().then(() => {
			const all = gathered;
			gathered = "";
			leaving = undefined;
			return write(all);
		});
		return leaving;
	};
}
