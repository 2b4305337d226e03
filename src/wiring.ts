// The wiring: what each room needs from the others, made from the environment. worker.ts hands it to the object classes.
import type { ConnectionPorts } from "./connections/ports.ts";
import { consumeHistory } from "./conversations/history.ts";
import type { ConversationPorts } from "./conversations/ports.ts";
import { conversationStub } from "./conversations/stub.ts";
import type { ConversationPlace, VisitPorts } from "./customers/ports.ts";
import { recordAlerts } from "./desks/alerts.ts";
import type { DeskPorts } from "./desks/ports.ts";
import { deskStub } from "./desks/stub.ts";
import { consumeEvents } from "./events/consumer.ts";
import { consumeDead } from "./events/dead-letters.ts";
import { takeFindings } from "./events/found.ts";
import { sweepAll } from "./events/sweep.ts";
import { systemClock } from "./platform/world.ts";
import type { CustomerState } from "./protocol/conversation-frames.ts";
import type { UserId, WorkspaceId } from "./protocol/ids.ts";
import { FRAME_BURST, FRAMES_PER_SECOND, VISITOR_BURST, VISITOR_MESSAGES_PER_SECOND } from "./protocol/limits.ts";
import { workspaceDoors } from "./workspaces/doors.ts";
import { leadsOf } from "./workspaces/leads.ts";
import { teamsOf } from "./workspaces/membership.ts";
import { publishPresence } from "./workspaces/presence.ts";
import type { RemovalPorts } from "./workspaces/removal.ts";

export function conversationPorts(env: WorkerBindings): ConversationPorts {
	return {
		showOnDesk: (desk, row) => deskStub(env, desk).show(row),
		leaveDesk: (desk, conversation, revision, to) => deskStub(env, desk).leave(conversation, revision, to),
		noteViewer: (desk, conversation, agent, issuedAtS) =>
			deskStub(env, desk).noteViewer(agent, conversation, issuedAtS),
		sendHistory: async (batch) => {
			await env.HISTORY.send(batch);
		},
		now: systemClock.now,
		rates: {
			frames: { burst: FRAME_BURST, perSecond: FRAMES_PER_SECOND },
			visitor: { burst: VISITOR_BURST, perSecond: VISITOR_MESSAGES_PER_SECOND },
		},
	};
}

export function connectionPorts(env: WorkerBindings): ConnectionPorts {
	return {
		showCard: (place, card) => conversationStub(env, place).showCard(card),
		takeFindings: (door, jurisdiction, findings) => takeFindings(env, door, jurisdiction, findings),
		now: systemClock.now,
	};
}

export function deskPorts(env: WorkerBindings): DeskPorts {
	return {
		publishPresence: ({ teamId }, there) => publishPresence(env, teamId, there),
		recordAlerts: ({ workspaceId }, alerts) => recordAlerts(env, workspaceId, alerts),
		handOver: async (desk, alert, asOf) => {
			await deskStub(env, desk).raise(desk, alert, asOf);
		},
		leadsOf: ({ workspaceId, teamId }) => leadsOf(env, workspaceId, teamId),
		dismissFrom: (desk, id, agent) => conversationStub(env, { ...desk, id }).dismiss(agent),
		now: systemClock.now,
	};
}

export async function consume(env: WorkerBindings, batch: MessageBatch): Promise<void> {
	switch (batch.queue) {
		case "heddle-history":
			return consumeHistory(env, batch);
		case "heddle-events":
			return consumeEvents(env, batch);
		case "heddle-dead":
			return consumeDead(env, batch);
		default:
			throw new Error(`no consumer for the queue ${batch.queue}`);
	}
}

/** The cron trigger. */
export async function runSchedule(env: WorkerBindings): Promise<void> {
	await sweepAll(env, systemClock.now);
}

/** Of the app's routes. */
export const appPorts: RemovalPorts & VisitPorts = { closeSockets, customerOf };

async function customerOf(env: WorkerBindings, place: ConversationPlace): Promise<CustomerState | null> {
	const described = await conversationStub(env, place).describe();
	return described.ok ? described.conversation.customer : null;
}

/** What somebody who was removed holds open: on the desks of all teams, and on the conversations they opened from there. */
async function closeSockets(env: WorkerBindings, workspaceId: WorkspaceId, user: UserId): Promise<void> {
	const door = await workspaceDoors.read(env, workspaceId);
	if (!door) return;
	const { jurisdiction } = door;
	const teams = await teamsOf(env, workspaceId);
	const desks = teams.map(({ id: teamId }) => ({ workspaceId, jurisdiction, teamId }));
	await Promise.all(desks.map((desk) => deskStub(env, desk).dismiss(desk, user)));
}
