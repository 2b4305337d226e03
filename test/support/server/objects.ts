// The objects behind the sockets, for tests that put them to sleep, read their disk or ring their alarm.
import { env } from "cloudflare:workers";
import { connectionStub } from "../../../src/connections/stub.ts";
import { conversationStub } from "../../../src/conversations/stub.ts";
import { deskStub } from "../../../src/desks/stub.ts";
import type { ConnectionId, ConversationId, TeamId } from "../../../src/protocol/ids.ts";
import type { Home } from "./home.ts";

export function conversationOf({ workspaceId }: Home, id: ConversationId) {
	return conversationStub(env, { workspaceId, jurisdiction: "none", id });
}

export function deskOf({ workspaceId }: Home, teamId: TeamId) {
	return deskStub(env, { workspaceId, jurisdiction: "none", teamId });
}

export function connectionOf({ workspaceId }: Home, id: ConnectionId) {
	return connectionStub(env, { workspaceId, jurisdiction: "none", id });
}
