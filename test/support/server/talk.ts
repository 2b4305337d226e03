// A visitor and an agent in one conversation, each on their socket.
import { agentSocket, type VisitorSocket, visitorSocket } from "./frame-socket.ts";
import type { Home } from "./home.ts";
import { conversationOf } from "./objects.ts";
import type { Person } from "./person.ts";
import { visit, write } from "./visitor.ts";

/** A visitor on their socket, welcomed, who has written nothing yet. */
export async function arrive({ inboxId, ...home }: Home, identity?: string) {
	const session = await visit({ inboxId, ...(identity !== undefined && { identity }) });
	const visitor = await visitorSocket(session);
	await visitor.next("welcome");
	const id = session.conversationId;
	return { session, visitor, id, stub: conversationOf({ inboxId, ...home }, id) };
}

/** A conversation that has begun, with an agent on it, whose `command` waits for its acknowledgement. */
export async function talk(home: Home, person: Person, identity?: string) {
	const arrived = await arrive(home, identity);
	await write(arrived.visitor, "Hello?");
	const agent = await agentSocket(person, arrived.id);
	await agent.next("welcome");
	const command = async (frame: object) => {
		const clientId = crypto.randomUUID();
		agent.send({ clientId, after: 1, ...frame });
		return (await agent.next("ack", (ack) => ack.clientId === clientId)).entry;
	};
	return { ...arrived, agent, command };
}

/** Everything that was sent to this socket before now has come: its answer is behind all of it. */
export async function caughtUp(socket: { send: VisitorSocket["send"]; next(type: "entries"): Promise<unknown> }) {
	socket.send({ type: "page", after: 0, limit: 1 });
	await socket.next("entries");
}
