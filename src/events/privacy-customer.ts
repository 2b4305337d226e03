// `customers/redact`: erases a customer, as far as what is held came from the asking shop or was said to this business.
import { and, eq, inArray, or, sql } from "drizzle-orm";
import { connectionStub } from "../connections/stub.ts";
import { verifiedKeys } from "../customers/profile.ts";
import { conversations } from "../db/schema/conversation.ts";
import { customerLinks, customers } from "../db/schema/customer.ts";
import { alerts, businessObjects, events } from "../db/schema/event.ts";
import type { ConnectionId, CustomerId } from "../protocol/ids.ts";
import { type Tenant, tenant } from "../workspaces/access.ts";
import type { Asked, Done } from "./privacy.ts";
import {
	conversationsWith,
	dropLetters,
	eraseAlerts,
	eraseEvents,
	eraseIn,
	SCREENS_REMAIN,
	SEALED_REMAIN,
} from "./privacy-erasing.ts";
import { type CustomerRow, claimants, claimantWords, ofSubject, subjects } from "./privacy-subject.ts";

/**
 * From the outside to the inside, the customer's record last: by its keys a second try finds all that the first has not
 * reached.
 */
export async function eraseCustomer(asked: Asked): Promise<Done> {
	const { env, door, one, request } = asked;
	const db = tenant(env, one.workspaceId);
	const found = await subjects(db, door.id, request);
	const ids = found.map(({ id }) => id);
	const which = await ofSubject(db, door.id, request, ids);
	await dropCards(asked, found);
	const own = await conversationsOf(db, ids);
	const told = (await conversationsWith(db, which.events)).filter((id) => !own.includes(id));
	const entries = (await eraseIn(asked, own, "person")) + (await eraseIn(asked, told, "events"));
	const { customer } = request;
	const letters = await dropLetters(
		asked,
		[customer.email, customer.phone, customer.externalId, ...request.objects].filter((word) => word !== undefined),
	);
	const about = db.query((query) => query.select({ id: events.id }).from(events).where(which.events));
	const eventIds = (await about).map(({ id }) => id);
	const alertCount = await eraseAlerts(
		asked,
		or(
			inArray(sql`${alerts.alert} -> 'event' ->> 'id'`, ["", ...eventIds]),
			inArray(sql`${alerts.alert} -> 'customer' ->> 'id'`, ["", ...ids]),
		),
	);
	const objects = await db.query((query) =>
		query.delete(businessObjects).where(which.objects).returning({ id: businessObjects.objectId }),
	);
	const eventCount = await eraseEvents(db, which.events);
	await forget(db, door.id, ids);
	return {
		counts: {
			customers: found.length,
			conversations: own.length,
			entries,
			events: eventCount,
			objects: objects.length,
			alerts: alertCount,
			deadLetters: letters,
		},
		remains: [
			SCREENS_REMAIN,
			SEALED_REMAIN,
			...claimantWords(await claimants(db, request), "what they wrote was left alone"),
		],
	};
}

async function dropCards({ env, door, one }: Asked, found: readonly CustomerRow[]): Promise<void> {
	const { workspaceId, jurisdiction } = one;
	const connection = connectionStub(env, { workspaceId, jurisdiction, id: door.id });
	// The newest answer of the system, kept for whoever writes a mapping, may be this customer's.
	await connection.forgetSample();
	for (const { id, email, phone, externalId } of found) {
		const keys = verifiedKeys({
			id,
			verified: true,
			...(email && { email }),
			...(phone && { phone }),
			...(externalId && { externalId }),
		});
		if (keys) await connection.forgetCard({ door, customerId: id, keys });
	}
}

async function conversationsOf(db: Tenant, ids: readonly CustomerId[]) {
	if (ids.length === 0) return [];
	const rows = await db.query((query) =>
		query
			.select({ id: conversations.id })
			.from(conversations)
			.where(and(eq(conversations.workspaceId, db.workspaceId), inArray(conversations.customerId, [...ids]))),
	);
	return rows.map(({ id }) => id);
}

/** `updatedAt`: a batch of history from before brings nothing back. */
async function forget(db: Tenant, connectionId: ConnectionId, ids: readonly CustomerId[]): Promise<void> {
	if (ids.length === 0) return;
	const nothing = { externalId: null, email: null, phone: null, name: null, locale: null };
	await db.batch((query) => [
		query
			.update(customers)
			.set({ verified: false, ...nothing, updatedAt: new Date() })
			.where(and(eq(customers.workspaceId, db.workspaceId), inArray(customers.id, [...ids]))),
		query
			.delete(customerLinks)
			.where(
				and(
					eq(customerLinks.workspaceId, db.workspaceId),
					eq(customerLinks.connectionId, connectionId),
					inArray(customerLinks.customerId, [...ids]),
				),
			),
	]);
}
