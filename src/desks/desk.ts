// The Desk object: a team's live list, who is there, and alerts. A projection: conversations decide, the desk shows.
import { DurableObject } from "cloudflare:workers";
import { z } from "zod";
import type { DeskAddress } from "../conversations/ports.ts";
import {
	answerClose,
	closeFor,
	collecting,
	parseFrame,
	type Reply,
	refusedUpgrade,
	refuseFrame,
} from "../platform/frames.ts";
import { Rate } from "../platform/rate.ts";
import { span } from "../platform/tracing.ts";
import { instantOf } from "../platform/world.ts";
import {
	type Alert,
	type DeskClientFrame,
	type DeskFrame,
	type DeskRow,
	deskClientFrame,
} from "../protocol/desk-frames.ts";
import { type Result, refuse } from "../protocol/errors.ts";
import { type AlertId, type ConversationId, teamId, type UserId } from "../protocol/ids.ts";
import { FRAME_BURST, FRAMES_PER_SECOND, PING, PONG, SUBPROTOCOL } from "../protocol/limits.ts";
import { agentClaims } from "../workspaces/tokens.ts";
import { AlertStorage } from "./alert-storage.ts";
import { type DeskAttachment, deskAttachmentOf } from "./attachment.ts";
import type { DeskPorts } from "./ports.ts";
import { Presence } from "./presence.ts";
import { Ringing } from "./ringing.ts";
import { DeskStorage, type LeftTo } from "./storage.ts";
import { DeskTables } from "./tables.ts";
import { Upkeep } from "./upkeep.ts";
import { Viewers } from "./viewers.ts";

const FRAME_TYPES: ReadonlySet<string> = new Set(deskClientFrame.options.map((option) => option.shape.type.value));
export const DESK_GRANT_HEADER = "x-heddle-desk-grant";
const grant = z.object({
	claims: agentClaims,
	issuedAtS: z.number().int(),
	expiresAtMs: z.number().int(),
	teamId,
	/** The number of the last change of an alert that this agent knows of. */
	alertsAfter: z.number().int().optional(),
});
export type DeskGrant = z.infer<typeof grant>;

export class DeskObject extends DurableObject<WorkerBindings> {
	readonly #ports: DeskPorts;
	readonly #storage: DeskStorage;
	readonly #alerts: AlertStorage;
	readonly #ringing: Ringing;
	readonly #viewers: Viewers;
	readonly #presence: Presence;
	readonly #upkeep: Upkeep;
	readonly #rate = new Rate<WebSocket>({ burst: FRAME_BURST, perSecond: FRAMES_PER_SECOND });

	constructor(context: DurableObjectState, env: WorkerBindings, ports: DeskPorts) {
		super(context, env);
		this.#ports = ports;
		const tables = new DeskTables(context.storage);
		this.#storage = new DeskStorage(tables);
		this.#alerts = new AlertStorage(tables, this.#storage);
		this.#ringing = new Ringing(
			this.#alerts,
			this.#storage,
			() => ports.now(),
			(frame) => this.#broadcast(frame),
		);
		this.#viewers = new Viewers(tables);
		this.#presence = new Presence(context, () => ports.now());
		this.#upkeep = new Upkeep(context, ports, {
			storage: this.#storage,
			alerts: this.#alerts,
			ringing: this.#ringing,
			viewers: this.#viewers,
			presence: this.#presence,
		});
		context.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
	}

	override async fetch(request: Request): Promise<Response> {
		const given = grant.parse(JSON.parse(request.headers.get(DESK_GRANT_HEADER) ?? "null"));
		const { claims, issuedAtS, expiresAtMs } = given;
		if (this.#viewers.wasDismissed(claims.userId, issuedAtS)) return refusedUpgrade("replaced");
		this.#upkeep.keepAddress({ ...claims, teamId: given.teamId });
		const pair = new WebSocketPair();
		const { userId, name } = claims;
		const away = this.#presence.isAway(userId);
		const who: DeskAttachment = { version: 1, userId, name, acceptedAtMs: this.#ports.now(), expiresAtMs, away };
		pair[1].serializeAttachment(who);
		this.ctx.acceptWebSocket(pair[1]);
		pair[1].send(this.#welcome(given));
		this.#agentsChanged({ except: pair[1] });
		return new Response(null, { status: 101, webSocket: pair[0], headers: { "sec-websocket-protocol": SUBPROTOCOL } });
	}

	override async webSocketMessage(socket: WebSocket, raw: string | ArrayBuffer): Promise<void> {
		const who = deskAttachmentOf(socket);
		if (!who) return refuseFrame(socket, "unauthenticated");
		if (who.expiresAtMs <= this.#ports.now()) return refuseFrame(socket, "token_expired");
		if (!this.#rate.take(socket, this.#ports.now()).ok) return refuseFrame(socket, "rate_limited");
		const parsed = parseFrame(raw, deskClientFrame, FRAME_TYPES);
		if (!parsed.ok) return refuseFrame(socket, parsed.code, parsed.clientId);
		this.#receive(who, parsed.frame, {
			send: (answer) => socket.send(answer),
			refuse: (code, clientId) => refuseFrame(socket, code, clientId),
		});
	}

	override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
		answerClose(socket, code);
		this.#agentsChanged({ leaving: socket });
	}

	override async webSocketError(socket: WebSocket): Promise<void> {
		this.#agentsChanged({ leaving: socket });
	}

	override async alarm(): Promise<void> {
		await this.#upkeep.run((agents) => this.#broadcast({ type: "agents", agents }));
	}

	// --- for other rooms (RPC) -----------------------------------------------------------------------------------

	async show(row: DeskRow): Promise<void> {
		const gone = row.status !== "open";
		if (!this.#storage.put(row.conversationId, row.revision, gone, row, this.#ports.now())) return;
		this.#broadcast(
			gone ? { type: "gone", conversationId: row.conversationId, revision: row.revision } : { type: "row", row },
		);
		this.#ringing.follow(row);
		this.#upkeep.alertsChanged();
	}

	/** `to`: who has it now; absent in calls of the first release. May be said again until it was answered. */
	async leave(conversationId: ConversationId, revision: number, to?: LeftTo): Promise<void> {
		if (this.#storage.put(conversationId, revision, true, null, this.#ports.now(), to))
			this.#broadcast({ type: "gone", conversationId, revision });
		this.#ringing.leave(conversationId);
		this.#upkeep.alertsChanged();
	}

	/** An alert that Postgres holds, or that another desk hands over (`asOf`: ringing.ts). True the first time. */
	async raise(desk: DeskAddress, alert: Alert, asOf?: number): Promise<boolean> {
		return span("desk.raise", { "heddle.alert_id": alert.id }, async () => {
			this.#upkeep.keepAddress(desk);
			const first = this.#ringing.raise(alert, asOf);
			if (first) this.#upkeep.alertsChanged();
			// Postgres has to hear on which desk it rings now.
			if (first && asOf !== undefined) this.#upkeep.soon();
			return first;
		});
	}

	/** The law has somebody's data forgotten: those of these alerts that this desk has. */
	async eraseAlerts(ids: readonly AlertId[]): Promise<void> {
		this.#ringing.erase(ids);
	}

	/** An agent has opened this conversation. True where they were dismissed since that ticket: the socket has to close. */
	async noteViewer(agent: UserId, conversation: ConversationId, issuedAtS: number): Promise<boolean> {
		if (this.#viewers.wasDismissed(agent, issuedAtS)) return true;
		this.#viewers.add(agent, conversation, this.#ports.now());
		return false;
	}

	/** Closes this agent's sockets, here and on what they have opened from here; what their tickets would open is refused. */
	async dismiss(desk: DeskAddress, agent: UserId): Promise<void> {
		this.#upkeep.keepAddress(desk);
		this.#viewers.dismiss(agent, this.#ports.now());
		this.#presence.dismiss(agent);
		this.#agentsChanged({});
		await this.#upkeep.dismissViewers();
	}

	/** The frames that a socket would get, for agents who cannot open one: a welcome, or the answers to a frame. */
	async answer(given: DeskGrant, frame?: DeskClientFrame): Promise<Result<{ frames: string[] }>> {
		const { claims, issuedAtS, expiresAtMs } = given;
		const { userId, name } = claims;
		if (this.#viewers.wasDismissed(userId, issuedAtS)) return refuse("replaced");
		if (!frame) return { ok: true, frames: [this.#welcome(given)] };
		const reply = collecting();
		const away = this.#presence.isAway(userId);
		this.#receive({ version: 1, userId, name, acceptedAtMs: this.#ports.now(), expiresAtMs, away }, frame, reply);
		return { ok: true, frames: reply.frames };
	}

	// --- within ----------------------------------------------------------------------------------------------------

	#welcome({ teamId, alertsAfter }: DeskGrant): string {
		return JSON.stringify({
			type: "welcome",
			teamId,
			...this.#storage.open(),
			...this.#ringing.welcome(alertsAfter),
			agents: this.#presence.agents(),
			at: instantOf(this.#ports.now()),
		} satisfies DeskFrame);
	}

	#receive(who: DeskAttachment, frame: DeskClientFrame, reply: Reply): void {
		const answer = (one: DeskFrame) => reply.send(JSON.stringify(one));
		switch (frame.type) {
			case "availability":
				this.#presence.setAway(who.userId, frame.away);
				return this.#agentsChanged({});
			case "alerts":
				return answer({ type: "alerts", clientId: frame.clientId, ...this.#alerts.open(frame.before) });
			case "acknowledge": {
				const result = this.#ringing.acknowledge(frame.alertId, { id: who.userId, name: who.name });
				if (!result.ok) return reply.refuse(result.code, frame.clientId);
				this.#upkeep.soon();
				return answer({ type: "ack", clientId: frame.clientId });
			}
		}
	}

	#agentsChanged({ except, leaving }: { except?: WebSocket; leaving?: WebSocket }): void {
		this.#broadcast({ type: "agents", agents: this.#presence.agents(leaving) }, except ?? leaving);
		this.#upkeep.soon();
	}

	#broadcast(frame: DeskFrame, except?: WebSocket): void {
		const text = JSON.stringify(frame);
		for (const socket of this.ctx.getWebSockets()) {
			const who = deskAttachmentOf(socket);
			if (socket === except || socket.readyState !== WebSocket.OPEN) continue;
			if (!who || who.expiresAtMs <= this.#ports.now()) closeFor(socket, "token_expired");
			else socket.send(text);
		}
	}
}
