// A customer whom a shop vouches for, who begins a conversation: as a shop's page and the widget would.
import { SignJWT } from "jose";
import { widgetSession } from "../src/protocol/http.ts";
import type { ConversationId } from "../src/protocol/ids.ts";

/** @param secret the inbox's identity secret. @param sub the shop's own id of its customer. @returns the conversation */
export async function beginProven(
	origin: string,
	inboxId: string,
	secret: string,
	{ sub, email }: { sub: string; email: string },
): Promise<ConversationId> {
	const identity = await new SignJWT({ sub, email })
		.setProtectedHeader({ alg: "HS256" })
		.setExpirationTime("1h")
		.sign(new TextEncoder().encode(secret));
	const post = async (path: string, body: object, token?: string) => {
		const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
		const answer = await fetch(origin + path, { method: "POST", headers, body: JSON.stringify(body) });
		if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
		return answer.json();
	};
	const session = widgetSession.parse(await post("/v1/widget/sessions", { inboxId, identity }));
	const frame = { type: "send", clientId: crypto.randomUUID(), after: 0, text: "Where is my order?" };
	await post(`/v1/conversations/${session.conversationId}/frames`, frame, session.token);
	return session.conversationId;
}
