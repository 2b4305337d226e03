// Principals: who is asking, from the sign-in's cookie or a signed token, and never from the body.
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { z } from "zod";
import { configOf } from "../platform/config.ts";
import { orRefuse, Refused } from "../platform/http-error.ts";
import { systemClock } from "../platform/world.ts";
import type { Role } from "../protocol/http.ts";
import { type Id, type Noun, type UserId, userId, type WorkspaceId, workspaceId } from "../protocol/ids.ts";
import { workspaceDoors } from "./doors.ts";
import { finishFounding } from "./founding.ts";
import { type Membership, membershipsOf } from "./membership.ts";
import { nameOf } from "./person.ts";
import { isRevoked, type RemovalPorts } from "./removal.ts";
import { signInOf } from "./sign-in.ts";
import { type AgentClaims, type Claims, read } from "./tokens.ts";

export interface Variables {
	requestId: string;
	/** The handler has said itself what became of the request: thousands of webhooks are one line each. */
	isLogged: true;
	/** Behind `agentsOnly`. */
	agent: AgentClaims;
	/** Behind `idempotent`: the id of what this request makes, the same when it is sent again. */
	newId: <N extends Noun>(noun: N) => Promise<Id<N>>;
}
export type AppEnv = { Bindings: WorkerBindings; Variables: Variables };
export type Router = OpenAPIHono<AppEnv>;

/** A token that was shown, verified. */
export interface Presented {
	claims: Claims;
	/** Unix seconds: objects that have dismissed somebody refuse what was issued before. */
	issuedAtS: number;
	expiresAtMs: number;
}

export interface SignedIn {
	user: { id: UserId; name: string; email: string };
	memberships: Membership[];
	active: Membership | undefined;
}

/** Of all workspaces of a person the one that a request is about: a browser's tabs share a cookie, and show different ones. */
export const whichWorkspace = z.object({ workspace: workspaceId.optional() });

/**
 * The person behind the cookie; refuses with `unauthenticated`. `active`: the wished workspace where they belong to it
 * (undefined where they do not), else the sign-in's.
 */
export async function signedIn(context: Context<AppEnv>, ports: RemovalPorts, wish?: WorkspaceId): Promise<SignedIn> {
	const signIn = await signInOf(context.env, new URL(context.req.url).origin, ports);
	const session = await signIn.api.getSession({ headers: context.req.raw.headers });
	if (!session) throw new Refused("unauthenticated");
	const memberships = await membershipsOf(context.env, session.user.id);
	const current = wish ?? session.session.activeOrganizationId;
	const found = memberships.find((one) => one.workspaceId === current);
	const active = wish === undefined ? (found ?? memberships[0]) : found;
	return {
		user: { id: userId.parse(session.user.id), name: nameOf(session.user), email: session.user.email },
		memberships,
		active,
	};
}

/** Lets agents through: by bearer ticket without any database, else by cookie. Sets `agent`. */
export function agentsOnly(ports: RemovalPorts) {
	return createMiddleware<AppEnv>(async (context, next) => {
		const bearer = bearerOf(context);
		context.set("agent", bearer ? agentIn(await claimsOf(context.env, bearer)) : await agentByCookie(context, ports));
		await next();
	});
}

/** The token of an `Authorization: Bearer` header. */
export function bearerOf(context: Context<AppEnv>): string | undefined {
	return context.req.header("authorization")?.match(/^Bearer (.+)$/i)?.[1];
}

/** After `agentsOnly`: owners and admins alone. */
export const adminsOnly = createMiddleware<AppEnv>(async (context, next) => {
	if (!isAdmin(context.get("agent").role)) throw new Refused("forbidden");
	await next();
});

export function isAdmin(role: Role): boolean {
	return role === "owner" || role === "admin";
}

/** A token's claims, unless it is expired, forged or taken back. */
export async function claimsOf(env: WorkerBindings, token: string): Promise<Presented> {
	const { claims, issuedAtS, expiresAtMs } = orRefuse(await read(configOf(env), token, systemClock));
	if (claims.kind === "agent" && (await isRevoked(env, claims.workspaceId, claims.userId, issuedAtS)))
		throw new Refused("replaced");
	return { claims, issuedAtS, expiresAtMs };
}

export async function agentClaimsOf(env: WorkerBindings, { user, active }: SignedIn): Promise<AgentClaims> {
	if (!active) throw new Refused("forbidden");
	const door =
		(await workspaceDoors.read(env, active.workspaceId)) ?? (await finishFounding(env, active.workspaceId))?.door;
	if (!door) throw new Refused("not_found");
	return {
		kind: "agent",
		workspaceId: active.workspaceId,
		jurisdiction: door.jurisdiction,
		userId: user.id,
		name: user.name,
		role: active.role,
		teams: active.teams.map(({ id }) => id),
	};
}

async function agentByCookie(context: Context<AppEnv>, ports: RemovalPorts): Promise<AgentClaims> {
	return agentClaimsOf(context.env, await signedIn(context, ports));
}

function agentIn({ claims }: { claims: Claims }): AgentClaims {
	if (claims.kind !== "agent") throw new Refused("forbidden");
	return claims;
}
