// The text field's side of insertion: where the caret is, what `/` asks for, and the value going in.
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useId, useRef, useState } from "react";
import { sayDone } from "../states/said.ts";
import { useInserting, useOffers } from "./insertion.tsx";
import { optionId } from "./offer-list.tsx";
import { askedAt, type Offer, offersFor, spaced } from "./offers.ts";

interface Field {
	input: RefObject<HTMLTextAreaElement | null>;
	text: string;
	change: (text: string) => void;
	/** False while there is no field, as on a resolved conversation. */
	isThere: boolean;
}

export function useInsertion({ input, text, change, isThere }: Field) {
	const offers = useOffers();
	const listId = useId();
	const [caret, setCaret] = useState<number | null>(null);
	const [chosen, setChosen] = useState(0);
	/** Where the `/` stands whose list was closed by Escape. */
	const [closedAt, setClosedAt] = useState<number | null>(null);

	const asked = caret === null ? null : askedAt(text, caret);
	const found = asked && asked.start !== closedAt ? offersFor(offers, asked.query) : [];
	const isOpen = found.length > 0;
	const index = Math.min(chosen, found.length - 1);

	const question = asked ? `${asked.start} ${asked.query}` : null;
	// biome-ignore lint/correctness/useExhaustiveDependencies: another question begins at the first answer
	useEffect(() => setChosen(0), [question]);
	useEffect(() => {
		if (question === null) setClosedAt(null);
	}, [question]);

	const latest = useRef({ text, change });
	latest.current = { text, change };
	const replace = useCallback(
		(from: number | null, value: string) => {
			const field = input.current;
			if (!field) return;
			const { text, change } = latest.current;
			const start = from ?? field.selectionStart;
			const put = spaced(text.slice(0, start), value, text.slice(field.selectionEnd));
			if (type(field, start, put)) return;
			change(text.slice(0, start) + put + text.slice(field.selectionEnd));
			sayDone("Put into your answer.");
		},
		[input],
	);
	const insert = useCallback((value: string) => replace(null, value), [replace]);
	useInserting(isThere ? insert : null);

	const choose = (offer: Offer) => replace(asked?.start ?? null, offer.text);
	/** @returns whether the key was meant for the list */
	const onKeyDown = (event: KeyboardEvent): boolean => {
		if (!isOpen || event.altKey || event.ctrlKey || event.metaKey) return false;
		const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
		const offer = found[index];
		if (step !== 0) setChosen((index + step + found.length) % found.length);
		else if (event.key === "Escape") setClosedAt(asked?.start ?? null);
		else if (offer && (event.key === "Tab" || event.key === "Enter") && !event.shiftKey) choose(offer);
		else return false;
		event.preventDefault();
		return true;
	};

	return {
		offers: found,
		chosen: index,
		listId,
		isOpen,
		hasOffers: offers.length > 0,
		choose,
		onKeyDown,
		/** Types the `/`, for those who have no key for it at hand. */
		ask: () => input.current && type(input.current, input.current.selectionStart, slashAfter(input.current)),
		/** To be told whenever the caret may have moved; null when the field is left. */
		setCaret,
		aria: {
			"aria-autocomplete": "list",
			"aria-controls": isOpen ? listId : undefined,
			"aria-activedescendant": isOpen ? optionId(listId, index) : undefined,
		} as const,
	};
}

/** With a space before it unless it begins a word by itself. */
function slashAfter({ value, selectionStart }: HTMLTextAreaElement): string {
	return /\S$/.test(value.slice(0, selectionStart)) ? " /" : "/";
}

/**
 * As if typed from `start` to the end of the selection: it can be undone by key, which a value set by a script cannot.
 * @returns false where the field cannot be typed into, being on a pane that is not shown
 */
function type(field: HTMLTextAreaElement, start: number, text: string): boolean {
	if (field.getClientRects().length === 0) return false;
	const end = field.selectionEnd;
	field.focus();
	field.setSelectionRange(start, end);
	return document.execCommand("insertText", false, text);
}
