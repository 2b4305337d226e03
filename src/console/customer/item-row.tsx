// An item in its card: whole where something is wrong or under way, one line where all is well.
import { ActionIcon } from "@mantine/core";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useState } from "react";
import type { Item } from "../../protocol/card.ts";
import { type Jump, useArrival } from "./arrival.ts";
import { beginsFolded } from "./folding.ts";
import styles from "./item.module.css";
import { itemIcon } from "./item-icon.ts";
import { ItemView } from "./item-view.tsx";
import { amountOf, nameOfItem, standingOf } from "./item-words.ts";
import { troublesOf } from "./troubles.ts";

interface Props {
	item: Item;
	/** In the card, 0 for the most important. */
	index: number;
	now: number;
	place: string;
	jump: Jump | null;
}

export function ItemRow({ item, index, now, place, jump }: Props) {
	const element = useArrival<HTMLDivElement>(place, jump);
	const [asked, setAsked] = useState<"whole" | "folded" | null>(null);
	const tone = troublesOf(item, now)[0]?.tone;
	const canFold = tone === undefined && item.type !== "contact";
	const isSought = jump?.place === place;
	const isFolded = canFold && (asked ? asked === "folded" : !isSought && beginsFolded(item, index));
	const Icon = itemIcon(item.type);
	if (isFolded) {
		return (
			<button type="button" className={styles.folded} aria-expanded={false} onClick={() => setAsked("whole")}>
				<Icon size={15} className={styles.icon} aria-hidden />
				<span className={styles.name}>{nameOfItem(item)}</span>
				<span className={styles.standing}>{[standingOf(item), amountOf(item)].filter(Boolean).join(" · ")}</span>
				<IconChevronDown size={14} aria-hidden color="var(--ink-soft)" />
			</button>
		);
	}
	return (
		<div ref={element} className={styles.item} data-tone={tone} tabIndex={-1}>
			<Icon size={15} className={styles.icon} aria-hidden />
			<div className={styles.whole}>
				<ItemView item={item} now={now} />
			</div>
			{canFold && asked === "whole" && (
				<ActionIcon
					size="xs"
					className={styles.fold}
					aria-label={`Fold ${nameOfItem(item)}`}
					aria-expanded
					onClick={() => setAsked("folded")}
				>
					<IconChevronUp size={14} aria-hidden />
				</ActionIcon>
			)}
		</div>
	);
}
