// `shop/redact`: erases everything that came from a shop's connection, 48 hours after the shop has removed the app.
import { and, eq, inArray, notInArray, type SQL, sql } from "drizzle-orm";
import { dropCardsOf } from "../connections/cards.ts";
import { connectionStub } from "../connections/stub.ts";
import { connectors } from "../connectors/registry.ts";
import { customerLinks } from "../db/schema/customer.ts";
import { alerts, businessObjects, deadLetters, events, unknownTopics } from "../db/schema/event.ts";
import { type Tenant, tenant } from "../workspaces/access.ts";
import type { Asked, Done } from "./privacy.ts";
import { conversationsWith, eraseAlerts, eraseIn, SCREENS_REMAIN } from "./privacy-erasing.ts";
import { CannotApply } from "./reasons.ts";

/** Rounds of 200 conversations: a queue's consumer has 15 minutes. The next try goes on where this one ends. */
const MOST_ROUNDS = 5;

const REMAINS = [
	SCREENS_REMAIN,
	"What visitors and agents have written, and the names and addresses that the business's own site has signed for: they did not come from the shop's connection, and belong to the business.",
	"The connection's own settings, sealed, until an admin removes it.",
];

export async function eraseShop(asked: Asked): Promise<Done> {
	const { env, door, one } = asked;
	const { workspaceId, jurisdiction } = one;
	const db = tenant(env, workspaceId);
	const entries = await eraseTimelines(asked, db);
	await connectionStub(env, { workspaceId, jurisdiction, id: door.id }).forgetSample();
	const cards = await dropCardsOf(env, workspaceId, door.id);
	const alertCount = await eraseAlerts(asked, sql`${alerts.alert} -> 'event' ->> 'connectionId' = ${door.id}`);
	const [objects, letters, topics, gone] = await db.batch((query) => [
		query
			.delete(businessObjects)
			.where(and(eq(businessObjects.workspaceId, workspaceId), eq(businessObjects.connectionId, door.id)))
			.returning({ id: businessObjects.objectId }),
		query
			.delete(deadLetters)
			.where(and(eq(deadLetters.workspaceId, workspaceId), eq(deadLetters.connectionId, door.id)))
			.returning({ id: deadLetters.id }),
		query
			.delete(unknownTopics)
			.where(and(eq(unknownTopics.workspaceId, workspaceId), eq(unknownTopics.connectionId, door.id)))
			.returning({ topic: unknownTopics.topic }),
		query.delete(events).where(told(asked)).returning({ id: events.id }),
		query
			.delete(customerLinks)
			.where(and(eq(customerLinks.workspaceId, workspaceId), eq(customerLinks.connectionId, door.id))),
	]);
	return {
		counts: {
			events: gone.length,
			entries,
			objects: objects.length,
			alerts: alertCount,
			cards,
			deadLetters: letters.length,
			unknownTopics: topics.length,
		},
		remains: REMAINS,
	};
}

/** The connection's events but for the privacy requests themselves: these name nobody, and are what the receipts are about. */
function told({ door, one }: Asked): SQL {
	const kept = [...(connectors.get(door.connector)?.hooks?.privacy?.topics ?? [])];
	const own = and(
		eq(events.workspaceId, one.workspaceId),
		eq(events.connectionId, door.id),
		notInArray(sql`${events.event} ->> 'topic'`, kept),
	);
	return own ?? sql`false`;
}

/** Round by round, each remembered in Postgres, so that a try that is interrupted has not worked in vain. */
async function eraseTimelines(asked: Asked, db: Tenant): Promise<number> {
	let entries = 0;
	for (let round = 0; ; round += 1) {
		const ids = await conversationsWith(db, told(asked));
		if (ids.length === 0) return entries;
		if (round >= MOST_ROUNDS) throw new CannotApply("There is more to erase than one try can do: it goes on.");
		entries += await eraseIn(asked, ids, "events");
		await db.query((query) =>
			query
				.update(events)
				.set({ conversationId: null })
				.where(and(told(asked), inArray(events.conversationId, ids))),
		);
	}
}
