// Every door of the runtime: fetch, queues and schedule; and the Durable Object classes, wired to what they need from other rooms.
import { makeApp } from "./app.ts";
import { ConnectionObject } from "./connections/connection.ts";
import { ConversationObject } from "./conversations/conversation.ts";
import { DeskObject } from "./desks/desk.ts";
import { appPorts, connectionPorts, consume, conversationPorts, deskPorts, runSchedule } from "./wiring.ts";

export class Conversation extends ConversationObject {
	constructor(context: DurableObjectState, env: WorkerBindings) {
		super(context, env, conversationPorts(env));
	}
}

export class Desk extends DeskObject {
	constructor(context: DurableObjectState, env: WorkerBindings) {
		super(context, env, deskPorts(env));
	}
}

export class Connection extends ConnectionObject {
	constructor(context: DurableObjectState, env: WorkerBindings) {
		super(context, env, connectionPorts(env));
	}
}

const app = makeApp(appPorts);

export default {
	fetch: app.fetch,
	queue: (batch, env) => consume(env, batch),
	scheduled: (_, env) => runSchedule(env),
} satisfies ExportedHandler<WorkerBindings>;
