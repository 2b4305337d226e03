// Systems that were not asked, in one line: nothing proven to ask them by.
import { IconShieldQuestion } from "@tabler/icons-react";
import type { Card } from "../../protocol/card.ts";
import styles from "./card.module.css";

export function Unasked({ cards }: { cards: readonly Card[] }) {
	const names = new Intl.ListFormat(undefined, { type: "conjunction" }).format(cards.map(({ title }) => title));
	return (
		<p className={`${styles.panel} ${styles.unasked}`}>
			<IconShieldQuestion size={18} aria-hidden style={{ flex: "none" }} />
			<span>
				{names}: not asked. Nothing is proven about this customer to ask by; it happens as soon as the shop signs for
				them.
			</span>
		</p>
	);
}
