// The bench's Worker: production's doors and objects, without the limits on what one visitor may send; the floor beside
// them; and what it takes to count.
import { DurableObject } from "cloudflare:workers";
import { ConversationObject } from "../../../src/conversations/conversation.ts";
import { conversationPorts } from "../../../src/wiring.ts";
import worker, { Connection, Desk } from "../../../src/worker.ts";
import { bareRead, lookUps } from "./cards.ts";
import { alternatingMessages, gatheredMessages } from "./cost.ts";
import { floorHook, insertFloor } from "./events.ts";
import { Floor } from "./floor.ts";
import {
	COST_PATH,
	ENTRIES_PATH,
	FLOOR_HOOK_PATH,
	FLOOR_PATH,
	FLOOR_QUEUE,
	GATHERS_NOT,
	KV_PATH,
	LOOK_UPS_PATH,
} from "./paths.ts";

export { Connection, Desk, Floor };

/** In frames and in messages: a load is what production refuses. */
const UNLIMITED = { burst: 1e9, perSecond: 1e9 };

interface BenchBindings extends WorkerBindings {
	FLOOR: DurableObjectNamespace<Floor>;
	METER: DurableObjectNamespace<Meter>;
	FLOOR_EVENTS: Queue;
}

const AFTER = /"after":\d+/;
const SEEN_ALL = `"after":${Number.MAX_SAFE_INTEGER}`;

/** All objects of a local runtime share one isolate with the Worker. */
let entries = 0;

export class Conversation extends ConversationObject {
	readonly #gathers: boolean;
	#last: Promise<void> = Promise.resolve();

	constructor(context: DurableObjectState, env: WorkerBindings) {
		super(context, env, { ...conversationPorts(env), rates: { frames: UNLIMITED, visitor: UNLIMITED } });
		this.#gathers = !context.id.name?.includes(GATHERS_NOT);
		entries += 1;
	}

	override fetch(request: Request): Promise<Response> {
		entries += 1;
		return super.fetch(request);
	}

	override webSocketMessage(socket: WebSocket, raw: string | ArrayBuffer): void {
		entries += 1;
		if (this.#gathers) return super.webSocketMessage(socket, raw);
		this.#last = this.#last.then(() => this.#alone(socket, raw));
	}

	/** A frame that waits until the one before it is on the disk, and whose sender has seen all, is gathered with nothing. */
	async #alone(socket: WebSocket, raw: string | ArrayBuffer): Promise<void> {
		super.webSocketMessage(socket, typeof raw === "string" ? raw.replace(AFTER, SEEN_ALL) : raw);
		await this.ctx.storage.sync();
	}

	override webSocketClose(socket: WebSocket, code: number): Promise<void> {
		entries += 1;
		return super.webSocketClose(socket, code);
	}

	override alarm(): Promise<void> {
		entries += 1;
		return super.alarm();
	}

	override confirm(from: number, to: number): Promise<void> {
		entries += 1;
		return super.confirm(from, to);
	}
}

/** An object to count in: its storage is metered and thrown away. */
export class Meter extends DurableObject<WorkerBindings> {
	override async fetch(): Promise<Response> {
		return Response.json(
			this.ctx.id.name?.startsWith("gathered")
				? await gatheredMessages(this.ctx, this.env)
				: await alternatingMessages(this.ctx, this.env),
		);
	}
}

export default {
	fetch(request, env, context) {
		const { pathname } = new URL(request.url);
		if (pathname.startsWith(FLOOR_PATH)) return env.FLOOR.getByName(pathname.slice(FLOOR_PATH.length)).fetch(request);
		if (pathname.startsWith(COST_PATH)) return env.METER.getByName(pathname.slice(COST_PATH.length)).fetch(request);
		if (pathname.startsWith(LOOK_UPS_PATH)) return lookUps(env, pathname.slice(LOOK_UPS_PATH.length));
		if (pathname.startsWith(KV_PATH)) return bareRead(env, request.method, pathname.slice(KV_PATH.length));
		if (pathname === FLOOR_HOOK_PATH) return floorHook(env.FLOOR_EVENTS, request);
		if (pathname === ENTRIES_PATH) return Response.json({ entries });
		return worker.fetch(request, env, context);
	},
	queue: (batch, env) => (batch.queue === FLOOR_QUEUE ? insertFloor(env, batch) : worker.queue(batch, env)),
} satisfies ExportedHandler<BenchBindings>;
