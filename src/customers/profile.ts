// The profile: what all connections say about one customer, each card as it comes. One slow system hides nothing else.

import { waitUntil } from "cloudflare:workers";
import { FRESH_MS, isFresh, readCards } from "../connections/cards.ts";
import { connectionStub } from "../connections/stub.ts";
import type { VerifiedKeys } from "../connectors/connector.ts";
import { logFault } from "../platform/log.ts";
import { systemClock } from "../platform/world.ts";
import type { Card } from "../protocol/card.ts";
import type { CustomerState } from "../protocol/conversation-frames.ts";
import type { ProfileLine } from "../protocol/http.ts";
import type { WorkspaceId } from "../protocol/ids.ts";
import type { Jurisdiction } from "../protocol/jurisdiction.ts";
import { type ConnectionDoor, connectionDoors } from "../workspaces/doors.ts";

export interface ProfileOf {
	workspaceId: WorkspaceId;
	jurisdiction: Jurisdiction;
	customer: CustomerState;
	/** Fetch anew, however fresh the cards are. */
	refresh: boolean;
	/** Of the customer's newest event in this conversation: a card from before it is fetched anew. KV may serve one for a minute. */
	lastEventAt?: string | undefined;
}

type Tell = (line: ProfileLine) => Promise<void>;

/** Tells each card as its state changes, then `done`. A `required` connection that fails ends the look-up; what was told stays. */
export async function tellProfile(env: WorkerBindings, of: ProfileOf, tell: Tell): Promise<void> {
	const doors = (await connectionDoors.read(env, of.workspaceId)) ?? [];
	const keys = verifiedKeys(of.customer);
	const known = keys ? await readCards(env, of.workspaceId, of.customer.id, keys, doors) : new Map<string, Card>();
	const looker = crypto.randomUUID();
	const asked = new Set(doors);
	const ended = new AbortController();
	await Promise.all(
		doors.map(async (door) => {
			const card = await tellOne(env, of, { door, looker, keys }, known.get(door.id), async (line) => {
				if (!ended.signal.aborted) await tell(line);
			});
			asked.delete(door);
			if (door.required && hasFailed(card)) {
				ended.abort();
				throw new RequiredFailed();
			}
		}),
	).catch((error: unknown) => {
		if (!(error instanceof RequiredFailed)) throw error;
		if (keys) waitUntil(leave(env, of, keys, looker, asked));
	});
	await tell({ type: "done" });
}

class RequiredFailed extends Error {}

/**
 * A proven customer is here, and will write perhaps: what is not fresh of their profile is fetched now, so that it is there
 * before their first message. Only where a system has room to spare.
 */
export async function lookAhead(
	env: WorkerBindings,
	{ workspaceId, jurisdiction, customer }: Omit<ProfileOf, "refresh">,
): Promise<void> {
	const keys = verifiedKeys(customer);
	const doors = keys && (await connectionDoors.read(env, workspaceId));
	if (!keys || !doors) return;
	const known = await readCards(env, workspaceId, customer.id, keys, doors);
	const now = systemClock.now();
	const missing = doors.filter(({ id }) => {
		const card = known.get(id);
		return !card || !isFresh(card, now);
	});
	await Promise.all(
		missing.map((door) =>
			connectionStub(env, { workspaceId, jurisdiction, id: door.id }).lookAhead({
				door,
				customerId: customer.id,
				keys,
			}),
		),
	);
}

/** What is still being asked for is needed no more. */
async function leave(
	env: WorkerBindings,
	{ workspaceId, jurisdiction, customer }: ProfileOf,
	keys: VerifiedKeys,
	looker: string,
	doors: Iterable<ConnectionDoor>,
): Promise<void> {
	const leaving = Array.from(doors, (door) =>
		connectionStub(env, { workspaceId, jurisdiction, id: door.id }).leave(
			{ door, customerId: customer.id, keys },
			looker,
		),
	);
	for (const left of await Promise.allSettled(leaving))
		if (left.status === "rejected") logFault("look_up_not_left", left.reason, { workspaceId });
}

interface Look {
	door: ConnectionDoor;
	/** Names this look to the connection, so that it can leave. */
	looker: string;
	keys: VerifiedKeys | undefined;
}

async function tellOne(
	env: WorkerBindings,
	of: ProfileOf,
	{ door, looker, keys }: Look,
	known: Card | undefined,
	tell: Tell,
): Promise<Card> {
	const base = { connectionId: door.id, connector: door.connector, title: door.name, items: [] };
	if (!keys) return told(tell, { ...base, state: "no_verified_key" });
	if (known && isFresh(known, systemClock.now(), of.lastEventAt) && !of.refresh)
		return told(tell, { ...known, title: door.name });
	await told(tell, known ? { ...known, title: door.name, state: "stale" } : { ...base, state: "loading" });
	return told(tell, await fetchCard(env, of, { door, looker, keys }));
}

async function told(tell: Tell, card: Card): Promise<Card> {
	await tell({ type: "card", card });
	return card;
}

/** Through the connection's object. A fault there is this card's alone. */
async function fetchCard(
	env: WorkerBindings,
	{ workspaceId, jurisdiction, customer, refresh, lastEventAt }: ProfileOf,
	{ door, looker, keys }: Look & { keys: VerifiedKeys },
): Promise<Card> {
	try {
		const connection = connectionStub(env, { workspaceId, jurisdiction, id: door.id });
		const now = systemClock.now();
		const since = refresh ? now : Math.max(now - FRESH_MS, lastEventAt ? Date.parse(lastEventAt) : 0);
		return await connection.fetchCard({ door, customerId: customer.id, keys }, looker, since);
	} catch (error) {
		logFault("card_failed", error, { workspaceId, connectionId: door.id });
		return {
			connectionId: door.id,
			connector: door.connector,
			title: door.name,
			state: "failed",
			reason: "The look-up broke on our side.",
			items: [],
		};
	}
}

/** What may be asked by: only what the shop has signed for. Its own customer id alone finds nobody elsewhere. */
export function verifiedKeys({ verified, email, phone, externalId }: CustomerState): VerifiedKeys | undefined {
	if (!verified || !(email || phone)) return undefined;
	return { ...(email && { email }), ...(phone && { phone }), ...(externalId && { externalId }) };
}

function hasFailed(card: Card): boolean {
	return (
		card.state === "failed" || card.state === "drifted" || card.state === "timed_out" || card.state === "breaker_open"
	);
}
