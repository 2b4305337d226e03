// When something is due; red once it is late.
import { dateTime } from "../format/time.ts";
import { daysLate, dueInWords } from "./due.ts";
import styles from "./item.module.css";

export function Due({ expectedAt, now }: { expectedAt: string; now: number }) {
	const isLate = daysLate(expectedAt, now) > 0;
	return (
		<time
			className={styles.quiet}
			data-tone={isLate ? "bad" : undefined}
			dateTime={expectedAt}
			title={dateTime(expectedAt)}
		>
			{dueInWords(expectedAt, now)}
		</time>
	);
}
