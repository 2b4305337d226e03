// One alert: what happened, to whom, by which rule, and the way to it.
import { Badge, Button, Kbd } from "@mantine/core";
import { useState } from "react";
import type { Alert } from "../../protocol/desk-frames.ts";
import { eventIcon } from "../conversation/event-icon.tsx";
import { Reference } from "../customer/reference.tsx";
import { nameOf } from "../desk/rows.ts";
import { clock, relative } from "../format/time.ts";
import styles from "./alerts.module.css";

const WORDS: Record<Alert["severity"], string> = { urgent: "Urgent", warning: "Warning", info: "For your information" };

interface Props {
	alert: Alert;
	now: number;
	/** The key `a` acknowledges the first. */
	isFirst: boolean;
	/** Null where there is no conversation, or it is open already. */
	onOpen: (() => void) | null;
	onAcknowledge: () => Promise<void>;
}

export function AlertRow({ alert, now, isFirst, onOpen, onAcknowledge }: Props) {
	const [sending, setSending] = useState(false);
	const { event, severity } = alert;
	const Icon = eventIcon(event.kind);
	const acknowledge = () => {
		setSending(true);
		onAcknowledge().finally(() => setSending(false));
	};
	return (
		<div className={styles.alert} data-severity={severity}>
			<Icon size={20} aria-hidden className={styles.icon} />
			<div className={styles.words}>
				<span className={styles.summary}>
					<b className={styles.severity}>{WORDS[severity]}</b>
					{event.test && (
						<Badge size="xs" color="gray">
							Test
						</Badge>
					)}
					<span>{event.href ? <Reference text={event.summary} href={event.href} /> : event.summary}</span>
				</span>
				<span className={styles.small}>
					{alert.customer && `${nameOf(alert.customer)} · `}
					{alert.ruleName} · <time dateTime={alert.raisedAt}>{relative(alert.raisedAt, now)}</time>
					{alert.climbs?.map(({ to, at }) => (
						<span key={to}>
							{" · climbed to "}
							{to === "leads" ? "leads" : "everyone"} <time dateTime={at}>{clock(at)}</time>
						</span>
					))}
				</span>
			</div>
			<div className={styles.actions}>
				{onOpen && (
					<Button size="compact-sm" variant="default" onClick={onOpen}>
						Open
					</Button>
				)}
				<Button
					size="compact-sm"
					loading={sending}
					onClick={acknowledge}
					rightSection={
						isFirst && (
							<Kbd size="xs" visibleFrom="md">
								a
							</Kbd>
						)
					}
				>
					Acknowledge
				</Button>
			</div>
		</div>
	);
}
