// An item of a card, each kind in its own compact layout.
import { Anchor, Badge } from "@mantine/core";
import type { ReactNode } from "react";
import type { Contact, Item, Ticket, Tone } from "../../protocol/card.ts";
import { toneOf } from "../../protocol/card-order.ts";
import { date, relative } from "../format/time.ts";
import { Copyable } from "./copyable.tsx";
import styles from "./customer.module.css";
import { DeliveryItem } from "./delivery-item.tsx";
import { OrderItem } from "./order-item.tsx";

interface Props {
	item: Item;
	now: number;
}

export function ItemView({ item, now }: Props) {
	return (
		<div className={styles.item} data-tone={toneOf(item)}>
			{item.type === "order" && <OrderItem order={item} now={now} />}
			{item.type === "delivery" && <DeliveryItem delivery={item} now={now} />}
			{item.type === "contact" && <ContactItem contact={item} />}
			{item.type === "ticket" && <TicketItem ticket={item} now={now} />}
		</div>
	);
}

function ContactItem({ contact }: { contact: Contact }) {
	return (
		<>
			<div className={styles.itemHead}>
				<Reference text={contact.name ?? contact.company ?? "Contact"} href={contact.href} />
				{contact.stage && (
					<span className={styles.amount}>
						<Badge color="gray">{contact.stage}</Badge>
					</span>
				)}
			</div>
			<span className={styles.quiet}>
				{[
					contact.name && contact.company,
					contact.owner && `looked after by ${contact.owner}`,
					contact.since && `since ${date(contact.since)}`,
				]
					.filter(Boolean)
					.join(" · ")}
			</span>
			{contact.tags.length > 0 && (
				<div className={styles.states}>
					{contact.tags.map((tag) => (
						<Badge key={tag} color="weft">
							{tag}
						</Badge>
					))}
				</div>
			)}
		</>
	);
}

function TicketItem({ ticket, now }: { ticket: Ticket; now: number }) {
	return (
		<>
			<div className={styles.itemHead}>
				<Reference text={ticket.subject} href={ticket.href} />
			</div>
			<div className={styles.states}>
				<StateBadge {...ticket.state} />
				{ticket.priority && <Badge color="gray">{ticket.priority}</Badge>}
				<Copyable value={ticket.reference} label="ticket number" className={styles.quiet} />
				<span className={styles.quiet}>{relative(ticket.updatedAt, now)}</span>
			</div>
		</>
	);
}

/** What people call a thing, as a way into its system where there is one. */
export function Reference({ text, href }: { text: string; href?: string | undefined }): ReactNode {
	if (!href) return <span className={styles.reference}>{text}</span>;
	return (
		<Anchor href={href} target="_blank" rel="noopener noreferrer" className={styles.reference} inherit c="inherit">
			{text}
		</Anchor>
	);
}

const COLOURS: Record<Tone, string> = { good: "teal", neutral: "gray", warn: "yellow", bad: "red" };

export function StateBadge({ label, tone }: { label: string; tone: Tone }) {
	return <Badge color={COLOURS[tone]}>{label}</Badge>;
}
