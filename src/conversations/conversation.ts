// The Conversation object: one writer that orders entries, keeps them, and tells everybody who is there.
import { DurableObject } from "cloudflare:workers";
import { z } from "zod";
import { answerClose, closeFor, collecting, parseFrame, refusedUpgrade, refuseFrame } from "../platform/frames.ts";
import { logFault } from "../platform/log.ts";
import { Rate } from "../platform/rate.ts";
import { span } from "../platform/tracing.ts";
import type { BusinessEvent } from "../protocol/business-event.ts";
import type { Card } from "../protocol/card.ts";
import {
	type ClientFrame,
	type CommandFrame,
	type ConversationState,
	clientFrame,
} from "../protocol/conversation-frames.ts";
import type { Author, Entry } from "../protocol/entry.ts";
import { ERRORS, type ErrorCode, type Result, refuse } from "../protocol/errors.ts";
import type { EventId, UserId } from "../protocol/ids.ts";
import { MAX_RATE_REFUSALS, PING, PONG, SUBPROTOCOL } from "../protocol/limits.ts";
import { type Claims, claims as claimsSchema } from "../workspaces/tokens.ts";
import { attach, attachmentOf } from "./attachment.ts";
import { Audience } from "./audience.ts";
import { Drain } from "./drain.ts";
import type { Erasure } from "./erasure.ts";
import { Exchange } from "./exchange.ts";
import { Gathering } from "./gathering.ts";
import { ConversationLog, type Erased } from "./log.ts";
import type { ConversationPorts } from "./ports.ts";
import type { RuleTurn } from "./rule-turns.ts";
import { receiveEvent } from "./rules.ts";
import { sendFrameIn } from "./send-frame.ts";
import { ConversationStorage, type Page } from "./storage.ts";
import { stateFace } from "./views.ts";

/** A visitor has a few tabs and devices, a team looks on; more is an attack on the object's memory. */
const MOST_SOCKETS = { visitor: 20, agent: 100 };
/** A turn of the runtime's loop: what has come meanwhile is there then, and nobody notices the wait. */
const COMPANY_MS = 0;
const FRAME_TYPES: ReadonlySet<string> = new Set(clientFrame.options.map((option) => option.shape.type.value));

/** What the Worker hands over with an upgrade: claims it has verified. Only the Worker reaches an object. */
export const GRANT_HEADER = "x-heddle-grant";
const grant = z.object({
	claims: claimsSchema,
	issuedAtS: z.number().int(),
	expiresAtMs: z.number().int(),
	after: z.number().int().min(0).optional(),
});
export type Grant = z.infer<typeof grant>;

export class ConversationObject extends DurableObject<WorkerBindings> {
	readonly #ports: ConversationPorts;
	readonly #log: ConversationLog;
	readonly #audience: Audience;
	readonly #drain: Drain;
	readonly #exchange: Exchange;
	readonly #gathering: Gathering;
	readonly #frameRate: Rate<WebSocket>;

	constructor(context: DurableObjectState, env: WorkerBindings, ports: ConversationPorts) {
		super(context, env);
		this.#ports = ports;
		this.#log = new ConversationLog(new ConversationStorage(context.storage));
		this.#audience = new Audience(
			context,
			() => ports.now(),
			(agent) => this.#log.isVoice(agent),
		);
		this.#drain = new Drain(context, this.#log, ports);
		this.#exchange = new Exchange(
			this.#log,
			this.#audience,
			this.#drain,
			() => ports.now(),
			new Rate(ports.rates.visitor),
		);
		this.#frameRate = new Rate(ports.rates.frames);
		this.#gathering = new Gathering({
			work: (round) => this.#audience.together(round),
			durable: () => context.storage.sync(),
			company: () => scheduler.wait(COMPANY_MS),
		});
		context.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
	}

	/** A socket, with the grant in a header. */
	override async fetch(request: Request): Promise<Response> {
		const given = grant.parse(JSON.parse(request.headers.get(GRANT_HEADER) ?? "null"));
		const { claims, issuedAtS, expiresAtMs, after } = given;
		const admitted = this.#exchange.admit(claims);
		if (!admitted.ok) return refusedUpgrade(admitted.code);
		if (this.ctx.getWebSockets(claims.kind).length >= MOST_SOCKETS[claims.kind]) return refusedUpgrade("rate_limited");
		const pair = new WebSocketPair();
		attach(pair[1], { version: 1, claims, expiresAtMs });
		this.ctx.acceptWebSocket(pair[1], [claims.kind]);
		pair[1].send(this.#exchange.welcome(claims, after));
		this.#audience.tellPresence();
		if (claims.kind === "agent") this.#noteViewer(claims.userId, issuedAtS);
		return new Response(null, { status: 101, webSocket: pair[0], headers: { "sec-websocket-protocol": SUBPROTOCOL } });
	}

	override webSocketMessage(socket: WebSocket, raw: string | ArrayBuffer): void {
		const who = attachmentOf(socket);
		if (!who) return refuseFrame(socket, "unauthenticated");
		if (who.expiresAtMs <= this.#ports.now()) return refuseFrame(socket, "token_expired");
		const pace = this.#frameRate.take(socket, this.#ports.now());
		if (!pace.ok) return this.#slowDown(socket, pace.refused, clientIdIn(raw));
		const parsed = parseFrame(raw, clientFrame, FRAME_TYPES, sendFrameIn);
		if (!parsed.ok) return refuseFrame(socket, parsed.code, parsed.clientId);
		const inCrowd = this.#exchange.isOvertaken(who.claims, parsed.frame);
		this.#gathering.add(() => this.#receive(socket, who.claims, parsed.frame), inCrowd);
	}

	override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
		answerClose(socket, code);
		this.#frameRate.forget(socket);
		this.#audience.tellPresence(socket);
	}

	override async webSocketError(socket: WebSocket): Promise<void> {
		this.#audience.tellPresence(socket);
	}

	override async alarm(): Promise<void> {
		try {
			this.#exchange.sendLater();
		} catch (error) {
			logFault("later_not_sent", error, {});
		}
		await this.#drain.run();
	}

	// --- for other rooms (RPC) -----------------------------------------------------------------------------------

	/** Postgres holds the entries from..to. */
	async confirm(from: number, to: number): Promise<void> {
		await this.#drain.confirm(from, to);
	}

	/** The same door as a socket's, for HTTP. Answers with the entry, or the one that an earlier try made. */
	async post(claims: Claims, command: CommandFrame): Promise<Result<{ entry: Entry | undefined }>> {
		const admitted = this.#exchange.admit(claims);
		const result = admitted.ok ? this.#exchange.command(claims, command) : admitted;
		return result.ok ? { ok: true, entry: result.written?.entry } : result;
	}

	/** The frames that a socket would get, for readers who cannot open one: a welcome, or the answers to a frame. */
	async answer(
		{ claims, after }: Pick<Grant, "claims" | "after">,
		frame?: ClientFrame,
	): Promise<Result<{ frames: string[] }>> {
		const admitted = this.#exchange.admit(claims);
		if (!admitted.ok) return admitted;
		if (!frame) return { ok: true, frames: [this.#exchange.welcome(claims, after)] };
		const reply = collecting();
		this.#exchange.receive(claims, frame, reply);
		return { ok: true, frames: reply.frames };
	}

	/** Puts a business event into the timeline, once for each event id; answers with what the conversation is now. */
	async receiveEvent(event: BusinessEvent): Promise<Result<{ conversation: ConversationState }>> {
		const { state } = this.#log;
		if (!state) return refuse("not_found");
		const author: Author = { kind: "system", id: event.connectionId, name: event.connector };
		return span("conversation.event", { "heddle.conversation_id": state.id }, async () => {
			const result = this.#exchange.commit(author, { clientId: event.id, after: 0 }, () => receiveEvent(state, event));
			return result.ok ? { ok: true, conversation: stateFace(state, this.#log.head) } : result;
		});
	}

	/** The law has somebody's data forgotten: a page of entries after `after`; `next` null at the end. `cause`: once for each. */
	async erase(erasure: Erasure, cause: EventId, after: number): Promise<Erased> {
		const done = this.#exchange.erase(erasure, cause, after);
		if (done.changed > 0 && erasure.what === "person")
			// Who reads here starts anew, with what is left.
			this.#audience.dismiss(() => true, ERRORS.unavailable.close, "unavailable");
		return done;
	}

	/** Whether Postgres has every entry; what it lacks is sent now. */
	async settle(): Promise<boolean> {
		const isSettled = this.#log.confirmed >= this.#log.head.seq;
		if (!isSettled) this.#drain.changed(true);
		return isSettled;
	}

	/** What rules do because of an event, in this order, each once for its client id; answers with what the conversation is then. */
	async applyRules(turns: readonly RuleTurn[]): Promise<Result<{ conversation: ConversationState }>> {
		for (const turn of turns) {
			const result = this.#exchange.takeTurn(turn);
			if (!result.ok) return result;
		}
		const { state, head } = this.#log;
		return state ? { ok: true, conversation: stateFace(state, head) } : refuse("not_found");
	}

	async showCard(card: Card): Promise<void> {
		this.#audience.toAgents({ type: "card", card });
	}

	/** `lastEventAt`: of the newest business event here, among recent entries: older ones matter to no card. */
	async describe(): Promise<Result<{ conversation: ConversationState; lastEventAt: string | undefined }>> {
		const { state, head } = this.#log;
		if (!state) return refuse("not_found");
		return { ok: true, conversation: stateFace(state, head), lastEventAt: this.#log.lastEventAt };
	}

	async page(ask: {
		after?: number | undefined;
		before?: number | undefined;
		limit: number;
	}): Promise<Result<{ page: Page }>> {
		if (!this.#log.state) return refuse("not_found");
		return { ok: true, page: this.#exchange.page(ask, false) };
	}

	/** Somebody was removed from the workspace or the team: what they hold open closes now. */
	async dismiss(agent: UserId): Promise<void> {
		this.#dismiss(agent);
	}

	// --- within ----------------------------------------------------------------------------------------------------

	#noteViewer(agent: UserId, issuedAtS: number): void {
		this.#drain.noteViewer(agent, issuedAtS, () => this.#dismiss(agent));
	}

	#dismiss(agent: UserId): void {
		this.#audience.dismiss((who) => who.kind === "agent" && who.userId === agent, ERRORS.replaced.close, "replaced");
	}

	/** Told each time, and closed when it does not listen. */
	#slowDown(socket: WebSocket, refused: number, clientId: string | undefined): void {
		refuseFrame(socket, "rate_limited", clientId);
		if (refused >= MAX_RATE_REFUSALS) closeFor(socket, "rate_limited");
	}

	#receive(socket: WebSocket, claims: Claims, frame: ClientFrame): void {
		this.#audience.first(socket);
		try {
			const reply = {
				send: (answer: string) => this.#audience.answer(socket, answer),
				refuse: (code: ErrorCode, clientId?: string) => this.#audience.refuse(socket, code, clientId),
			};
			this.#exchange.receive(claims, frame, reply, socket);
		} catch (error) {
			logFault("frame_failed", error, { workspaceId: claims.workspaceId });
			this.#audience.refuse(socket, "internal");
		}
	}
}

/** For a refusal that comes before parsing: a text search is enough to tell the client which frame it was. */
function clientIdIn(raw: string | ArrayBuffer): string | undefined {
	return typeof raw === "string" ? raw.match(/"clientId"\s*:\s*"([0-9A-Za-z_.:-]{8,64})"/)?.[1] : undefined;
}
