import { runInDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import { ConversationObject } from "../../src/conversations/conversation.ts";
import { agentSocket, visitorSocket } from "../support/server/frame-socket.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import type { Person } from "../support/server/person.ts";
import { caughtUp, talk } from "../support/server/talk.ts";

let home: Home;
let bob: Person;
let ann: Person;

beforeAll(async () => {
	home = await found("Elm");
	[bob, ann] = [await invite(home, "Bob", "agent"), await invite(home, "Ann", "agent")];
});

const clientId = () => crypto.randomUUID();
const text = (entry: { content: { kind: string; text?: string } } | undefined) => entry?.content.text;

describe("a crowd in one conversation", () => {
	it("is told in one message each, everybody in the same order, each the answers to their own", async () => {
		const { visitor, session, agent, id, stub } = await talk(home, bob);
		const tab = await visitorSocket(session, 1);
		const other = await agentSocket(ann, id);
		await Promise.all([tab.next("welcome"), other.next("welcome")]);
		// All in one turn, by people who have not seen what the others write: `after` is behind.
		await runInDurableObject(stub, (object, state) => {
			if (!(object instanceof ConversationObject)) throw new Error("no conversation");
			for (const text of ["one", "two", "three"])
				for (const kind of ["visitor", "agent"]) {
					const [socket] = state.getWebSockets(kind);
					const frame = { type: "send", clientId: clientId(), after: 0, text: `${text} by the ${kind}` };
					if (socket) object.webSocketMessage(socket, JSON.stringify(frame));
				}
		});
		await Promise.all([visitor, tab].map(caughtUp));
		await Promise.all([agent, other].map(caughtUp));
		const said = ["one", "two", "three"].flatMap((word) => [`${word} by the visitor`, `${word} by the agent`]);
		for (const socket of [tab, other, visitor, agent]) {
			const heard = socket.frames.flatMap((frame) =>
				frame.type === "ack" || frame.type === "entry" ? [text(frame.entry)] : [],
			);
			expect(heard.slice(-6)).toEqual(said);
			expect(socket.together).toContain(6);
		}
	});

	it("has its refusals in their places, and closes nobody for them", async () => {
		const { visitor, agent } = await talk(home, bob);
		visitor.send({ type: "send", clientId: "first-of-three", after: 0, text: "one" });
		visitor.send({ type: "note", clientId: "second-of-three", after: 0, text: "two" });
		visitor.send({ type: "send", clientId: "third-of-three", after: 0, text: "three" });
		await caughtUp(visitor);
		const answers = visitor.frames.flatMap((frame) =>
			frame.type === "ack" || frame.type === "error" ? [`${frame.type} ${frame.clientId}`] : [],
		);
		expect(answers.slice(-3)).toEqual(["ack first-of-three", "error second-of-three", "ack third-of-three"]);
		await caughtUp(agent);
		expect(agent.all("entry").map(({ entry }) => text(entry))).toEqual(["one", "three"]);
	});
});
