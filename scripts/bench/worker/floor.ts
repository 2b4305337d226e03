// The floor: the least that a chat on this platform can do. Keeps one row for each message, then says it back.
import { DurableObject } from "cloudflare:workers";

export class Floor extends DurableObject<WorkerBindings> {
	constructor(context: DurableObjectState, env: WorkerBindings) {
		super(context, env);
		context.storage.sql.exec("CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
	}

	override async fetch(): Promise<Response> {
		const pair = new WebSocketPair();
		this.ctx.acceptWebSocket(pair[1]);
		return new Response(null, { status: 101, webSocket: pair[0] });
	}

	override async webSocketMessage(socket: WebSocket, text: string | ArrayBuffer): Promise<void> {
		this.ctx.storage.sql.exec("INSERT INTO messages (text) VALUES (?)", text);
		socket.send(text);
	}

	override async webSocketClose(socket: WebSocket): Promise<void> {
		socket.close();
	}
}
