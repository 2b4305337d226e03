// Cards in KV: one key for each customer and connection, sealed with the workspace's key. The Connection object writes
// them, whoever shows a profile reads them. Cheap to lose.

import { z } from "zod";
import type { VerifiedKeys } from "../connectors/connector.ts";
import { log } from "../platform/log.ts";
import { CARD_SHAPE, type Card } from "../protocol/card.ts";
import type { ConnectionId, CustomerId, WorkspaceId } from "../protocol/ids.ts";
import { safeOf } from "../workspaces/data-key.ts";
import type { ConnectionDoor } from "../workspaces/doors.ts";

/** Fresh for five minutes (design.md); kept a day longer, so that a failing system still shows what it last said. */
export const FRESH_MS = 5 * 60 * 1000;
const KEPT_S = 24 * 60 * 60;
/** Sealed with its form: what opens was written here, as a card is today. Reading it through the schema took longer than opening it. */
const ownCard = z.custom<Card>((value) => typeof value === "object" && value !== null);

/** What of a connection makes its cards: with another account or mapping the same customer has another card. */
export type CardSource = Pick<ConnectionDoor, "id" | "settings" | "secrets" | "mapping">;

export interface CardAddress {
	workspaceId: WorkspaceId;
	customerId: CustomerId;
	/** Sealed into the card's place, as `keys` are: what it came from. */
	source: CardSource;
	/** What it was asked by. Sealed into the card's place, and so not readable in KV's key. */
	keys: VerifiedKeys;
}

export async function writeCard(env: WorkerBindings, at: CardAddress, value: Card): Promise<void> {
	const safe = await safeOf(env, at.workspaceId);
	await env.CARDS.put(keyOf(at), await safe.seal(placeOf(at), JSON.stringify(value)), { expirationTtl: KEPT_S });
}

export async function dropCard(env: WorkerBindings, at: CardAddress): Promise<void> {
	await env.CARDS.delete(keyOf(at));
}

/** All that came from a connection; how many. Of 20,000 cards of the workspace: the rest expires within a day. */
export async function dropCardsOf(env: WorkerBindings, workspaceId: WorkspaceId, id: ConnectionId): Promise<number> {
	let dropped = 0;
	let cursor: string | undefined;
	for (let pages = 0; pages < 20; pages += 1) {
		const page: KVNamespaceListResult<unknown> = await env.CARDS.list({
			prefix: `card:${workspaceId}:`,
			...(cursor !== undefined && { cursor }),
		});
		const own = page.keys.filter(({ name }) => name.endsWith(`:${id}`));
		for (const { name } of own) await env.CARDS.delete(name);
		dropped += own.length;
		if (page.list_complete) break;
		cursor = page.cursor;
	}
	return dropped;
}

/**
 * The cards that KV has, by connection: one bulk read. What does not open or fit is as good as not there, and so is what
 * other keys brought (a customer who has another address now) or another source (a connection that was changed since).
 */
export async function readCards(
	env: WorkerBindings,
	workspaceId: WorkspaceId,
	customerId: CustomerId,
	keys: VerifiedKeys,
	sources: readonly CardSource[],
): Promise<Map<ConnectionId, Card>> {
	const found = new Map<ConnectionId, Card>();
	if (sources.length === 0) return found;
	const addresses = sources.map((source) => ({ workspaceId, customerId, source, keys }));
	const [sealed, safe] = await Promise.all([env.CARDS.get(addresses.map(keyOf)), safeOf(env, workspaceId)]);
	await Promise.all(
		addresses.map(async (at) => {
			const text = sealed.get(keyOf(at));
			if (!text) return;
			try {
				found.set(at.source.id, ownCard.parse(JSON.parse(await safe.open(placeOf(at), text))));
			} catch {
				log("card_not_readable", { workspaceId, connectionId: at.source.id });
			}
		}),
	);
	return found;
}

/** @param lastEventAt of the customer's newest event, where one is known: an older card is not fresh, whatever its age */
export function isFresh({ fetchedAt, freshUntil }: Card, nowMs: number, lastEventAt?: string): boolean {
	if (fetchedAt === undefined || (lastEventAt !== undefined && fetchedAt < lastEventAt)) return false;
	if (freshUntil !== undefined && nowMs >= Date.parse(freshUntil)) return false;
	return nowMs - Date.parse(fetchedAt) < FRESH_MS;
}

function keyOf({ workspaceId, customerId, source }: CardAddress): string {
	return `card:${workspaceId}:${customerId}:${source.id}`;
}

function placeOf({ customerId, source, keys }: CardAddress): string[] {
	const { email = "", phone = "", externalId = "" } = keys;
	return ["card", String(CARD_SHAPE), customerId, source.id, email, phone, externalId, markOf(source)];
}

/** Doors are held for seconds (platform/held.ts), and each look reads the marks of all. */
const marks = new WeakMap<CardSource, string>();

/** The same for the same source, in whatever order KV and Postgres hand out its fields. */
export function markOf(source: CardSource): string {
	const known = marks.get(source);
	if (known !== undefined) return known;
	const { settings, secrets, mapping } = source;
	const mark = JSON.stringify([
		Object.entries(settings).toSorted(),
		Object.entries(secrets).toSorted(),
		mapping || null,
	]);
	marks.set(source, mark);
	return mark;
}
