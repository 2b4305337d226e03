// What a system tells in vain: webhooks of topics that Heddle has no words for.
import type { ConnectionHealth } from "../../../protocol/connections.ts";
import { dateTime, relative } from "../../format/time.ts";
import styles from "./connections.module.css";

/** A page is no log: the newest few say what is the matter. */
const MOST = 8;

export function UnknownTopics({ topics, now }: { topics: ConnectionHealth["unknownTopics"]; now: number }) {
	if (topics.length === 0) return null;
	return (
		<section className={styles.section} aria-label="Unknown topics">
			<h2 className={styles.sectionTitle}>Topics without words</h2>
			<dl className={`${styles.facts} ${styles.box}`}>
				{topics.slice(0, MOST).map(({ topic, count, lastAt }) => [
					<dt key={`${topic} name`}>{topic}</dt>,
					<dd key={topic}>
						{count === 1 ? "1 webhook" : `${count} webhooks`} that Heddle has no words for: kept as they came.{" "}
						<span className={styles.aside}>
							<time dateTime={lastAt} title={dateTime(lastAt)}>
								{relative(lastAt, now)}
							</time>
						</span>
					</dd>,
				])}
				{topics.length > MOST && [
					<dt key="more name">and more</dt>,
					<dd key="more">{topics.length - MOST} further topics. You can end their webhooks in the system.</dd>,
				]}
			</dl>
		</section>
	);
}
