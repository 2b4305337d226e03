// A visitor who says hello, repeats whatever an agent says, and leaves when the conversation is resolved.
// node echo-visitor.ts <origin of Heddle> <inbox id>
import { ConversationClient } from "heddle-client";
import { Refused } from "heddle-client/link";
import type { PublicEntry } from "heddle-client/protocol";

const [origin = "http://127.0.0.1:8787", inboxId = ""] = process.argv.slice(2);

interface Session {
	token: string;
	conversationId: string;
}

/** Asks who we are. The token of an earlier visit brings its conversation back. */
async function openSession(token?: string): Promise<Session> {
	const answer = await fetch(new URL("/v1/widget/sessions", origin), {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ inboxId, token, locale: "en" }),
	});
	const body = await answer.json();
	if (answer.ok) return body;
	// What may be better in a moment is tried again by whoever asked; the rest ends the link with its code.
	throw body.retry ? new Error(body.title) : new Refused(body.code);
}

let session = await openSession();
let given: string | undefined;
const conversation = new ConversationClient<PublicEntry>({
	origin,
	conversationId: session.conversationId,
	audience: "visitor",
	// Asked again when the last token was refused: then a new one is wanted.
	token: async () => {
		if (given === session.token) session = await openSession(session.token);
		given = session.token;
		return given;
	},
});

let heard = 0;
conversation.subscribe(() => {
	const { entries, link, refusal, status } = conversation.view;
	for (const { seq, author, content } of entries) {
		if (seq <= heard) continue;
		heard = seq;
		if (content.kind !== "message") continue;
		console.log(`${author.name ?? author.kind}: ${content.text}`);
		if (author.kind === "agent") conversation.send(`You said: ${content.text}`);
	}
	if (heard > 0 && status === "resolved") conversation.close();
	if (link === "refused") {
		console.error(`refused: ${refusal}`);
		process.exitCode = 1;
		conversation.close();
	}
});
// On its way at once, stored as soon as there is a connection.
conversation.send("Hello, I am an echo.");
