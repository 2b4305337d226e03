// The fuzz build: Heddle as it is, with limits that can be lifted, objects that are counted, and faults that can be asked
// for. Never reachable from src/worker.ts.
import { makeApp } from "../../../src/app.ts";
import { ConnectionObject } from "../../../src/connections/connection.ts";
import { ConversationObject } from "../../../src/conversations/conversation.ts";
import { DeskObject } from "../../../src/desks/desk.ts";
import { appPorts, connectionPorts, consume, conversationPorts, deskPorts } from "../../../src/wiring.ts";
import { BIRTHS_PATH, type Births, FAULTS_PATH, fuzzSettings, SETTINGS_PATH } from "../control.ts";
import { breakOn } from "./breaks.ts";
import { installFaults, watchDoors } from "./faults.ts";
import { installLimits, withLimits } from "./limits.ts";
import { noteBirth, set, state } from "./state.ts";

installLimits();
installFaults();

export class Conversation extends ConversationObject {
	constructor(context: DurableObjectState, env: WorkerBindings) {
		super(context, env, conversationPorts(env));
		noteBirth(context.id.name);
	}

	override async webSocketMessage(socket: WebSocket, raw: string | ArrayBuffer): Promise<void> {
		if (!breakOn(this.ctx, socket)) await super.webSocketMessage(socket, raw);
	}
}

export class Desk extends DeskObject {
	constructor(context: DurableObjectState, env: WorkerBindings) {
		super(context, env, deskPorts(env));
		noteBirth(context.id.name);
	}
}

export class Connection extends ConnectionObject {
	constructor(context: DurableObjectState, env: WorkerBindings) {
		super(context, env, connectionPorts(env));
	}
}

for (const { prototype } of [ConversationObject, DeskObject, ConnectionObject, Conversation]) watchDoors(prototype);

const app = makeApp(appPorts);

export default {
	fetch: async (request, env, context) =>
		(await control(request)) ?? (await app.fetch(request, withLimits(env), context)),
	queue: (batch, env) => consume(env, batch),
} satisfies ExportedHandler<WorkerBindings>;

/** Undefined for what is not the program's business. */
async function control(request: Request): Promise<Response | undefined> {
	const { pathname, searchParams } = new URL(request.url);
	if (pathname === SETTINGS_PATH) {
		set(fuzzSettings.parse(await request.json()));
		return new Response(null, { status: 204 });
	}
	if (pathname === FAULTS_PATH) return Response.json(state.faults.splice(0));
	if (pathname !== BIRTHS_PATH) return undefined;
	const asked = searchParams.getAll("of");
	return Response.json(Object.fromEntries(asked.map((name) => [name, state.births.get(name) ?? 0])) satisfies Births);
}
