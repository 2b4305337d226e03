// Systems that do not know this customer, in one line.
import { IconUserQuestion } from "@tabler/icons-react";
import type { Card } from "../../protocol/card.ts";
import styles from "./card.module.css";
import { systemName } from "./card-words.ts";

export function Unknown({ cards }: { cards: readonly Card[] }) {
	const names = [...new Set(cards.map(systemName))];
	const list = new Intl.ListFormat(undefined, { type: "conjunction" }).format(names);
	return (
		<p className={`${styles.panel} ${styles.unasked}`}>
			<IconUserQuestion size={18} aria-hidden style={{ flex: "none" }} />
			<span>
				{list} {names.length === 1 ? "does" : "do"} not know this customer.
			</span>
		</p>
	);
}
