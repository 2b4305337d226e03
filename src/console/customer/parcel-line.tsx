// Where a parcel is, in one or two lines: carrier, number, state, when it comes or how late it is.
import type { Order } from "../../protocol/card.ts";
import { Copyable } from "./copyable.tsx";
import { Due } from "./due-view.tsx";
import styles from "./item.module.css";
import { OpenLink } from "./open-link.tsx";
import { StateBadge } from "./state-badge.tsx";
import { trackingNumber } from "./tracking.ts";

interface Props {
	parcel: Order["parcels"][number];
	now: number;
}

export function ParcelLine({ parcel, now }: Props) {
	const number = trackingNumber(parcel.number);
	const isUnderWay = parcel.state?.tone !== "good";
	return (
		<div className={styles.parcel}>
			<div className={styles.states}>
				{parcel.state && <StateBadge {...parcel.state} />}
				<span className={styles.quiet}>{parcel.carrier ?? "Parcel"}</span>
				{parcel.href && <OpenLink href={parcel.href} label={`Track ${number ?? "it"}`} />}
				{number ? (
					<Copyable value={number} label="tracking number" className={styles.quiet} signs="beside" />
				) : (
					<span className={styles.quiet}>without tracking</span>
				)}
			</div>
			{isUnderWay && parcel.expectedAt && <Due expectedAt={parcel.expectedAt} now={now} />}
		</div>
	);
}
