// What was found by asking: changes that webhooks did not tell of, and webhooks that the system has stopped sending.
import type { SweepHealth } from "../../../protocol/connections.ts";
import { dateTime, relative } from "../../format/time.ts";
import styles from "./connections.module.css";
import { sweepWords } from "./sweep-words.ts";

export function SweepLines({ sweep, system, now }: { sweep: SweepHealth | null; system: string; now: number }) {
	if (!sweep?.at) return null;
	const { trouble, found } = sweepWords(sweep, system);
	return (
		<dl className={`${styles.facts} ${styles.box}`} aria-label="Asked for changes">
			{trouble && (
				<>
					<dt>Webhooks</dt>
					<dd>
						<span className={trouble.isBad ? styles.bad : undefined}>{trouble.text}</span>{" "}
						{sweep.lostHooks && <When at={sweep.lostHooks.at} now={now} />}
					</dd>
				</>
			)}
			<dt>Found by asking</dt>
			<dd>
				{found} {sweep.lastFoundAt && <When at={sweep.lastFoundAt} now={now} />}
			</dd>
			<dt>Last asked</dt>
			<dd>
				<When at={sweep.at} now={now} />
				{sweep.lastError && <span className={styles.bad}> {sweep.lastError.reason}</span>}
			</dd>
		</dl>
	);
}

function When({ at, now }: { at: string; now: number }) {
	return (
		<time className={styles.aside} dateTime={at} title={dateTime(at)}>
			{relative(at, now)}
		</time>
	);
}
