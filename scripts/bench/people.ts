// Who takes part: a workspace of the bench's own, whose tokens are signed here as Heddle signs them.
import { configOf } from "../../src/platform/config.ts";
import { newId } from "../../src/platform/ids.ts";
import { systemClock } from "../../src/platform/world.ts";
import type { ConversationId } from "../../src/protocol/ids.ts";
import { SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from "../../src/protocol/limits.ts";
import {
	type AgentClaims,
	type Claims,
	sign,
	TICKET_LASTS_S,
	type VisitorClaims,
} from "../../src/workspaces/tokens.ts";
import type { Heddle } from "../heddle.ts";
import type { Seat } from "./load/plan.ts";
import { FLOOR_PATH } from "./worker/paths.ts";

export interface People {
	/** An agent's socket on the desk. */
	deskSeat(): Promise<Seat>;
	visitorSeat(conversation: ConversationId): Promise<Seat>;
	/** `sends`: takes part; else only listens. */
	agentSeat(conversation: ConversationId, sends?: boolean): Promise<Seat>;
	floorSeat(name: string): Seat;
}

export function people({ workerOrigin, secret, database }: Heddle): People {
	const config = configOf({
		ENVIRONMENT: "local",
		SIGN_UP: "invited",
		DATABASE_URL: database.ownerUrl,
		AUTH_DATABASE_URL: database.ownerUrl,
		HEDDLE_SECRET: secret,
	});
	const origin = workerOrigin.replace(/^http/, "ws");
	const home = { workspaceId: newId("workspace"), jurisdiction: "none" } as const;
	const [inboxId, teamId] = [newId("inbox"), newId("team")];
	const agent: AgentClaims = {
		...home,
		kind: "agent",
		userId: newId("user"),
		name: "Agent of the bench",
		role: "agent",
		teams: [teamId],
	};
	const visitors = new Map<ConversationId, VisitorClaims>();

	/** The same visitor for the same conversation: several tabs of one person. */
	function visitorOf(conversationId: ConversationId): VisitorClaims {
		const known = visitors.get(conversationId);
		if (known) return known;
		const claims: VisitorClaims = {
			...home,
			kind: "visitor",
			inboxId,
			teamId,
			visitorId: newId("visitor"),
			conversationId,
			number: 0,
			customer: { id: newId("customer"), verified: false },
		};
		visitors.set(conversationId, claims);
		return claims;
	}

	async function seat(path: string, claims: Claims, sends: boolean): Promise<Seat> {
		const { token } = await sign(config, claims, TICKET_LASTS_S, systemClock);
		return {
			url: `${origin}${path}`,
			protocols: [SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX + token],
			speaks: "heddle",
			sends,
		};
	}

	return {
		deskSeat: () => seat(`/v1/desks/${teamId}/socket`, agent, false),
		visitorSeat: (id) => seat(`/v1/conversations/${id}/socket`, visitorOf(id), true),
		agentSeat: (id, sends = false) => seat(`/v1/conversations/${id}/socket`, agent, sends),
		floorSeat: (name) => ({ url: `${origin}${FLOOR_PATH}${name}`, protocols: [], speaks: "floor", sends: true }),
	};
}
