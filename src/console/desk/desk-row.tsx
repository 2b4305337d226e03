// One conversation in the list: who, what they said last, how long they have waited.
import { Avatar } from "@mantine/core";
import { IconCornerUpLeft, IconFlagFilled, IconRosetteDiscountCheckFilled } from "@tabler/icons-react";
import { memo } from "react";
import { Link } from "wouter";
import type { DeskRow as Row } from "../../protocol/desk-frames.ts";
import { PRIORITY_COLOURS } from "../conversation/marks-menu.tsx";
import { elapsed, shortWhen } from "../format/time.ts";
import styles from "./conversation-list.module.css";
import { nameOf } from "./rows.ts";
import { urgencyOf } from "./waiting.ts";

interface Props {
	row: Row;
	now: number;
	selected: boolean;
}

export const DeskRow = memo(function DeskRow({ row, now, selected }: Props) {
	const name = nameOf(row.customer);
	const urgency = urgencyOf(row.waitingSince, now);
	return (
		<Link
			href={`/conversations/${row.conversationId}`}
			className={styles.row}
			data-conversation={row.conversationId}
			data-waiting={urgency ?? undefined}
			aria-current={selected ? "page" : undefined}
		>
			<Avatar name={name} color="initials" size={34} mt={2} aria-hidden />
			<span className={styles.lines}>
				<span className={styles.line}>
					<span className={styles.name}>{name}</span>
					{row.customer.verified && (
						<IconRosetteDiscountCheckFilled size={15} color="var(--accent)" aria-label="verified customer" />
					)}
					{(row.priority === "urgent" || row.priority === "high") && (
						<IconFlagFilled
							size={14}
							color={`var(--mantine-color-${PRIORITY_COLOURS[row.priority]}-6)`}
							aria-label={`${row.priority} priority`}
						/>
					)}
					<span className={`${styles.when} ${styles.push}`}>{shortWhen(row.lastAt, now)}</span>
				</span>
				<span className={styles.line}>
					{row.preview && row.preview.by !== "visitor" && (
						<IconCornerUpLeft size={14} color="var(--ink-soft)" aria-label="our answer:" style={{ flex: "none" }} />
					)}
					<span className={styles.preview}>{row.preview?.text ?? "No message yet"}</span>
				</span>
				<span className={styles.line}>
					<span className={styles.meta}>
						{[row.assignee ? row.assignee.name : "Unassigned", ...(row.tags ?? [])].join(" · ")}
					</span>
					{row.waitingSince && (
						<span className={`${styles.wait} ${styles.push}`} data-urgency={urgency}>
							waits {elapsed(row.waitingSince, now)}
						</span>
					)}
				</span>
			</span>
		</Link>
	);
});
