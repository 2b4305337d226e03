// What a message costs, counted: a conversation and its desk on one object's storage, in a time that the scene makes pass.
import { ConversationObject, GRANT_HEADER, type Grant } from "../../../src/conversations/conversation.ts";
import type { HistoryBatch } from "../../../src/conversations/history-batch.ts";
import type { ConversationPorts } from "../../../src/conversations/ports.ts";
import { DeskObject } from "../../../src/desks/desk.ts";
import { newId } from "../../../src/platform/ids.ts";
import type { Claims } from "../../../src/workspaces/tokens.ts";
import type { Counts } from "../prices.ts";
import { type MeteredStorage, meter } from "./metered-storage.ts";

/** An incoming WebSocket message is a twentieth of a request; what goes out is free (Cloudflare, Durable Objects, pricing). */
const FRAMES_PER_REQUEST = 20;
/** Writing, reading and deleting, for each 64 KB (Cloudflare, Queues, pricing). */
const QUEUE_OPERATIONS = 3;
const QUEUE_CHUNK_BYTES = 64 * 1024;
/** From the queue to Postgres and back to the object: within its second of gathering a batch, and a little. */
const CONFIRMS_AFTER_MS = 1_500;
const UNLIMITED = { burst: 1e9, perSecond: 1e9 };

export class Scene {
	readonly #meter: MeteredStorage;
	readonly #state: DurableObjectState;
	readonly #conversation: ConversationObject;
	readonly #underway: { dueAt: number; batch: HistoryBatch }[] = [];
	/** The hour of the scene, in milliseconds since 1970. */
	#ms = Date.now();
	#frames = 0;
	#requests = 0;
	#queueOperations = 0;
	#flushes = 0;
	#sent = 0;
	#seq = 0;

	constructor(state: DurableObjectState, env: WorkerBindings) {
		this.#state = state;
		this.#meter = meter(state.storage);
		const desk = new DeskObject(state, env, {
			publishPresence: async () => undefined,
			recordAlerts: async () => undefined,
			handOver: async () => undefined,
			leadsOf: async () => [],
			dismissFrom: async () => undefined,
			now: () => this.#ms,
		});
		// It shares the storage only: the sockets there are the conversation's.
		Object.defineProperty(desk, "ctx", { value: { storage: state.storage, getWebSockets: () => [] } });
		const ports: ConversationPorts = {
			showOnDesk: (_, row) => this.#request(() => desk.show(row)),
			leaveDesk: (_, id, revision) => this.#request(() => desk.leave(id, revision)),
			noteViewer: (_, id, agent, issuedAtS) => this.#request(() => desk.noteViewer(agent, id, issuedAtS)),
			sendHistory: async (batch) => this.#queue(batch),
			now: () => this.#ms,
			rates: { frames: UNLIMITED, visitor: UNLIMITED },
		};
		this.#conversation = new ConversationObject(state, env, ports);
	}

	/** Opens both sockets and drains the first message, which begins the conversation. */
	async begin(): Promise<void> {
		const home = { workspaceId: newId("workspace"), jurisdiction: "none" } as const;
		const [inboxId, teamId, conversationId] = [newId("inbox"), newId("team"), newId("conversation")];
		await this.#connect({
			...home,
			kind: "visitor",
			inboxId,
			teamId,
			visitorId: newId("visitor"),
			conversationId,
			number: 0,
			customer: { id: newId("customer"), verified: false },
		});
		await this.say("visitor");
		await this.pass(60_000);
		await this.#connect({
			...home,
			kind: "agent",
			userId: newId("user"),
			name: "Sam Okafor",
			role: "agent",
			teams: [teamId],
		});
		await this.pass(60_000);
	}

	/** A message, and the mark of the other side that has read it. */
	async say(by: Claims["kind"]): Promise<void> {
		const clientId = crypto.randomUUID();
		await this.#frame(by, {
			type: "send",
			clientId,
			after: this.#seq,
			text: "Where is my parcel? It was due on Tuesday.",
		});
		this.#seq += 1;
		await this.#frame(by === "visitor" ? "agent" : "visitor", { type: "read", seq: this.#seq });
	}

	/** Lets time pass: alarms ring and confirmations arrive when they are due. */
	async pass(ms: number): Promise<void> {
		const until = this.#ms + ms;
		for (;;) {
			const alarmAt = this.#meter.alarmAt();
			const [batch] = this.#underway;
			const next = Math.min(alarmAt ?? Number.POSITIVE_INFINITY, batch?.dueAt ?? Number.POSITIVE_INFINITY);
			if (next > until) break;
			this.#ms = Math.max(this.#ms, next);
			if (batch && batch.dueAt === next) {
				this.#underway.shift();
				await this.#request(() => this.#conversation.confirm(batch.batch.from, batch.batch.to));
			} else {
				this.#meter.alarmRang();
				await this.#request(() => this.#conversation.alarm());
			}
			await this.#settled();
		}
		this.#ms = until;
	}

	/** Throws where a message was refused, or never left for Postgres. */
	async verify(): Promise<void> {
		const described = await this.#conversation.describe();
		const stored = described.ok ? described.conversation.revision : 0;
		if (stored !== this.#seq || this.#sent !== this.#seq)
			throw new Error(`of ${this.#seq} messages ${stored} were kept and ${this.#sent} sent to history`);
	}

	counts(): Counts {
		return {
			messages: this.#seq,
			rowsWritten: this.#meter.rowsWritten(),
			rowsRead: this.#meter.rowsRead(),
			requests: this.#requests + this.#frames / FRAMES_PER_REQUEST,
			queueOperations: this.#queueOperations,
			flushes: this.#flushes,
		};
	}

	async #connect(claims: Claims): Promise<void> {
		const grant: Grant = { claims, issuedAtS: Math.floor(this.#ms / 1000), expiresAtMs: this.#ms + 24 * 60 * 60_000 };
		const headers = { [GRANT_HEADER]: JSON.stringify(grant) };
		const answer = await this.#request(() =>
			this.#conversation.fetch(new Request("https://heddle.example", { headers })),
		);
		if (!answer.webSocket) throw new Error("the conversation took no socket");
		answer.webSocket.accept();
	}

	async #frame(by: Claims["kind"], frame: object): Promise<void> {
		const [socket] = this.#state.getWebSockets(by);
		// Nobody reads the first message while it is alone.
		if (!socket) return;
		this.#frames += 1;
		await this.#conversation.webSocketMessage(socket, JSON.stringify(frame));
		await this.#settled();
	}

	async #request<T>(work: () => Promise<T>): Promise<T> {
		this.#requests += 1;
		return work();
	}

	#queue(batch: HistoryBatch): void {
		const bytes = new TextEncoder().encode(JSON.stringify(batch)).byteLength;
		this.#queueOperations += QUEUE_OPERATIONS * Math.ceil(bytes / QUEUE_CHUNK_BYTES);
		this.#flushes += 1;
		this.#sent = batch.to;
		this.#underway.push({ dueAt: this.#ms + CONFIRMS_AFTER_MS, batch });
	}

	/** What was gathered is committed, and what went on behind an answer has come to its end. */
	async #settled(): Promise<void> {
		for (let i = 0; i < 3; i++) await this.#state.storage.sync();
	}
}

/** Rounds over which costs are averaged: enough that what is written every so often shows. */
const ROUNDS = 50;

/** Six messages within one flush, again and again: the shape that the budget counts on. */
export async function gatheredMessages(state: DurableObjectState, env: WorkerBindings): Promise<Counts> {
	const scene = new Scene(state, env);
	await scene.begin();
	return spent(scene, async () => {
		// The customer already waits: nothing of this is news that the desk must have at once.
		for (let i = 0; i < 6; i++) await scene.say("visitor");
		await scene.pass(20_000);
	});
}

/** Question and answer, twenty seconds apart: each question is news to the desk. */
export async function alternatingMessages(state: DurableObjectState, env: WorkerBindings): Promise<Counts> {
	const scene = new Scene(state, env);
	await scene.begin();
	return spent(scene, async () => {
		for (const by of ["agent", "visitor"] as const) {
			await scene.say(by);
			await scene.pass(20_000);
		}
	});
}

/** What a minute of nothing adds, once all is drained. */
export async function idleMinute(state: DurableObjectState, env: WorkerBindings): Promise<Counts> {
	const scene = new Scene(state, env);
	await scene.begin();
	await scene.say("visitor");
	await scene.pass(60_000);
	const before = scene.counts();
	await scene.pass(60_000);
	return difference(scene.counts(), before);
}

async function spent(scene: Scene, round: () => Promise<void>): Promise<Counts> {
	const before = scene.counts();
	for (let i = 0; i < ROUNDS; i++) await round();
	await scene.verify();
	return difference(scene.counts(), before);
}

function difference(after: Counts, before: Counts): Counts {
	return {
		messages: after.messages - before.messages,
		rowsWritten: after.rowsWritten - before.rowsWritten,
		rowsRead: after.rowsRead - before.rowsRead,
		requests: after.requests - before.requests,
		queueOperations: after.queueOperations - before.queueOperations,
		flushes: after.flushes - before.flushes,
	};
}
