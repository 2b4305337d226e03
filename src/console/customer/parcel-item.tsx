// A parcel as its carrier tells of it: where it is, when it comes, and the way it took.
import type { Parcel } from "../../protocol/card.ts";
import { date, dateTime, relative } from "../format/time.ts";
import { Copyable } from "./copyable.tsx";
import { Due } from "./due-view.tsx";
import { More, useFew } from "./few.tsx";
import styles from "./item.module.css";
import { OpenLink } from "./open-link.tsx";
import { StateBadge } from "./state-badge.tsx";
import { trackingNumber } from "./tracking.ts";

export function ParcelItem({ parcel, now }: { parcel: Parcel; now: number }) {
	const number = trackingNumber(parcel.reference);
	return (
		<>
			<div className={styles.itemHead}>
				<span className={styles.reference}>{parcel.carrier ?? "Parcel"}</span>
				{parcel.href && <OpenLink href={parcel.href} label={`Track ${number ?? "it"}`} />}
				{number && <Copyable value={number} label="tracking number" className={styles.quiet} signs="beside" />}
				<span className={styles.amount}>
					<StateBadge {...parcel.state} />
				</span>
			</div>
			<div className={styles.states}>
				{parcel.order && (
					<span className={styles.quiet}>
						order <Copyable value={parcel.order} label="order number" />
					</span>
				)}
				{parcel.deliveredAt ? (
					<span className={styles.quiet}>delivered {date(parcel.deliveredAt)}</span>
				) : (
					parcel.expectedAt && <Due expectedAt={parcel.expectedAt} now={now} />
				)}
			</div>
			<Way checkpoints={parcel.checkpoints} now={now} />
		</>
	);
}

/** The newest checkpoint says where it is; the rest of the way is one click away. */
function Way({ checkpoints, now }: { checkpoints: Parcel["checkpoints"]; now: number }) {
	const { shown, rest, showAll } = useFew(checkpoints, 1);
	if (checkpoints.length === 0) return null;
	return (
		<ol className={styles.way} aria-label="Checkpoints, newest first">
			{shown.map(({ at, text, place }, index) => (
				// Carriers scan a parcel twice in one second: only the order tells checkpoints apart.
				// biome-ignore lint/suspicious/noArrayIndexKey: newest first, and never reordered
				<li key={index}>
					{text}
					{place && `, ${place}`}{" "}
					<time dateTime={at} title={dateTime(at)}>
						{relative(at, now)}
					</time>
				</li>
			))}
			{rest > 0 && (
				<li>
					<More rest={rest} what="earlier" onClick={showAll} />
				</li>
			)}
		</ol>
	);
}
