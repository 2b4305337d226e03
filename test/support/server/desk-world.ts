// A desk in a world of its own: its clock, its KV, its Postgres and its conversations are the test's.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { DeskAddress } from "../../../src/conversations/ports.ts";
import { DESK_GRANT_HEADER, type DeskGrant, DeskObject } from "../../../src/desks/desk.ts";
import type { DeskPorts } from "../../../src/desks/ports.ts";
import { deskStub } from "../../../src/desks/stub.ts";
import { newId } from "../../../src/platform/ids.ts";
import type { Alert } from "../../../src/protocol/desk-frames.ts";
import { deskFrame } from "../../../src/protocol/desk-frames.ts";
import { connectionId, type TeamId, type UserId } from "../../../src/protocol/ids.ts";
import { TICKET_LASTS_S } from "../../../src/workspaces/tokens.ts";
import { FrameSocket } from "./frame-socket.ts";

export class DeskWorld implements DeskPorts {
	readonly address: DeskAddress;
	/** What was told to KV, to Postgres, to conversations. */
	readonly published: boolean[] = [];
	readonly recorded: Alert[][] = [];
	readonly dismissedFrom: string[] = [];
	/** What was handed to which other desk. */
	readonly handedOver: { to: TeamId; alert: Alert; asOf: number }[] = [];
	leads: UserId[] = [];
	/** Everything beyond the desk refuses. */
	away = false;
	#ahead = 0;

	/** `beside`: of the same workspace as that desk. */
	constructor(beside?: DeskAddress) {
		const workspaceId = beside?.workspaceId ?? newId("workspace");
		this.address = { workspaceId, jurisdiction: "none", teamId: newId("team") };
	}

	async publishPresence(_: DeskAddress, there: boolean): Promise<void> {
		this.#answer();
		this.published.push(there);
	}

	async recordAlerts(_: DeskAddress, alerts: readonly Alert[]): Promise<void> {
		this.#answer();
		this.recorded.push([...alerts]);
	}

	async handOver({ teamId }: DeskAddress, alert: Alert, asOf: number): Promise<void> {
		this.#answer();
		this.handedOver.push({ to: teamId, alert, asOf });
	}

	async leadsOf(): Promise<UserId[]> {
		this.#answer();
		return this.leads;
	}

	async dismissFrom(_: DeskAddress, conversation: string): Promise<void> {
		this.#answer();
		this.dismissedFrom.push(conversation);
	}

	now(): number {
		return Date.now() + this.#ahead;
	}

	pass(ms: number): void {
		this.#ahead += ms;
	}

	grant(userId: UserId, name = "Bob"): DeskGrant {
		const issuedAtS = Math.floor(this.now() / 1000);
		const { workspaceId, jurisdiction, teamId } = this.address;
		const claims = {
			kind: "agent" as const,
			workspaceId,
			jurisdiction,
			userId,
			name,
			role: "agent" as const,
			teams: [teamId],
		};
		return { claims, issuedAtS, expiresAtMs: (issuedAtS + TICKET_LASTS_S) * 1000, teamId };
	}

	alert(at = this.now(), change: Partial<Alert> = {}): Alert {
		return {
			id: newId("alert"),
			ruleId: newId("rule"),
			ruleName: "Large order",
			severity: "urgent",
			event: {
				id: newId("event"),
				kind: "order.created",
				connectionId: connectionId.parse("cnn_0123456789abcdef"),
				connector: "shopify",
				topic: "orders/create",
				objectType: "order",
				objectId: "1",
				reference: "#1",
				summary: "An order",
				occurredAt: new Date(at).toISOString(),
				facts: {},
			},
			customer: null,
			conversationId: null,
			teamId: this.address.teamId,
			assigneeId: null,
			raisedAt: new Date(at).toISOString(),
			acknowledged: null,
			...change,
		};
	}

	#answer(): void {
		if (this.away) throw new Error("away");
	}
}

/** `storage` and the desk itself, inside of its object. */
export async function inDesk(
	work: (desk: DeskObject, world: DeskWorld, storage: DurableObjectStorage) => Promise<void>,
): Promise<void> {
	const world = new DeskWorld();
	await runInDurableObject(deskStub(env, world.address), (_, state) =>
		work(new DeskObject(state, env, world), world, state.storage),
	);
}

/** A socket, or how it was refused: the status of the object's answer. */
export async function openDesk(desk: DeskObject, grant: DeskGrant) {
	const answer = await desk.fetch(
		new Request("http://desk", { headers: { [DESK_GRANT_HEADER]: JSON.stringify(grant) } }),
	);
	return answer.webSocket ? new FrameSocket(answer.webSocket, deskFrame) : answer.status;
}

/** The welcome that this agent would get, as HTTP gives it. */
export async function welcomeOf(desk: DeskObject, grant: DeskGrant) {
	const answer = await desk.answer(grant);
	if (!answer.ok) throw new Error(answer.code);
	const frame = deskFrame.parse(JSON.parse(answer.frames[0] ?? ""));
	if (frame.type !== "welcome") throw new Error("a desk begins with its welcome");
	return frame;
}
