// A conversation's object on its own: its neighbours, its clock and its alarm are the test's.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { ConversationObject } from "../../../src/conversations/conversation.ts";
import type { HistoryBatch } from "../../../src/conversations/history-batch.ts";
import type { ConversationPorts } from "../../../src/conversations/ports.ts";
import type { DeskRow } from "../../../src/protocol/desk-frames.ts";
import type { AgentClaims, VisitorClaims } from "../../../src/workspaces/tokens.ts";
import { claimsIn } from "./claims.ts";
import type { Home } from "./home.ts";
import { conversationOf } from "./objects.ts";
import { visit } from "./visitor.ts";

/** What the object told the rooms beside it, and what of that they refuse; the hour is the test's. */
class World implements ConversationPorts {
	readonly rows: DeskRow[] = [];
	readonly left: string[] = [];
	readonly batches: HistoryBatch[] = [];
	deskAway = false;
	queueAway = false;
	ms = Date.now();
	readonly rates = { frames: { burst: 1_000, perSecond: 1_000 }, visitor: { burst: 1_000, perSecond: 1_000 } };

	async showOnDesk(_: unknown, row: DeskRow) {
		if (this.deskAway) throw new Error("no desk");
		this.rows.push(row);
	}
	async leaveDesk({ teamId }: { teamId: string }) {
		this.left.push(teamId);
	}
	async noteViewer() {
		return false;
	}
	async sendHistory(batch: HistoryBatch) {
		if (this.queueAway) throw new Error("no queue");
		this.batches.push(batch);
	}
	now() {
		return this.ms;
	}
	get ranges() {
		return this.batches.map(({ from, to }) => [from, to]);
	}
}

export interface Stage {
	world: World;
	object: ConversationObject;
	say(text: string): Promise<void>;
	note(text: string): Promise<void>;
	/** Lets `ms` pass, then rings the alarm if it is due. */
	pass(ms: number): Promise<void>;
	/** In how many milliseconds the alarm rings; null: never. */
	alarmIn(): Promise<number | null>;
	/** The object as it wakes: what was only in memory is gone. */
	wake(): ConversationObject;
}

/** A conversation whose neighbours and whose clock are the test's. `agent` writes its notes. */
export async function stageIn(
	home: Home,
	agent: AgentClaims,
	play: (stage: Stage, visitor: VisitorClaims) => Promise<void>,
): Promise<void> {
	const session = await visit({ inboxId: home.inboxId });
	const visitor = await claimsIn(session.token, "visitor");
	await runInDurableObject(conversationOf(home, session.conversationId), async (_, state) => {
		const world = new World();
		const wake = () => new ConversationObject(state, env, world);
		const set: Stage = {
			world,
			object: wake(),
			wake,
			say: async (text) => done(await set.object.post(visitor, { ...command(), type: "send", text })),
			note: async (text) => done(await set.object.post(agent, { ...command(), type: "note", text })),
			async pass(ms) {
				world.ms += ms;
				const at = await state.storage.getAlarm();
				if (at === null || at > world.ms) return;
				await state.storage.deleteAlarm();
				await set.object.alarm();
			},
			async alarmIn() {
				const at = await state.storage.getAlarm();
				return at === null ? null : at - world.ms;
			},
		};
		await play(set, visitor);
		await state.storage.deleteAlarm();
	});
}

/** What every command begins with. */
export const command = () => ({ clientId: crypto.randomUUID(), after: 0 });

export function done(result: { ok: boolean }): void {
	if (!result.ok) throw new Error("the command was refused");
}
