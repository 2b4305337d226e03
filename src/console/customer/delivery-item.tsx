// A delivery or stock document: when it is due, and what of it is in stock.
import type { Delivery } from "../../protocol/card.ts";
import { date } from "../format/time.ts";
import { Due } from "./due-view.tsx";
import styles from "./item.module.css";
import { linesInWords } from "./lines-in-words.ts";
import { Reference } from "./reference.tsx";
import { StateBadge } from "./state-badge.tsx";

export function DeliveryItem({ delivery, now }: { delivery: Delivery; now: number }) {
	const short = delivery.lines.filter((line) => line.inStock !== undefined && line.inStock < line.quantity);
	const isDone = delivery.state.tone === "good";
	return (
		<>
			<div className={styles.itemHead}>
				<Reference text={delivery.reference} href={delivery.href} />
				<span className={styles.amount}>
					<StateBadge {...delivery.state} />
				</span>
			</div>
			{delivery.expectedAt && !isDone ? (
				<Due expectedAt={delivery.expectedAt} now={now} />
			) : (
				<span className={styles.quiet}>posted {date(delivery.postedAt)}</span>
			)}
			{delivery.lines.length > 0 && <span className={styles.quiet}>{linesInWords(delivery.lines)}</span>}
			{!isDone &&
				short.map((line) => (
					<span key={line.title} className={styles.quiet} data-tone="warn">
						{line.title}: {line.inStock} of {line.quantity} in stock
					</span>
				))}
		</>
	);
}
