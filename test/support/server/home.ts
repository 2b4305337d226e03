// A founded workspace, with what tests ask of it.
import { env } from "cloudflare:workers";
import { z } from "zod";
import { inbox, type Role, workspace } from "../../../src/protocol/http.ts";
import type { InboxId, TeamId, UserId, WorkspaceId } from "../../../src/protocol/ids.ts";
import { type Tenant, tenant } from "../../../src/workspaces/access.ts";
import { Person } from "./person.ts";

export interface Home {
	owner: Person;
	ownerId: UserId;
	workspaceId: WorkspaceId;
	teamId: TeamId;
	inboxId: InboxId;
	/** Its part of Postgres, by the door that the Worker uses. */
	db: Tenant;
}

const invitation = z.object({ id: z.string() });

/** As the console founds one: sign up, make the workspace, find its default team and inbox. */
export async function found(name: string, jurisdiction: "none" | "eu" | "us" = "none"): Promise<Home> {
	const owner = await new Person(`Owner of ${name}`, `${crypto.randomUUID()}@owners.example`).signUp();
	const made = await owner.post("/v1/workspaces", { name, jurisdiction }, workspace);
	const { user, teams } = await owner.me();
	const { data } = await owner.get("/v1/inboxes", z.object({ data: z.array(inbox) }));
	const [team] = teams;
	const [first] = data;
	if (!team || !first) throw new Error("a founded workspace has a team and an inbox");
	return {
		owner,
		ownerId: user.id,
		workspaceId: made.id,
		teamId: team.id,
		inboxId: first.id,
		db: tenant(env, made.id),
	};
}

/** Somebody who came by the owner's invitation, into the default team. */
export async function invite(home: Home, name: string, role: Role): Promise<Person> {
	const guest = await new Person(name).signUp();
	const { owner, teamId } = home;
	const body = { email: guest.email, role, teamId };
	const { id } = invitation.parse(await owner.auth("organization/invite-member", body));
	await guest.auth("organization/accept-invitation", { invitationId: id });
	return guest;
}
