// A ticket in a help desk: what about, how it stands, when it last moved.
import { Badge } from "@mantine/core";
import type { Ticket } from "../../protocol/card.ts";
import { dateTime, relative } from "../format/time.ts";
import { Copyable } from "./copyable.tsx";
import styles from "./item.module.css";
import { Reference } from "./reference.tsx";
import { StateBadge } from "./state-badge.tsx";

export function TicketItem({ ticket, now }: { ticket: Ticket; now: number }) {
	return (
		<>
			<div className={styles.itemHead}>
				<Reference text={ticket.subject} href={ticket.href} />
			</div>
			<div className={styles.states}>
				<StateBadge {...ticket.state} />
				{ticket.priority && <Badge color="gray">{ticket.priority}</Badge>}
				<Copyable value={ticket.reference} label="ticket number" className={styles.quiet} />
				<time className={styles.quiet} dateTime={ticket.updatedAt} title={dateTime(ticket.updatedAt)}>
					{relative(ticket.updatedAt, now)}
				</time>
			</div>
		</>
	);
}
