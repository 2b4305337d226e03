// The Desk object: a team's live list, who is there, and alerts. A projection: conversations decide, the desk shows.
import { DurableObject } from "cloudflare:workers";
import { z } from "zod";
import { answerClose, collecting, parseFrame, type Reply, refuseFrame } from "../platform/frames.ts";
import { logFault } from "../platform/log.ts";
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
import { ERRORS, type Result, refuse } from "../protocol/errors.ts";
import {
	type AlertId,
	type ConversationId,
	type TeamId,
	teamId,
	type UserId,
	type WorkspaceId,
	workspaceId,
} from "../protocol/ids.ts";
import { FRAME_BURST, FRAMES_PER_SECOND, PING, PONG, SUBPROTOCOL } from "../protocol/limits.ts";
import { claims as claimsSchema } from "../workspaces/tokens.ts";
import { type DeskAttachment, deskAttachmentOf } from "./attachment.ts";
import type { DeskHome, DeskPorts } from "./ports.ts";
import { DeskStorage } from "./storage.ts";

const FRAME_TYPES: ReadonlySet<string> = new Set(deskClientFrame.options.map((option) => option.shape.type.value));
/** A reload must not blink "nobody is there" at visitors; KV takes one write a second for a key (platform-limits.md). */
const SETTLE_MS = 2_000;
/** "Somebody is there" is looked at again this often, in case a runtime died without closing sockets. */
const RECHECK_MS = 10 * 60 * 1000;
/** Alerts that Postgres did not take are tried again. */
const RECORD_AGAIN_MS = 30_000;

export const DESK_GRANT_HEADER = "x-heddle-desk-grant";
const deskHome = z.object({ workspaceId, teamId });
const grant = z.object({ claims: claimsSchema.options[0], expiresAtMs: z.number().int(), teamId });
export type DeskGrant = z.infer<typeof grant>;

export class DeskObject extends DurableObject<WorkerBindings> {
	readonly #ports: DeskPorts;
	readonly #storage: DeskStorage;
	readonly #rate = new Rate<WebSocket>({ burst: FRAME_BURST, perSecond: FRAMES_PER_SECOND });
	#alarmAt: number | undefined;

	constructor(context: DurableObjectState, env: WorkerBindings, ports: DeskPorts) {
		super(context, env);
		this.#ports = ports;
		this.#storage = new DeskStorage(context.storage);
		context.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
	}

	override async fetch(request: Request): Promise<Response> {
		const {
			claims,
			expiresAtMs,
			teamId: team,
		} = grant.parse(JSON.parse(request.headers.get(DESK_GRANT_HEADER) ?? "null"));
		this.#keepAddress({ workspaceId: claims.workspaceId, teamId: team });
		const pair = new WebSocketPair();
		const who: DeskAttachment = {
			version: 1,
			userId: claims.userId,
			name: claims.name,
			expiresAtMs,
			away: this.#isAway(claims.userId),
		};
		pair[1].serializeAttachment(who);
		this.ctx.acceptWebSocket(pair[1]);
		pair[1].send(this.#welcome(team));
		this.#agentsChanged(pair[1]);
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
		this.#agentsChanged(socket);
	}

	override async webSocketError(socket: WebSocket): Promise<void> {
		this.#agentsChanged(socket);
	}

	override async alarm(): Promise<void> {
		this.#alarmAt = undefined;
		try {
			this.#storage.forgetGone(this.#ports.now());
			await this.#publishPresence();
			await this.#recordAlerts();
		} catch (error) {
			logFault("desk_alarm_failed", error);
			this.#arm(RECORD_AGAIN_MS);
		}
	}

	// --- for other rooms (RPC) -----------------------------------------------------------------------------------

	async show(row: DeskRow): Promise<void> {
		const gone = row.status !== "open";
		if (!this.#storage.put(row.conversationId, row.revision, gone, row, this.#ports.now())) return;
		this.#broadcast(
			gone ? { type: "gone", conversationId: row.conversationId, revision: row.revision } : { type: "row", row },
		);
	}

	async leave(conversationId: ConversationId, revision: number): Promise<void> {
		if (this.#storage.put(conversationId, revision, true, null, this.#ports.now()))
			this.#broadcast({ type: "gone", conversationId, revision });
	}

	/** True the first time. */
	async raise(workspaceId: WorkspaceId, alert: Alert): Promise<boolean> {
		return span("desk.raise", { "heddle.alert_id": alert.id }, async () => {
			this.#keepAddress({ workspaceId, teamId: alert.teamId });
			if (!this.#storage.addAlert(alert)) return false;
			this.#broadcast({ type: "alert", alert });
			this.#arm(SETTLE_MS);
			return true;
		});
	}

	async noteViewer(agent: UserId, conversation: ConversationId): Promise<void> {
		this.#storage.addViewer(agent, conversation);
	}

	/** Closes this agent's sockets here; answers with the conversations they have opened, whose sockets must close too. */
	async dismiss(agent: UserId): Promise<ConversationId[]> {
		for (const socket of this.ctx.getWebSockets()) {
			if (deskAttachmentOf(socket)?.userId === agent) socket.close(ERRORS.replaced.close, "replaced");
		}
		return this.#storage.takeViewed(agent);
	}

	/** The frames that a socket would get, for agents who cannot open one: a welcome, or the answers to a frame. */
	async answer(
		{ claims, expiresAtMs, teamId: team }: DeskGrant,
		frame?: DeskClientFrame,
	): Promise<Result<{ frames: string[] }>> {
		if (!frame) return { ok: true, frames: [this.#welcome(team)] };
		const reply = collecting();
		const { userId, name } = claims;
		this.#receive({ version: 1, userId, name, expiresAtMs, away: this.#isAway(userId) }, frame, reply);
		return { ok: true, frames: reply.frames };
	}

	// --- within ----------------------------------------------------------------------------------------------------

	#welcome(team: TeamId): string {
		const { rows, total } = this.#storage.open();
		const alerts = this.#storage.openAlerts();
		const at = instantOf(this.#ports.now());
		return JSON.stringify({
			type: "welcome",
			teamId: team,
			rows,
			total,
			alerts,
			agents: this.#agents(),
			at,
		} satisfies DeskFrame);
	}

	#receive(who: DeskAttachment, frame: DeskClientFrame, reply: Reply): void {
		if (frame.type === "availability") return this.#setAway(who, frame.away);
		const result = this.#acknowledge(frame.alertId, who);
		if (!result.ok) return reply.refuse(result.code, frame.clientId);
		reply.send(JSON.stringify({ type: "ack", clientId: frame.clientId } satisfies DeskFrame));
	}

	/** One person acknowledges; the second is told that it is done. */
	#acknowledge(id: AlertId, who: DeskAttachment): Result<object> {
		const alert = this.#storage.alert(id);
		if (!alert) return refuse("not_found");
		if (alert.acknowledged) return { ok: true };
		const closed: Alert = {
			...alert,
			acknowledged: { by: { id: who.userId, name: who.name }, at: instantOf(this.#ports.now()) },
		};
		this.#storage.closeAlert(closed);
		this.#broadcast({ type: "alert", alert: closed });
		this.#arm(SETTLE_MS);
		return { ok: true };
	}

	/** For all of this agent's tabs. */
	#setAway(who: DeskAttachment, away: boolean): void {
		for (const socket of this.ctx.getWebSockets()) {
			const other = deskAttachmentOf(socket);
			if (other?.userId === who.userId) socket.serializeAttachment({ ...other, away });
		}
		this.#agentsChanged();
	}

	#agentsChanged(except?: WebSocket): void {
		this.#broadcast({ type: "agents", agents: this.#agents(except) }, except);
		this.#arm(SETTLE_MS);
	}

	#agents(leaving?: WebSocket): { id: UserId; name: string; away: boolean }[] {
		const agents = new Map<UserId, { id: UserId; name: string; away: boolean }>();
		for (const socket of this.ctx.getWebSockets()) {
			const who = deskAttachmentOf(socket);
			if (who && (socket !== leaving || socket.readyState === WebSocket.OPEN))
				agents.set(who.userId, { id: who.userId, name: who.name, away: who.away });
		}
		return [...agents.values()];
	}

	#isAway(agent: UserId): boolean {
		return this.#agents().find((one) => one.id === agent)?.away ?? false;
	}

	async #publishPresence(): Promise<void> {
		const address = this.#address();
		const there = this.#agents().some((agent) => !agent.away);
		if (address && String(there) !== (this.#storage.fact("there") ?? "false")) {
			await this.#ports.publishPresence(address, there);
			this.#storage.keepFact("there", String(there));
		}
		if (there) this.#arm(RECHECK_MS);
	}

	async #recordAlerts(): Promise<void> {
		const address = this.#address();
		if (!address) return;
		for (const alert of this.#storage.unrecordedAlerts()) {
			await this.#ports.recordAlert(address, alert);
			this.#storage.recorded(alert);
		}
	}

	/** An alarm does not say whose desk it woke, so the desk keeps it. */
	#keepAddress(address: DeskHome): void {
		this.#storage.keepFact("address", JSON.stringify(address));
	}

	#address(): DeskHome | undefined {
		const kept = this.#storage.fact("address");
		return kept === undefined ? undefined : deskHome.parse(JSON.parse(kept));
	}

	#broadcast(frame: DeskFrame, except?: WebSocket): void {
		const text = JSON.stringify(frame);
		for (const socket of this.ctx.getWebSockets()) {
			const who = deskAttachmentOf(socket);
			if (socket === except || socket.readyState !== WebSocket.OPEN) continue;
			if (!who || who.expiresAtMs <= this.#ports.now()) socket.close(ERRORS.token_expired.close, "token_expired");
			else socket.send(text);
		}
	}

	#arm(inMs: number): void {
		const at = this.#ports.now() + inMs;
		if (this.#alarmAt !== undefined && this.#alarmAt <= at) return;
		this.#alarmAt = at;
		this.ctx.waitUntil(this.ctx.storage.setAlarm(at));
	}
}
