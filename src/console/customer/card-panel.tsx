// One connection's card: title, system, state in words, and its items.
import { ActionIcon, Button, Skeleton, Tooltip } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import type { Card } from "../../protocol/card.ts";
import { byImportance } from "../../protocol/card-order.ts";
import { type Jump, useArrival } from "./arrival.ts";
import { placeOf } from "./attention.ts";
import styles from "./card.module.css";
import { cardWords, systemName } from "./card-words.ts";
import { ItemRow } from "./item-row.tsx";

/** What fits beside a conversation without scrolling; the rest is one click away. */
const SHOWN_FIRST = 3;

interface Props {
	card: Card;
	now: number;
	/** Where somebody has just jumped to; it may be elsewhere. */
	jump?: Jump | null;
	onRetry: () => void;
}

export function CardPanel({ card, now, jump = null, onRetry }: Props) {
	const element = useArrival<HTMLElement>(placeOf(card), jump);
	const [showsAll, setShowsAll] = useState(false);
	const words = cardWords(card, now);
	const items = byImportance(card.items);
	const isSought = items.slice(SHOWN_FIRST).some((item) => placeOf(card, item) === jump?.place);
	const shown = showsAll || isSought ? items : items.slice(0, SHOWN_FIRST);
	const waits = card.state === "loading" && items.length === 0;
	const bare = items.length === 0 && !words.sentence && !waits;
	return (
		<article
			ref={element}
			tabIndex={-1}
			className={styles.panel}
			aria-label={`${card.title}, ${systemName(card)}`}
			aria-busy={card.state === "loading"}
			data-bare={bare || undefined}
		>
			<header className={styles.panelHead}>
				<h4 className={styles.panelTitle}>{card.title}</h4>
				<span className={styles.system}>{card.title.includes(systemName(card)) ? "" : systemName(card)}</span>
				<span className={styles.age} data-tone={words.tone}>
					{words.age}
				</span>
				{words.retry ? (
					<Tooltip label="Ask again">
						<ActionIcon size="sm" aria-label={`Ask ${systemName(card)} again`} onClick={onRetry}>
							<IconRefresh size={14} aria-hidden />
						</ActionIcon>
					</Tooltip>
				) : (
					<span style={{ width: "0.25rem" }} />
				)}
			</header>
			{words.sentence && (
				<p className={styles.sentence} data-tone={words.tone} role={words.tone === "bad" ? "status" : undefined}>
					{words.sentence}
				</p>
			)}
			{waits && <LoadingItem />}
			{shown.map((item, index) => (
				<ItemRow
					key={`${item.type} ${item.id}`}
					item={item}
					index={index}
					now={now}
					place={placeOf(card, item)}
					jump={jump}
				/>
			))}
			{items.length > shown.length && (
				<Button fullWidth size="compact-xs" variant="subtle" color="gray" radius={0} onClick={() => setShowsAll(true)}>
					{items.length - shown.length} more
				</Button>
			)}
			{items.length === 0 && card.state === "fresh" && (
				<p className={styles.sentence}>Known there, with nothing to show.</p>
			)}
		</article>
	);
}

function LoadingItem() {
	return (
		<div className={styles.waiting} role="status" aria-label="Loading">
			<Skeleton height={12} width="60%" mt={4} />
			<Skeleton height={10} width="85%" mt={4} />
			<Skeleton height={10} width="40%" mt={4} mb={4} />
		</div>
	);
}
