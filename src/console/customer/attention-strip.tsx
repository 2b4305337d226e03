// What is wrong anywhere in the profile, above the cards: each line leads to its place.
import { IconPlugConnectedX } from "@tabler/icons-react";
import styles from "./attention.module.css";
import type { Attention } from "./attention.ts";
import { More, useFew } from "./few.tsx";
import { itemIcon } from "./item-icon.ts";

/** What an eye takes in at once. */
const SHOWN = 5;

interface Props {
	found: readonly Attention[];
	onJump: (place: string) => void;
}

export function AttentionStrip({ found, onJump }: Props) {
	const { shown, rest, showAll } = useFew(found, SHOWN);
	if (found.length === 0) return null;
	return (
		<section className={styles.strip} aria-label="Needs attention" data-tone={found[0]?.tone}>
			<h4 className={styles.title}>Needs attention</h4>
			<ul className={styles.list}>
				{shown.map((one) => (
					<li key={one.place}>
						<Line one={one} onJump={onJump} />
					</li>
				))}
			</ul>
			<More rest={rest} onClick={showAll} />
		</section>
	);
}

function Line({ one, onJump }: { one: Attention; onJump: (place: string) => void }) {
	const Icon = one.item ? itemIcon(one.item) : IconPlugConnectedX;
	return (
		<button type="button" className={styles.line} data-tone={one.tone} onClick={() => onJump(one.place)}>
			<Icon size={14} aria-hidden className={styles.icon} />
			<span className={styles.words}>
				<b>{one.name}</b> {one.words}
			</span>
		</button>
	);
}
