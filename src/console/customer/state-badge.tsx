// How something stands, in a word and a colour.
import { Badge } from "@mantine/core";
import type { Tone } from "../../protocol/card.ts";
import styles from "./state-badge.module.css";

const COLOURS: Record<Tone, string> = { good: "weft", neutral: "gray", warn: "yellow", bad: "red" };

export function StateBadge({ label, tone }: { label: string; tone: Tone }) {
	return (
		<Badge color={COLOURS[tone]} className={styles.badge ?? ""} data-tone={tone}>
			{label}
		</Badge>
	);
}
