// The people of one conversation, with tokens signed here: no rate limit of a door stands between the load and the object.
import { z } from "zod";
import { type Config, configOf } from "../../src/platform/config.ts";
import { newId } from "../../src/platform/ids.ts";
import { inbox, me, widgetSession } from "../../src/protocol/http.ts";
import type { ConversationId, InboxId, TeamId, WorkspaceId } from "../../src/protocol/ids.ts";
import { type AgentClaims, type Claims, sign, type VisitorClaims } from "../../src/workspaces/tokens.ts";
import { AgentSession } from "../demo/agent-session.ts";
import type { Side } from "./history.ts";

const inboxes = z.object({ data: z.array(inbox) });

/** Longer than a run, and than the day by which the platform's clock is shifted. */
const TOKEN_LASTS_S = 30 * 24 * 60 * 60;

export interface Home {
	workspaceId: WorkspaceId;
	teamId: TeamId;
	inboxId: InboxId;
	config: Config;
	/** Where visitors get their token: the widget's own door. Without one it is signed here. */
	doorOrigin?: string;
}

export interface Persona {
	side: Side;
	/** The author's id of their entries. */
	sender: string;
	token: string;
}

export interface Agent extends Persona {
	teamId: TeamId;
}

export interface Cast {
	conversationId: ConversationId;
	visitor: Persona;
	agents: [Agent, Agent, Agent];
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

/** A workspace that was founded as people found theirs, so that its doors are open. */
export async function foundHome(secret: string, databaseUrl: string, origin: string): Promise<Home> {
	const owner = new AgentSession(origin);
	await owner.signUp("Ada", `ada-${crypto.randomUUID()}@torture.example`, "torture-only");
	await owner.post("/v1/workspaces", { name: "Torture" });
	const { workspace, teams } = me.parse(await owner.get("/v1/me"));
	const [team] = teams;
	const [first] = inboxes.parse(await owner.get("/v1/inboxes")).data;
	if (!workspace || !team || !first) throw new Error("a new workspace has a team and an inbox");
	const { config } = newHome(secret, databaseUrl);
	return { workspaceId: workspace.id, teamId: team.id, inboxId: first.id, config, doorOrigin: origin };
}

export async function newCast(home: Home): Promise<Cast> {
	const { workspaceId, teamId, config, doorOrigin } = home;
	const { conversationId, visitor } = await (doorOrigin ? visitOf(home, doorOrigin) : strangerOf(home));
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
		visitor,
		agents: [
			await agentPersona(config, teamId, agent("Ada")),
			await agentPersona(config, teamId, agent("Ben")),
			await agentPersona(config, teamId, agent("Cleo")),
		],
	};
}

type Visit = Pick<Cast, "conversationId" | "visitor">;

async function visitOf({ inboxId }: Home, doorOrigin: string): Promise<Visit> {
	const answer = await fetch(`${doorOrigin}/v1/widget/sessions`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ inboxId }),
	});
	if (!answer.ok) throw new Error(`the widget's door answered ${answer.status}: ${await answer.text()}`);
	const { token, visitorId, conversationId } = widgetSession.parse(await answer.json());
	return { conversationId, visitor: { side: "visitor", sender: visitorId, token } };
}

async function strangerOf({ workspaceId, teamId, inboxId, config }: Home): Promise<Visit> {
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
	return { conversationId, visitor: await persona(config, visitor, visitorId) };
}

async function agentPersona(config: Config, teamId: TeamId, claims: AgentClaims): Promise<Agent> {
	return { ...(await persona(config, claims, claims.userId)), teamId };
}

async function persona(config: Config, claims: Claims, sender: string): Promise<Persona> {
	const { token } = await sign(config, claims, TOKEN_LASTS_S, { now: () => Date.now() });
	return { side: claims.kind, sender, token };
}
