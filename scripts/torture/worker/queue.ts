// The history queue as bad as a queue may be: it loses, doubles, and delivers late and out of order.
import type { ConversationPorts } from "../../../src/conversations/ports.ts";
import { conversationStub } from "../../../src/conversations/stub.ts";
import { breaks } from "./breaking.ts";
import { shims } from "./state.ts";

type Send = ConversationPorts["sendHistory"];
type Batch = Parameters<Send>[0];

/** Held back at once by all objects: then the oldest goes out, as late as it is. */
const MOST_HELD = 20;
const held: { batch: Batch; send: Send }[] = [];

export function badQueue(env: WorkerBindings, send: Send): Send {
	return async (batch) => {
		const { random, settings } = shims;
		const { lose, double, hold } = settings.queue;
		if (breaks("history_dropped", 1)) return pretendStored(env, batch);
		if (held.length > MOST_HELD || (held.length > 0 && random.chance(hold))) await release();
		if (random.chance(lose)) {
			shims.done.lost += 1;
			return;
		}
		if (random.chance(hold)) {
			held.push({ batch, send });
			return;
		}
		await send(batch);
		if (!random.chance(double)) return;
		shims.done.doubled += 1;
		await send(batch);
	};
}

async function release(): Promise<void> {
	const [late] = held.splice(shims.random.between(0, held.length - 1), 1);
	if (!late) return;
	shims.done.late += 1;
	await late.send(late.batch);
}

/** Broken on purpose: the object hears that Postgres has what it was never given. */
async function pretendStored(env: WorkerBindings, batch: Batch): Promise<void> {
	const { workspaceId, jurisdiction, conversation, from, to } = batch;
	await conversationStub(env, { workspaceId, jurisdiction, id: conversation.id }).confirm(from, to);
}
