// Sign-in: better-auth with its organization plugin. An organization is a workspace; its teams are the desks' teams.
import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { APIError, createAuthMiddleware, getSessionFromCtx } from "better-auth/api";
import { organization } from "better-auth/plugins";
import { adminAc, memberAc, ownerAc } from "better-auth/plugins/organization/access";
import { database } from "../db/client.ts";
import * as schema from "../db/schema/auth.ts";
import { configOf } from "../platform/config.ts";
import { newId } from "../platform/ids.ts";
import { base64Of, keyFor } from "../platform/keys.ts";
import { log } from "../platform/log.ts";
import type { Noun } from "../protocol/ids.ts";
import { hasPendingInvitation, isAdminOf, membershipsOf } from "./membership.ts";
import { organizationHooks } from "./organization-hooks.ts";
import { cleaned, nameOf } from "./person.ts";
import type { RemovalPorts } from "./removal.ts";
import { MOST_TEAMS } from "./tokens.ts";

export const SIGN_IN_PATH = "/v1/auth";

export type SignIn = Awaited<ReturnType<typeof makeSignIn>>;

const made = new WeakMap<object, Map<string, Promise<SignIn>>>();

/** One for each environment and address: better-auth checks that requests come from the origin it is told. */
export function signInOf(env: WorkerBindings, origin: string, ports: RemovalPorts): Promise<SignIn> {
	const byOrigin = made.get(env) ?? new Map<string, Promise<SignIn>>();
	made.set(env, byOrigin);
	const known = byOrigin.get(origin);
	if (known) return known;
	const fresh = makeSignIn(env, origin, ports);
	byOrigin.set(origin, fresh);
	return fresh;
}

const NOUNS: Record<string, Noun> = { organization: "workspace", user: "user", team: "team" };

async function makeSignIn(env: WorkerBindings, origin: string, ports: RemovalPorts) {
	const config = configOf(env);
	return betterAuth({
		baseURL: origin,
		basePath: SIGN_IN_PATH,
		secret: base64Of(await keyFor(config.HEDDLE_SECRET, "sign-in")),
		database: drizzleAdapter(database(config.AUTH_DATABASE_URL), { provider: "pg", schema }),
		trustedOrigins: [origin],
		emailAndPassword: { enabled: true, minPasswordLength: 10 },
		rateLimit: { enabled: false }, // the Worker's own limits stand before it (app.ts): they hold across isolates
		telemetry: { enabled: false },
		logger: { disabled: false, level: "error", log: (_level, _message) => log("sign_in_fault") },
		// Faults go to the app's own handler: better-auth would print them whole, and a database's holds what people typed.
		onAPIError: { throw: true },
		advanced: {
			database: { generateId: ({ model }) => newId(NOUNS[model] ?? "request") },
			useSecureCookies: config.ENVIRONMENT === "production",
			defaultCookieAttributes: { sameSite: "lax", httpOnly: true },
		},
		databaseHooks: {
			user: {
				create: { before: async (person) => ({ data: { ...person, name: nameOf(person) } }) },
				update: { before: async (change) => ({ data: renamed(change) }) },
			},
			// A new session begins in the person's first workspace: better-auth would leave it in none.
			session: {
				create: {
					before: async (session) => {
						const [first] = await membershipsOf(env, session.userId);
						return { data: { ...session, activeOrganizationId: first?.workspaceId ?? null } };
					},
				},
			},
		},
		hooks: { before: createAuthMiddleware((context) => guard(env, context)) },
		plugins: [
			organization({
				// Workspaces are made by POST /v1/workspaces alone, which makes their key and inbox too.
				allowUserToCreateOrganization: false,
				disableOrganizationDeletion: true,
				creatorRole: "owner",
				roles: { owner: ownerAc, admin: adminAc, agent: memberAc },
				teams: { enabled: true, maximumTeams: MOST_TEAMS },
				// The link is the proof: its id is 131 random bits, and only admins can list it (see guard).
				requireEmailVerificationOnInvitation: false,
				invitationExpiresIn: 7 * 24 * 60 * 60,
				organizationHooks: organizationHooks(env, ports),
			}),
		],
	});
}

/** A change of a person, with a name that can be shown where it brings one. */
function renamed<Change extends { name?: string }>(change: Change): Change {
	if (change.name === undefined) return change;
	const name = cleaned(change.name);
	if (name === undefined) throw new APIError("BAD_REQUEST", { message: "Enter a name that can be seen." });
	return { ...change, name };
}

/** Refusals that better-auth leaves to its user. */
async function guard(
	env: WorkerBindings,
	context: Parameters<typeof getSessionFromCtx>[0] & { path: string; body?: unknown; query?: unknown },
): Promise<void> {
	if (context.path === "/sign-up/email" && configOf(env).SIGN_UP === "invited") {
		const email = emailIn(context.body);
		if (!email || !(await hasPendingInvitation(env, email))) {
			throw new APIError("FORBIDDEN", {
				message: "Signing up needs an invitation. Ask an admin of your workspace for one.",
			});
		}
	}
	// Leaving would skip the hook that closes sockets; removal by an admin does not.
	if (context.path === "/organization/leave") {
		throw new APIError("FORBIDDEN", { message: "Ask an admin to remove you from the workspace." });
	}
	// An invitation's id is what proves it: an agent who could list them could accept an admin's.
	if (context.path === "/organization/list-invitations" || context.path === "/organization/get-full-organization") {
		const session = await getSessionFromCtx(context);
		const workspace = namedIn(context.query) ?? session?.session.activeOrganizationId;
		if (!session || !workspace || !(await isAdminOf(env, workspace, session.user.id))) {
			throw new APIError("FORBIDDEN", { message: "Only admins of the workspace may see this." });
		}
	}
}

/** The workspace that better-auth will look at before the session's; one named in another way is nobody's. */
function namedIn(query: unknown): string | undefined {
	if (typeof query !== "object" || query === null) return undefined;
	if ("organizationSlug" in query) return "";
	return "organizationId" in query ? String(query.organizationId) : undefined;
}

function emailIn(body: unknown): string | undefined {
	return typeof body === "object" && body !== null && "email" in body && typeof body.email === "string"
		? body.email.toLowerCase()
		: undefined;
}
