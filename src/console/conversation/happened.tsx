// A business event in the log, on one line.
import { ActionIcon, Badge, Tooltip } from "@mantine/core";
import { IconArrowUpRight } from "@tabler/icons-react";
import type { BusinessEvent } from "../../protocol/business-event.ts";
import { formatMoney } from "../format/money.ts";
import { eventIcon } from "./event-icon.tsx";
import styles from "./line.module.css";

interface Props {
	event: BusinessEvent;
	at: string;
	/** `at` in words. */
	when: string;
	/** In a list of several, which has a frame of its own. */
	bare?: boolean;
}

export function Happened({ event, at, when, bare = false }: Props) {
	const Icon = eventIcon(event.kind);
	const { total } = event.facts;
	return (
		<div className={styles.event} data-bare={bare || undefined}>
			<Icon size={17} aria-hidden className={styles.eventIcon} />
			<span className={styles.eventText}>
				{event.test && (
					<Badge size="xs" color="gray" mr={6}>
						Test
					</Badge>
				)}
				{event.summary}
				{total && !event.summary.includes(total.currency) && <b> {formatMoney(total)}</b>}
				<time dateTime={at} className={styles.eventWhen}>
					{when}
				</time>
			</span>
			{event.href && (
				<Tooltip label={`Open ${event.reference}`}>
					<ActionIcon
						component="a"
						size="sm"
						href={event.href}
						target="_blank"
						rel="noopener noreferrer"
						aria-label={`Open ${event.reference} in its system`}
					>
						<IconArrowUpRight size={15} aria-hidden />
					</ActionIcon>
				</Tooltip>
			)}
		</div>
	);
}
