// The people of one batch, in the attacked workspace: new ids each time, drawn from the batch's seed, with tokens signed
// here, so that no door's limit stands between the fuzz and the objects.
import { type Config, configOf } from "../../src/platform/config.ts";
import {
	type ConversationId,
	conversationId,
	customerId,
	prefixOf,
	type TeamId,
	teamId,
	userId,
	visitorId,
} from "../../src/protocol/ids.ts";
import { type AgentClaims, type Claims, sign, type VisitorClaims } from "../../src/workspaces/tokens.ts";
import type { SeededBusiness } from "../seed.ts";
import type { Persona } from "../torture/cast.ts";
import type { Random } from "../torture/random.ts";

/** Longer than any run. */
const LASTS_S = 30 * 24 * 60 * 60;
const ID_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

export type Home = Pick<SeededBusiness, "workspaceId" | "inboxId" | "teamId">;

/** One conversation with its visitor. */
export interface Visit {
	conversationId: ConversationId;
	visitor: Persona;
}

export interface People {
	/** Their own desk, so that none grows from batch to batch. */
	teamId: TeamId;
	agents: Persona[];
	/** Its token has expired. */
	late: Persona;
	visit(): Promise<Visit>;
}

export function configFor(secret: string, databaseUrl: string): Config {
	return configOf({
		ENVIRONMENT: "local",
		SIGN_UP: "open",
		DATABASE_URL: databaseUrl,
		AUTH_DATABASE_URL: databaseUrl,
		HEDDLE_SECRET: secret,
	});
}

/** @param lastsS of their tokens */
export async function gather(config: Config, home: Home, random: Random, lastsS = LASTS_S): Promise<People> {
	const team = teamId.parse(idOf("team", random));
	const agents = [await agent("Ada"), await agent("Ben"), await agent("Cleo")];
	return {
		teamId: team,
		agents,
		late: await agent("Lea", -60),
		visit,
	};

	async function agent(name: string, itLastsS = lastsS): Promise<Persona> {
		const claims: AgentClaims = {
			kind: "agent",
			workspaceId: home.workspaceId,
			jurisdiction: "none",
			userId: userId.parse(idOf("user", random)),
			name,
			role: "agent",
			teams: [team, home.teamId],
		};
		return persona(config, claims, claims.userId, itLastsS);
	}

	async function visit(): Promise<Visit> {
		const claims: VisitorClaims = {
			kind: "visitor",
			workspaceId: home.workspaceId,
			jurisdiction: "none",
			inboxId: home.inboxId,
			teamId: team,
			visitorId: visitorId.parse(idOf("visitor", random)),
			conversationId: conversationId.parse(idOf("conversation", random)),
			number: 0,
			customer: { id: customerId.parse(idOf("customer", random)), verified: false },
		};
		return {
			conversationId: claims.conversationId,
			visitor: await persona(config, claims, claims.visitorId, lastsS),
		};
	}
}

export function idOf(noun: Parameters<typeof prefixOf>[0], random: Random): string {
	return `${prefixOf(noun)}_${Array.from({ length: 22 }, () => random.pick([...ID_LETTERS])).join("")}`;
}

async function persona(config: Config, claims: Claims, sender: string, lastsS: number): Promise<Persona> {
	const { token } = await sign(config, claims, lastsS, { now: () => Date.now() });
	return { side: claims.kind, sender, token };
}
