// The Conversation object: one writer that orders entries, keeps them, and tells everybody who is there.
import { DurableObject } from "cloudflare:workers";
import { z } from "zod";
import { answerClose, FrameRate, parseFrame, refuseFrame } from "../platform/frames.ts";
import { logFault } from "../platform/log.ts";
import { span, spanned } from "../platform/tracing.ts";
import type { BusinessEvent } from "../protocol/business-event.ts";
import type { Card } from "../protocol/card.ts";
import {
	type ClientFrame,
	type CommandFrame,
	type ConversationState,
	clientFrame,
	VISITOR_FRAMES,
} from "../protocol/conversation-frames.ts";
import type { Author, Entry } from "../protocol/entry.ts";
import { ERRORS, type Result, refuse } from "../protocol/errors.ts";
import type { UserId } from "../protocol/ids.ts";
import { PAGE_ENTRIES, PING, PONG, SUBPROTOCOL } from "../protocol/limits.ts";
import { type Claims, claims as claimsSchema } from "../workspaces/tokens.ts";
import { attach, attachmentOf } from "./attachment.ts";
import { Audience } from "./audience.ts";
import { Drain } from "./drain.ts";
import { ConversationLog } from "./log.ts";
import type { ConversationPorts } from "./ports.ts";
import { authorOf, type Decision, decide, identify, newState, publicFace, receiveEvent } from "./rules.ts";
import { ConversationStorage, type Page } from "./storage.ts";
import { pageFrame, stateFace, welcomeFrame } from "./views.ts";

/** Of either side: a person has a few tabs and devices, a team looks on; more is an attack on the object's memory. */
const MOST_SOCKETS = 50;
const FRAME_TYPES: ReadonlySet<string> = new Set(clientFrame.options.map((option) => option.shape.type.value));

/** What the Worker hands over with an upgrade: claims it has verified. Only the Worker reaches an object. */
export const GRANT_HEADER = "x-heddle-grant";
const grant = z.object({
	claims: claimsSchema,
	expiresAtMs: z.number().int(),
	after: z.number().int().min(0).optional(),
});
export type Grant = z.infer<typeof grant>;

export class ConversationObject extends DurableObject<WorkerBindings> {
	readonly #ports: ConversationPorts;
	readonly #log: ConversationLog;
	readonly #audience: Audience;
	readonly #drain: Drain;
	readonly #rate = new FrameRate();

	constructor(context: DurableObjectState, env: WorkerBindings, ports: ConversationPorts) {
		super(context, env);
		this.#ports = ports;
		this.#log = new ConversationLog(new ConversationStorage(context.storage));
		this.#audience = new Audience(context);
		this.#drain = new Drain(context, this.#log, ports);
		context.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
	}

	/** A socket, with the grant in a header. `after`: the last seq its reader has (a publicSeq for visitors). */
	override async fetch(request: Request): Promise<Response> {
		const { claims, expiresAtMs, after } = grant.parse(JSON.parse(request.headers.get(GRANT_HEADER) ?? "null"));
		const admitted = this.#admit(claims);
		if (!admitted.ok) return new Response(null, { status: ERRORS[admitted.code].status });
		if (this.ctx.getWebSockets(claims.kind).length >= MOST_SOCKETS)
			return new Response(null, { status: ERRORS.rate_limited.status });
		const pair = new WebSocketPair();
		attach(pair[1], { version: 1, claims, expiresAtMs });
		this.ctx.acceptWebSocket(pair[1], [claims.kind]);
		pair[1].send(welcomeFrame(this.#log, this.#audience.presence(), claims.kind, after, this.#ports.now()));
		this.#audience.tellPresence();
		if (claims.kind === "agent") this.#drain.noteViewer(claims.userId);
		return new Response(null, { status: 101, webSocket: pair[0], headers: { "sec-websocket-protocol": SUBPROTOCOL } });
	}

	override async webSocketMessage(socket: WebSocket, raw: string | ArrayBuffer): Promise<void> {
		const who = attachmentOf(socket);
		if (!who) return refuseFrame(socket, "unauthenticated");
		if (who.expiresAtMs <= this.#ports.now()) return refuseFrame(socket, "token_expired");
		if (!this.#rate.take(socket, this.#ports.now())) return refuseFrame(socket, "rate_limited", clientIdIn(raw));
		const parsed = parseFrame(raw, clientFrame, FRAME_TYPES);
		if (!parsed.ok) return refuseFrame(socket, parsed.code, parsed.clientId);
		try {
			this.#receive(socket, who.claims, parsed.frame);
		} catch (error) {
			logFault("frame_failed", error, { workspaceId: who.claims.workspaceId });
			refuseFrame(socket, "internal");
		}
	}

	override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
		answerClose(socket, code);
		this.#audience.tellPresence(socket);
	}

	override async webSocketError(socket: WebSocket): Promise<void> {
		this.#audience.tellPresence(socket);
	}

	override async alarm(): Promise<void> {
		await this.#drain.run();
	}

	// --- for other rooms (RPC) -----------------------------------------------------------------------------------

	/** Postgres holds the entries from..to. */
	async confirm(from: number, to: number): Promise<void> {
		await this.#drain.confirm(from, to);
	}

	/** The same door as a socket's, for HTTP. Answers with the entry, or the one that an earlier try made. */
	async post(claims: Claims, command: CommandFrame): Promise<Result<{ entry: Entry | undefined }>> {
		const admitted = this.#admit(claims);
		return admitted.ok ? this.#command(claims, command) : admitted;
	}

	/** Puts a business event into the timeline, once for each event id; answers with what the conversation is now. */
	async receiveEvent(event: BusinessEvent): Promise<Result<{ conversation: ConversationState }>> {
		const { state } = this.#log;
		if (!state) return refuse("not_found");
		const author: Author = { kind: "system", id: event.connectionId, name: event.connector };
		return span("conversation.event", { "heddle.conversation_id": state.id }, async () => {
			const result = this.#commit(author, { clientId: event.id, after: 0 }, () => receiveEvent(state, event));
			return result.ok ? { ok: true, conversation: stateFace(state, this.#log.head) } : result;
		});
	}

	async showCard(card: Card): Promise<void> {
		this.#audience.toAgents({ type: "card", card });
	}

	async describe(): Promise<Result<{ conversation: ConversationState }>> {
		const { state, head } = this.#log;
		return state ? { ok: true, conversation: stateFace(state, head) } : refuse("not_found");
	}

	async page(ask: {
		after?: number | undefined;
		before?: number | undefined;
		limit: number;
	}): Promise<Result<{ page: Page }>> {
		if (!this.#log.state) return refuse("not_found");
		return { ok: true, page: this.#page(ask, false) };
	}

	/** Somebody was removed from the workspace or the team: what they hold open closes now. */
	async dismiss(agent: UserId): Promise<void> {
		this.#audience.dismiss((who) => who.kind === "agent" && who.userId === agent, ERRORS.replaced.close, "replaced");
	}

	// --- within ----------------------------------------------------------------------------------------------------

	/** Agents find a conversation only where one is; visitors make theirs by writing. A better proof of identity is taken up. */
	#admit(claims: Claims): Result<object> {
		const { state } = this.#log;
		if (claims.kind === "agent") return state?.workspaceId === claims.workspaceId ? { ok: true } : refuse("not_found");
		if (!state) return { ok: true };
		if (state.workspaceId !== claims.workspaceId || state.id !== claims.conversationId) return refuse("not_found");
		const decision = identify(state, claims.customer);
		if (!decision.ok) return decision;
		if (decision.contents.length > 0)
			this.#commit({ kind: "system" }, { clientId: crypto.randomUUID(), after: 0 }, () => decision);
		return { ok: true };
	}

	#receive(socket: WebSocket, claims: Claims, frame: ClientFrame): void {
		if (claims.kind === "visitor" && !VISITOR_FRAMES.has(frame.type))
			return refuseFrame(socket, "forbidden", "clientId" in frame ? frame.clientId : undefined);
		switch (frame.type) {
			case "typing":
				return this.#tellTyping(socket, claims, frame.on);
			case "read":
				return this.#markRead(socket, claims, frame.seq);
			case "page":
				socket.send(pageFrame(this.#page(frame, claims.kind === "visitor"), claims.kind));
				return;
			default: {
				const result = spanned("conversation.command", { "heddle.frame": frame.type }, () =>
					this.#command(claims, frame, socket),
				);
				if (!result.ok) return refuseFrame(socket, result.code, frame.clientId);
				const entry = result.entry && claims.kind === "visitor" ? publicFace(result.entry) : result.entry;
				socket.send(JSON.stringify({ type: "ack", clientId: frame.clientId, ...(entry && { entry }) }));
			}
		}
	}

	#command(claims: Claims, command: CommandFrame, socket?: WebSocket): Result<{ entry: Entry | undefined }> {
		const state =
			this.#log.state ??
			(claims.kind === "visitor" && command.type === "send" ? newState(claims, this.#ports.now()) : undefined);
		if (!state) return refuse("not_found");
		const after = claims.kind === "visitor" ? this.#log.seqOfPublic(command.after) : command.after;
		return this.#commit(authorOf(claims), { ...command, after }, () => decide(state, claims, command), socket);
	}

	/** Decides, commits and tells, unless the same author has sent the same client id before. */
	#commit(
		author: Author,
		{ clientId, after }: { clientId: string; after: number },
		decision: () => Decision,
		sender?: WebSocket,
	): Result<{ entry: Entry | undefined }> {
		const earlier = this.#log.find(author, clientId, after);
		if (earlier) return { ok: true, entry: earlier };
		const decided = decision();
		if (!decided.ok) return decided;
		if (decided.contents.length === 0) return { ok: true, entry: undefined };
		const before = this.#log.state;
		const waited = this.#log.summary().waitingSince !== null;
		const entries = this.#log.commit(author, clientId, decided.contents, decided.state, this.#ports.now());
		const [own, ...more] = entries;
		if (own) this.#audience.tellEntries([own], sender);
		this.#audience.tellEntries(more);
		if (before !== decided.state)
			this.#audience.toAgents({ type: "state", conversation: stateFace(decided.state, this.#log.head) });
		if (before && before.teamId !== decided.state.teamId) this.#drain.leave(before);
		this.#drain.changed(before !== decided.state || (!waited && this.#log.summary().waitingSince !== null));
		return { ok: true, entry: own };
	}

	#page(
		ask: { after?: number | undefined; before?: number | undefined; limit?: number | undefined },
		publicOnly: boolean,
	): Page {
		const limit = ask.limit ?? PAGE_ENTRIES;
		const seqOf = (cursor: number) => (publicOnly ? this.#log.seqOfPublic(cursor) : cursor);
		if (ask.after !== undefined) return this.#log.after(seqOf(ask.after), limit, publicOnly);
		if (ask.before === undefined) return this.#log.before(this.#log.head.seq + 1, limit, publicOnly);
		return this.#log.before(publicOnly ? seqOf(ask.before - 1) + 1 : ask.before, limit, publicOnly);
	}

	#tellTyping(socket: WebSocket, claims: Claims, on: boolean): void {
		const { kind, id, name } = authorOf(claims);
		this.#audience.toAgents({ type: "typing", author: { kind, ...(id && { id }), ...(name && { name }) }, on }, socket);
		this.#audience.toVisitors(
			{ type: "typing", author: { kind, ...(name && kind === "agent" && { name }) }, on },
			socket,
		);
	}

	/** Marks cross in the reader's own numbers: a visitor's is a publicSeq, and hears nothing of a note that was read. */
	#markRead(socket: WebSocket, claims: Claims, cursor: number): void {
		const seq = claims.kind === "visitor" ? this.#log.seqOfPublic(cursor) : cursor;
		const before = this.#log.publicSeqAt(this.#log.state?.reads[claims.kind] ?? 0);
		if (!this.#log.markRead(claims.kind, seq)) return;
		this.#drain.readsChanged();
		this.#audience.toAgents({ type: "read", by: claims.kind, seq }, socket);
		const publicSeq = this.#log.publicSeqAt(seq);
		if (publicSeq > before) this.#audience.toVisitors({ type: "read", by: claims.kind, seq: publicSeq }, socket);
	}
}

/** For a refusal that comes before parsing: a text search is enough to tell the client which frame it was. */
function clientIdIn(raw: string | ArrayBuffer): string | undefined {
	return typeof raw === "string" ? raw.match(/"clientId"\s*:\s*"([0-9A-Za-z_.:-]{8,64})"/)?.[1] : undefined;
}
