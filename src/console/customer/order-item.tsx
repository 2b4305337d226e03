// An order: what it cost, how it stands, what is in it, where its parcels are.
import { Badge } from "@mantine/core";
import type { Order } from "../../protocol/card.ts";
import { formatMoney } from "../format/money.ts";
import { date, dateTime, relative } from "../format/time.ts";
import { Copyable } from "./copyable.tsx";
import { More, useFew } from "./few.tsx";
import styles from "./item.module.css";
import { linesInWords } from "./lines-in-words.ts";
import { ParcelLine } from "./parcel-line.tsx";
import { Reference } from "./reference.tsx";
import { StateBadge } from "./state-badge.tsx";
import { paidInWords } from "./troubles.ts";

const PARCELS_SHOWN = 2;

export function OrderItem({ order, now }: { order: Order; now: number }) {
	const parcels = useFew(worstFirst(order.parcels), PARCELS_SHOWN);
	const { refunded, lines } = order;
	return (
		<>
			<div className={styles.itemHead}>
				<Reference text={order.reference} href={order.href} />
				<time className={styles.quiet} dateTime={order.placedAt} title={dateTime(order.placedAt)}>
					{relative(order.placedAt, now)}
				</time>
				<span className={styles.amount}>
					<Copyable value={formatMoney(order.total)} label="total" signs="before" />
				</span>
			</div>
			<div className={styles.states}>
				{order.cancelledAt ? (
					<>
						<Badge color="gray">cancelled {date(order.cancelledAt)}</Badge>
						<StateBadge {...paidInWords(order.payment, refunded, order.total)} tone="neutral" />
					</>
				) : (
					<>
						<StateBadge {...paidInWords(order.payment, refunded, order.total)} />
						<StateBadge {...order.fulfilment} />
					</>
				)}
			</div>
			{lines.length > 0 && (
				<span className={styles.quiet} title={lines.map((line) => `${line.quantity} × ${line.title}`).join("\n")}>
					{linesInWords(lines)}
				</span>
			)}
			{parcels.shown.map((parcel) => (
				<ParcelLine key={parcel.number} parcel={parcel} now={now} />
			))}
			<More rest={parcels.rest} what="more parcels" onClick={parcels.showAll} />
		</>
	);
}

const RANK = { bad: 0, warn: 1, neutral: 2, good: 3 };

function worstFirst(parcels: Order["parcels"]): Order["parcels"] {
	return parcels.toSorted((a, b) => RANK[a.state?.tone ?? "neutral"] - RANK[b.state?.tone ?? "neutral"]);
}
