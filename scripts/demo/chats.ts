// A few customers of the demo who have already written, so that the first look at the console is not an empty one.
import { ConversationClient } from "../../src/client/conversation.ts";
import type { PublicEntry } from "../../src/protocol/entry.ts";
import { widgetSession } from "../../src/protocol/http.ts";
import type { InboxId } from "../../src/protocol/ids.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import type { TenantKey } from "../sandbox/tenants.ts";

/** By the place of the customer in the sandbox's list; undefined: somebody who has not signed in. */
const CHATS: Record<TenantKey, { customer?: number; locale: string; lines: string[] }[]> = {
	loom: [
		{
			customer: 5,
			locale: "en",
			lines: ["Hi! My parcel says it was delivered but there is nothing here.", "Could you check where it went?"],
		},
		{ customer: 2, locale: "de", lines: ["Guten Tag, kann ich die Farbe meiner Bestellung noch ändern?"] },
		{ locale: "zh", lines: ["你好，羊毛线可以寄到上海吗？运费多少？"] },
	],
	nordlicht: [{ customer: 0, locale: "de", lines: ["Moin, wann kommt mein Rad an?"] }],
};

export async function chat(workerOrigin: string, sandbox: Sandbox, tenant: TenantKey, inboxId: InboxId): Promise<void> {
	await Promise.all(CHATS[tenant].map((one) => write(workerOrigin, sandbox, tenant, inboxId, one)));
}

async function write(
	workerOrigin: string,
	sandbox: Sandbox,
	tenant: TenantKey,
	inboxId: InboxId,
	{ customer, locale, lines }: (typeof CHATS)[TenantKey][number],
): Promise<void> {
	const identity = customer === undefined ? undefined : await identityOf(sandbox, tenant, customer);
	const answer = await fetch(`${workerOrigin}/v1/widget/sessions`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ inboxId, locale, identity }),
	});
	if (!answer.ok) throw new Error(`no session for the demo's chat: ${answer.status} ${await answer.text()}`);
	const { token, conversationId } = widgetSession.parse(await answer.json());
	const client = new ConversationClient<PublicEntry>({
		origin: workerOrigin,
		conversationId,
		token: async () => token,
		audience: "visitor",
	});
	for (const line of lines) client.send(line);
	await new Promise<void>((resolve) => {
		const look = () => {
			if (client.view.entries.length >= lines.length && client.view.pending.length === 0) resolve();
		};
		client.subscribe(look);
		look();
	});
	client.close();
}

/** Signs in to the demo shop, as its page would, and takes what the shop signs. */
async function identityOf(sandbox: Sandbox, tenant: TenantKey, at: number): Promise<string> {
	const customer = sandbox.tenants[tenant].customers[at];
	const signedIn = await fetch(`${sandbox.origin}/shop/${tenant}/session`, {
		method: "PUT",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ customerId: customer?.id }),
	});
	const cookie = signedIn.headers
		.getSetCookie()
		.map((line) => line.split(";")[0])
		.join("; ");
	const proof = await fetch(`${sandbox.origin}/shop/${tenant}/identity`, { headers: { cookie } });
	if (!proof.ok) throw new Error(`the demo shop does not sign for customer ${customer?.id}: ${proof.status}`);
	return proof.text();
}
