// A shop with two customers who have written, and what is held about them: for requests that the law makes shops send.
import { eq } from "drizzle-orm";
import { expect } from "vitest";
import { customers } from "../../../src/db/schema/customer.ts";
import { alerts, businessObjects, deadLetters, events } from "../../../src/db/schema/event.ts";
import { identitySecret } from "../../../src/protocol/http.ts";
import { pageOf } from "../../../src/protocol/http-parts.ts";
import type { ConversationId } from "../../../src/protocol/ids.ts";
import { privacyReceipt } from "../../../src/protocol/privacy.ts";
import { SOON, stored } from "./applied.ts";
import { deliveryOf } from "./delivery.ts";
import { consume } from "./history.ts";
import { found, type Home } from "./home.ts";
import { conversationOf } from "./objects.ts";
import { connectShop, type MadeConnection, makeRule, order, sendShopify, signIdentity } from "./shop.ts";
import { talk } from "./talk.ts";

export const SHOP = { shop_id: 954_889, shop_domain: "oak.myshopify.com" };
export const EMAIL = "ada@example.com";
export const ADA = { id: 191_167, email: "Ada@Example.com", phone: null };
/** What is hers, and must be gone. As words: ids made at random have the same letters now and then. */
export const HERS = /\bada\b|\b1042\b(?!-)|hello\?/i;

/** Ada has written, has an order with an alert, and a dead letter; Grace, of the same shop, too. */
export async function world() {
	const home = await found("Oak");
	const shop = await connectShop(home);
	await makeRule(home, {});
	const { identitySecret: secret } = await home.owner.post(
		`/v1/inboxes/${home.inboxId}/identity-secret`,
		{},
		identitySecret,
	);
	const people = await Promise.all(
		(
			[
				[EMAIL, "Ada", 1042],
				["grace@example.com", "Grace", 2042],
			] as const
		).map(async ([email, name, id]) => {
			const spoken = await talk(home, home.owner, await signIdentity(secret, { sub: String(id), email, name }, 3600));
			await stored(home, spoken.id);
			await consume("heddle-events", [await deliveryOf(home, shop, order({ id, name: `#${id}`, email }))]);
			await consume("heddle-dead", [await deliveryOf(home, shop, order({ id: id + 1, email }))]);
			await settled(home, spoken.id);
			return spoken;
		}),
	);
	const [ada, grace] = people;
	if (!ada || !grace) throw new Error("two people");
	return { home, shop, ada, grace };
}

/** Postgres has all that the object has. */
export async function settled(home: Home, id: ConversationId): Promise<void> {
	await expect.poll(() => conversationOf(home, id).settle(), SOON).toBe(true);
}

export const receipts = async ({ owner }: Home) =>
	(await owner.get("/v1/privacy-receipts", pageOf(privacyReceipt))).data;
export const redactAda = (shop: MadeConnection, sent = {}) =>
	sendShopify(shop, "customers/redact", { ...SHOP, customer: ADA, orders_to_redact: [1042] }, sent);
export const rowsOf = async ({ db }: Home) => {
	const [told, objects, rung, letters, people] = await db.batch((query) => [
		query.select().from(events).where(eq(events.workspaceId, db.workspaceId)),
		query.select().from(businessObjects).where(eq(businessObjects.workspaceId, db.workspaceId)),
		query.select().from(alerts).where(eq(alerts.workspaceId, db.workspaceId)),
		query.select({ id: deadLetters.id }).from(deadLetters).where(eq(deadLetters.workspaceId, db.workspaceId)),
		query.select().from(customers).where(eq(customers.workspaceId, db.workspaceId)),
	]);
	return { told, objects, rung, letters, people };
};
export const entriesInObject = async ({ owner }: Home, id: ConversationId) =>
	(await owner.ask("GET", `/v1/conversations/${id}/entries?limit=100`)).text();
