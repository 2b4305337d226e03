// Between the cards and the text field of one conversation: what is offered, and how it gets to the caret.
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { createStore, type Store, useStore } from "../shell/store.ts";
import type { Offer } from "./offers.ts";

type Insert = (text: string) => void;

interface Insertion {
	offers: Store<readonly Offer[]>;
	/** Null while there is no field to write in, as on a resolved conversation. */
	insert: Store<Insert | null>;
}

const InsertionContext = createContext<Insertion>(newInsertion());

function newInsertion(): Insertion {
	return { offers: createStore<readonly Offer[]>([]), insert: createStore<Insert | null>(null) };
}

export function InsertionProvider({ children }: { children: ReactNode }) {
	const [insertion] = useState(newInsertion);
	return <InsertionContext value={insertion}>{children}</InsertionContext>;
}

/** Puts a text at the caret of the text field; null while there is none. */
export function useInsert(): Insert | null {
	return useStore(useContext(InsertionContext).insert);
}

export function useOffers(): readonly Offer[] {
	return useStore(useContext(InsertionContext).offers);
}

/** For the cards: what they offer, for as long as they are there. */
export function useOffering(offers: readonly Offer[]): void {
	const { offers: store } = useContext(InsertionContext);
	useEffect(() => store.set(offers), [store, offers]);
	useEffect(() => () => store.set([]), [store]);
}

/** For the text field: how to insert. */
export function useInserting(insert: Insert | null): void {
	const { insert: store } = useContext(InsertionContext);
	useEffect(() => {
		store.set(insert);
		return () => store.set(null);
	}, [store, insert]);
}
