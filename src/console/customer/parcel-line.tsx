// Where a parcel is, in one or two lines: carrier, number, state, when it comes or how late it is.
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconArrowUpRight } from "@tabler/icons-react";
import type { Order } from "../../protocol/card.ts";
import { Copyable } from "./copyable.tsx";
import { Due } from "./due-view.tsx";
import styles from "./item.module.css";
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
				{parcel.href && <Track href={parcel.href} name={number ?? parcel.carrier ?? "the parcel"} />}
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

export function Track({ href, name }: { href: string; name: string }) {
	return (
		<Tooltip label="Track it">
			<ActionIcon
				component="a"
				size="xs"
				href={href}
				target="_blank"
				rel="noopener noreferrer"
				aria-label={`Track ${name}`}
			>
				<IconArrowUpRight size={14} aria-hidden />
			</ActionIcon>
		</Tooltip>
	);
}
