// An order: what it cost, how it stands, what is in it, where its parcels are.
import { Badge } from "@mantine/core";
import type { Order } from "../../protocol/card.ts";
import { formatMoney } from "../format/money.ts";
import { date, dateTime, relative } from "../format/time.ts";
import { Copyable } from "./copyable.tsx";
import styles from "./customer.module.css";
import { Reference, StateBadge } from "./item-view.tsx";
import { linesInWords } from "./lines-in-words.ts";

export function OrderItem({ order, now }: { order: Order; now: number }) {
	return (
		<>
			<div className={styles.itemHead}>
				<Reference text={order.reference} href={order.href} />
				<time className={styles.quiet} dateTime={order.placedAt} title={dateTime(order.placedAt)}>
					{relative(order.placedAt, now)}
				</time>
				<span className={styles.amount}>{formatMoney(order.total)}</span>
			</div>
			<div className={styles.states}>
				{order.cancelledAt ? (
					<Badge color="gray">cancelled {date(order.cancelledAt)}</Badge>
				) : (
					<>
						<StateBadge {...order.payment} />
						<StateBadge {...order.fulfilment} />
					</>
				)}
				{order.refunded && order.refunded.amount > 0 && (
					<Badge color="yellow">{formatMoney(order.refunded)} refunded</Badge>
				)}
			</div>
			{order.lines.length > 0 && <span className={styles.quiet}>{linesInWords(order.lines)}</span>}
			{order.parcels.map((parcel) => (
				<div key={parcel.number} className={styles.states}>
					{parcel.state && <StateBadge {...parcel.state} />}
					<span className={styles.quiet}>
						{parcel.href ? (
							<Reference text={parcel.carrier ?? "Parcel"} href={parcel.href} />
						) : (
							(parcel.carrier ?? "Parcel")
						)}
					</span>
					<Copyable value={parcel.number} label="tracking number" className={styles.quiet} />
					{parcel.expectedAt && parcel.state?.tone !== "good" && (
						<span className={styles.quiet}>due {date(parcel.expectedAt)}</span>
					)}
				</div>
			))}
		</>
	);
}
