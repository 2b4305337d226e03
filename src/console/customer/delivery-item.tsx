// A delivery or stock document: when it is due, and what of it is in stock.
import type { Delivery } from "../../protocol/card.ts";
import { date, relative } from "../format/time.ts";
import styles from "./customer.module.css";
import { Reference, StateBadge } from "./item-view.tsx";
import { linesInWords } from "./lines-in-words.ts";

export function DeliveryItem({ delivery, now }: { delivery: Delivery; now: number }) {
	const short = delivery.lines.filter((line) => line.inStock !== undefined && line.inStock < line.quantity);
	const isDone = delivery.state.tone === "good";
	const isOverdue = delivery.expectedAt !== undefined && Date.parse(delivery.expectedAt) < now;
	return (
		<>
			<div className={styles.itemHead}>
				<Reference text={delivery.reference} href={delivery.href} />
				<span className={styles.amount}>
					<StateBadge {...delivery.state} />
				</span>
			</div>
			<span className={styles.quiet}>
				{delivery.expectedAt && !isDone
					? `${isOverdue ? "was due" : "due"} ${date(delivery.expectedAt)} (${relative(delivery.expectedAt, now)})`
					: `posted ${date(delivery.postedAt)}`}
			</span>
			{delivery.lines.length > 0 && <span className={styles.quiet}>{linesInWords(delivery.lines)}</span>}
			{short.map((line) => (
				<span key={line.title} className={styles.quiet}>
					{line.title}: {line.inStock} of {line.quantity} in stock
				</span>
			))}
		</>
	);
}
