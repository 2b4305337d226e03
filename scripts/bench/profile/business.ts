// A business of the bench's own with seven connections, and a proven customer who has written.
import { z } from "zod";
import { connection } from "../../../src/protocol/connections.ts";
import { conversationWithState, identitySecret, inbox, me, ticket } from "../../../src/protocol/http.ts";
import type { ConnectionId, ConversationId, CustomerId, TeamId, WorkspaceId } from "../../../src/protocol/ids.ts";
import { AgentSession } from "../../demo/agent-session.ts";
import { beginProven } from "../../proven-customer.ts";
import type { PlayedSystem } from "./systems.ts";

export interface BenchBusiness {
	workspaceId: WorkspaceId;
	connections: ConnectionId[];
	conversationId: ConversationId;
	customerId: CustomerId;
	/** An agent's ticket, for the Authorization header. */
	bearer: string;
	owner: AgentSession;
	teamId: TeamId;
	/** What the connections have in memory of their cards is gone. */
	forget(): Promise<void>;
}

/** With which the bench signs as the shop does. */
export const HOOK_SECRET = "a secret of the bench";
const PASSWORD = "a password of the bench";

export async function openBusiness(origin: string, systems: readonly PlayedSystem[]): Promise<BenchBusiness> {
	const owner = new AgentSession(origin);
	await owner.signUp("Bench", "bench@example.com", PASSWORD);
	await owner.post("/v1/workspaces", { name: "Bench" });
	const { workspace, teams } = me.parse(await owner.get("/v1/me"));
	const [box] = z.object({ data: z.array(inbox) }).parse(await owner.get("/v1/inboxes")).data;
	const [team] = teams;
	if (!workspace || !box || !team) throw new Error("the bench's workspace has no inbox");
	const secret = identitySecret.parse(await owner.post(`/v1/inboxes/${box.id}/identity-secret`));
	const conversationId = await beginProven(origin, box.id, secret.identitySecret, {
		sub: "1",
		email: "lena@example.com",
	});
	// After the customer has come: else they would be asked about ahead.
	const connections: ConnectionId[] = [];
	for (const [index, system] of systems.entries()) {
		const settings = { shop: `bench-${index}.myshopify.com`, accessToken: "shpat_bench", origin: system.origin };
		const wish = { connector: "shopify", name: `System ${index}`, settings, hookSecret: HOOK_SECRET };
		connections.push(connection.parse(await owner.post("/v1/connections", wish)).id);
	}
	const { conversation } = conversationWithState.parse(await owner.get(`/v1/conversations/${conversationId}`));
	const bearer = ticket.parse(await owner.post("/v1/tickets")).ticket;
	return {
		workspaceId: workspace.id,
		connections,
		conversationId,
		customerId: conversation.customer.id,
		bearer,
		owner,
		teamId: team.id,
		forget: async () => {
			for (const id of connections) await owner.patch(`/v1/connections/${id}`, { required: false });
		},
	};
}
