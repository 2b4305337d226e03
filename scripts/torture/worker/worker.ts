// The torture build: Heddle as it is, with shims that exist only here. Never reachable from src/worker.ts.
import { makeApp } from "../../../src/app.ts";
import { ConnectionObject } from "../../../src/connections/connection.ts";
import { ConversationObject } from "../../../src/conversations/conversation.ts";
import type { DeskAddress } from "../../../src/conversations/ports.ts";
import { DeskObject } from "../../../src/desks/desk.ts";
import { sweepAll } from "../../../src/events/sweep.ts";
import { newId } from "../../../src/platform/ids.ts";
import type { BusinessEvent } from "../../../src/protocol/business-event.ts";
import type { Alert } from "../../../src/protocol/desk-frames.ts";
import { appPorts, connectionPorts, consume, conversationPorts, deskPorts } from "../../../src/wiring.ts";
import { DELIVERIES_PATH, SWEEP_PATH } from "../events/wire.ts";
import { breaks, OFTEN } from "./breaking.ts";
import { installBreaks } from "./breaks.ts";
import { installClock, ringByFastClock } from "./clock.ts";
import { control } from "./control.ts";
import { crossAlert, installEventBreaks } from "./event-breaks.ts";
import { deliver, withPlayedQueue } from "./event-queue.ts";
import { forgetfulDesk, installMisspeaking } from "./misspeaking.ts";
import { badQueue } from "./queue.ts";
import { shims } from "./state.ts";

/** Limits on frames have tests of their own; here they would only slow the load down. */
const NO_RATES = { frames: { burst: 10_000, perSecond: 10_000 }, visitor: { burst: 10_000, perSecond: 10_000 } };

installClock();
installBreaks();
installMisspeaking();
installEventBreaks();

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

	override async receiveEvent(event: BusinessEvent) {
		if (breaks("timeline_dropped", OFTEN)) return this.describe();
		const answer = await super.receiveEvent(event);
		if (breaks("timeline_doubled", OFTEN)) await super.receiveEvent({ ...event, id: newId("event") });
		return answer;
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

	override async raise(desk: DeskAddress, alert: Alert): Promise<boolean> {
		if (breaks("alert_dropped", 1)) return true;
		const first = await super.raise(desk, alert);
		if (breaks("alert_doubled", 1)) await super.raise(desk, { ...alert, id: newId("alert") });
		await crossAlert(this.env, desk, alert);
		return first;
	}
}

export class Connection extends ConnectionObject {
	constructor(context: DurableObjectState, env: WorkerBindings) {
		const bindings = withPlayedQueue(env);
		super(context, bindings, connectionPorts(bindings));
	}
}

const app = makeApp(appPorts);

export default {
	fetch: async (request, env, context) => {
		const bindings = withPlayedQueue(env);
		const { pathname } = new URL(request.url);
		if (pathname === DELIVERIES_PATH) return deliver(bindings, request);
		if (pathname === SWEEP_PATH)
			return Response.json({ swept: breaks("sweep_blind", 1) ? 0 : await sweepAll(bindings, () => Date.now()) });
		return (await control(request, env.CONVERSATION)) ?? (await app.fetch(request, bindings, context));
	},
	queue: (batch, env) => consume(withPlayedQueue(env), batch),
} satisfies ExportedHandler<
	Omit<WorkerBindings, "CONVERSATION"> & { CONVERSATION: DurableObjectNamespace<Conversation> }
>;
