// The people of one conversation, with tokens signed here: no rate limit of a door stands between the load and the object.
import { type Config, configOf } from "../../src/platform/config.ts";
import { newId } from "../../src/platform/ids.ts";
import type { ConversationId, InboxId, TeamId, WorkspaceId } from "../../src/protocol/ids.ts";
import { type AgentClaims, type Claims, sign, type VisitorClaims } from "../../src/workspaces/tokens.ts";
import type { Side } from "./history.ts";

/** Longer than a run, and than the day by which the platform's clock is shifted. */
const TOKEN_LASTS_S = 30 * 24 * 60 * 60;

export interface Home {
	workspaceId: WorkspaceId;
	teamId: TeamId;
	inboxId: InboxId;
	config: Config;
}

export interface Persona {
	side: Side;
	/** The author's id of their entries. */
	sender: string;
	token: string;
}

export interface Cast {
	conversationId: ConversationId;
	visitor: Persona;
	agents: [Persona, Persona, Persona];
}

/** A workspace that only tokens know of: chat does not ask whether it was ever founded. */
export function newHome(secret: string, databaseUrl: string): Home {
	const config = configOf({
		ENVIRONMENT: "local",
		SIGN_UP: "open",
		DATABASE_URL: databaseUrl,
		AUTH_DATABASE_URL: databaseUrl,
		HEDDLE_SECRET: secret,
	});
	return { workspaceId: newId("workspace"), teamId: newId("team"), inboxId: newId("inbox"), config };
}

export async function newCast(home: Home): Promise<Cast> {
	const { workspaceId, teamId, inboxId, config } = home;
	const conversationId = newId("conversation");
	const visitorId = newId("visitor");
	const visitor: VisitorClaims = {
		kind: "visitor",
		workspaceId,
		jurisdiction: "none",
		inboxId,
		teamId,
		visitorId,
		conversationId,
		number: 0,
		customer: { id: newId("customer"), verified: false },
	};
	const agent = (name: string): AgentClaims => ({
		kind: "agent",
		workspaceId,
		jurisdiction: "none",
		userId: newId("user"),
		name,
		role: "agent",
		teams: [teamId],
	});
	return {
		conversationId,
		visitor: await persona(config, visitor, visitorId),
		agents: [
			await agentPersona(config, agent("Ada")),
			await agentPersona(config, agent("Ben")),
			await agentPersona(config, agent("Cleo")),
		],
	};
}

function agentPersona(config: Config, claims: AgentClaims): Promise<Persona> {
	return persona(config, claims, claims.userId);
}

async function persona(config: Config, claims: Claims, sender: string): Promise<Persona> {
	const { token } = await sign(config, claims, TOKEN_LASTS_S, { now: () => Date.now() });
	return { side: claims.kind, sender, token };
}
