// The demo's people: the first founds the workspace, the others come by invitation, through the API that the console uses.
import { z } from "zod";
import { me } from "../../src/protocol/http.ts";
import type { TeamId, WorkspaceId } from "../../src/protocol/ids.ts";
import { AgentSession } from "./agent-session.ts";
import { DEMO_PASSWORD, type DemoBusiness, type Person } from "./businesses.ts";

export interface Home {
	owner: AgentSession;
	workspaceId: WorkspaceId;
	teamId: TeamId;
	/** Whether the workspace was made just now. */
	isNew: boolean;
}

const invited = z.object({ id: z.string() });

export async function moveIn(workerOrigin: string, business: DemoBusiness, workspaceName: string): Promise<Home> {
	const [founder, ...others] = business.people;
	const owner = new AgentSession(workerOrigin);
	const isNew = !(await owner.signIn(founder.email, DEMO_PASSWORD));
	if (isNew) await owner.signUp(founder.name, founder.email, DEMO_PASSWORD);
	const known = me.parse(await owner.get("/v1/me"));
	if (!known.workspace) await owner.post("/v1/workspaces", { name: workspaceName });
	const now = me.parse(await owner.get("/v1/me"));
	const [team] = now.teams;
	if (!now.workspace || !team) throw new Error(`the workspace of ${workspaceName} has no team`);
	if (isNew) for (const person of others) await invite(workerOrigin, owner, person, team.id);
	return { owner, workspaceId: now.workspace.id, teamId: team.id, isNew };
}

async function invite(workerOrigin: string, owner: AgentSession, person: Person, teamId: TeamId): Promise<void> {
	const invitation = invited.parse(
		await owner.post("/v1/auth/organization/invite-member", { email: person.email, role: person.role, teamId }),
	);
	const guest = new AgentSession(workerOrigin);
	await guest.signUp(person.name, person.email, DEMO_PASSWORD);
	await guest.post("/v1/auth/organization/accept-invitation", { invitationId: invitation.id });
}
