// The list that `/` opens above the text field: what can be inserted at the caret.
import { useEffect, useRef } from "react";
import styles from "./offer-list.module.css";
import type { Offer } from "./offers.ts";

interface Props {
	id: string;
	offers: readonly Offer[];
	chosen: number;
	onChoose: (offer: Offer) => void;
}

export function OfferList({ id, offers, chosen, onChoose }: Props) {
	const list = useRef<HTMLDivElement>(null);
	useEffect(() => {
		list.current?.querySelector(`[data-index="${chosen}"]`)?.scrollIntoView({ block: "nearest" });
	}, [chosen]);
	return (
		<div className={styles.frame}>
			<div ref={list} id={id} role="listbox" aria-label="Insert from the cards" className={styles.list}>
				{offers.map((offer, index) => (
					<div
						key={offer.key}
						id={optionId(id, index)}
						data-index={index}
						role="option"
						tabIndex={-1}
						aria-selected={index === chosen}
						className={styles.offer}
						// The text field keeps the focus, and its caret.
						onMouseDown={(event) => event.preventDefault()}
						onClick={() => onChoose(offer)}
						onKeyDown={(event) => event.key === "Enter" && onChoose(offer)}
					>
						<span className={styles.what}>{offer.what}</span>
						<span className={styles.text}>{offer.text}</span>
						<span className={styles.of}>{offer.of === offer.text ? "" : offer.of}</span>
					</div>
				))}
			</div>
			<p className={styles.keys} aria-hidden>
				↑ ↓ to choose · Enter to insert · Esc to close
			</p>
		</div>
	);
}

/** What the text field names as its active descendant. */
export function optionId(listId: string, index: number): string {
	return `${listId}-${index}`;
}
