// The cards of one conversation's customer, as they stream in and as they change later.
import { useCallback, useEffect, useMemo, useReducer, useState } from "react";
import type { Card } from "../../protocol/card.ts";
import { profileLine } from "../../protocol/http.ts";
import { reach } from "../http/api.ts";
import { readNdjson } from "../http/ndjson.ts";
import { Unreachable } from "../http/request.ts";
import { mergeCard } from "./merge-cards.ts";

export interface Profile {
	/** In the order in which the connections were first heard of. */
	cards: readonly Card[];
	/** Whether the stream still runs. */
	asking: boolean;
	error: unknown;
	/** Asks every system anew. */
	refresh: () => void;
}

type Cards = ReadonlyMap<string, Card>;

function withCards(known: Cards, incoming: readonly Card[]): Cards {
	const cards = new Map(known);
	for (const card of incoming) cards.set(card.connectionId, mergeCard(cards.get(card.connectionId), card));
	return cards;
}

/**
 * `pushed`: cards that came over the conversation's socket. `identity` changes when the customer becomes known: then
 * systems can be asked that could not be before.
 */
export function useProfile(conversationId: string, pushed: ReadonlyMap<string, Card>, identity: string): Profile {
	const [cards, add] = useReducer(withCards, new Map());
	const [asking, setAsking] = useState(true);
	const [error, setError] = useState<unknown>(null);
	const [refreshes, setRefreshes] = useState(0);

	useEffect(() => add([...pushed.values()]), [pushed]);

	// biome-ignore lint/correctness/useExhaustiveDependencies: another identity is asked for anew
	useEffect(() => {
		const stop = new AbortController();
		setAsking(true);
		setError(null);
		streamCards(conversationId, refreshes > 0, stop.signal, (card) => add([card]))
			.catch((failed) => stop.signal.aborted || setError(failed))
			.finally(() => stop.signal.aborted || setAsking(false));
		return () => stop.abort();
	}, [conversationId, refreshes, identity]);

	const refresh = useCallback(() => setRefreshes((count) => count + 1), []);
	const inOrder = useMemo(() => [...cards.values()], [cards]);
	return { cards: inOrder, asking, error, refresh };
}

async function streamCards(conversationId: string, anew: boolean, signal: AbortSignal, onCard: (card: Card) => void) {
	const { body } = await reach(`/conversations/${conversationId}/profile${anew ? "?refresh=1" : ""}`, { signal });
	if (!body) return;
	for await (const json of readNdjson(body)) {
		const line = profileLine.safeParse(json);
		if (!line.success)
			throw new Unreachable("A card came in a shape that this console does not know. Reload the page.");
		if (line.data.type === "done") return;
		onCard(line.data.card);
	}
}
