// The torture build: Heddle as it is, with shims that exist only here. Never reachable from src/worker.ts.
import { makeApp } from "../../../src/app.ts";
import { ConnectionObject } from "../../../src/connections/connection.ts";
import { ConversationObject } from "../../../src/conversations/conversation.ts";
import { DeskObject } from "../../../src/desks/desk.ts";
import { appPorts, consume, conversationPorts, deskPorts } from "../../../src/wiring.ts";
import { installBreaks } from "./breaks.ts";
import { installClock, ringByFastClock } from "./clock.ts";
import { control } from "./control.ts";
import { forgetfulDesk, installMisspeaking } from "./misspeaking.ts";
import { badQueue } from "./queue.ts";
import { shims } from "./state.ts";

/** Limits on frames have tests of their own; here they would only slow the load down. */
const NO_RATES = { frames: { burst: 10_000, perSecond: 10_000 }, visitor: { burst: 10_000, perSecond: 10_000 } };

installClock();
installBreaks();
installMisspeaking();

export class Conversation extends ConversationObject {
	constructor(context: DurableObjectState, env: WorkerBindings) {
		ringByFastClock(context.storage);
		const ports = conversationPorts(env);
		super(context, env, {
			...ports,
			rates: NO_RATES,
			sendHistory: badQueue(env, ports.sendHistory),
			showOnDesk: forgetfulDesk(ports.showOnDesk),
		});
	}

	override async alarm(): Promise<void> {
		if (shims.settings.shiftMs !== 0) shims.done.alarms += 1;
		await super.alarm();
	}

	async abort(): Promise<void> {
		this.ctx.abort("evicted by the torture program");
	}
}

export class Desk extends DeskObject {
	constructor(context: DurableObjectState, env: WorkerBindings) {
		ringByFastClock(context.storage);
		super(context, env, deskPorts(env));
	}
}

export class Connection extends ConnectionObject {}

const app = makeApp(appPorts);

export default {
	fetch: async (request, env, context) =>
		(await control(request, env.CONVERSATION)) ?? (await app.fetch(request, env, context)),
	queue: (batch, env) => consume(env, batch),
} satisfies ExportedHandler<
	Omit<WorkerBindings, "CONVERSATION"> & { CONVERSATION: DurableObjectNamespace<Conversation> }
>;
