// How something stands, in a word and a colour.
import { Badge } from "@mantine/core";
import type { Tone } from "../../protocol/card.ts";

const COLOURS: Record<Tone, string> = { good: "teal", neutral: "gray", warn: "yellow", bad: "red" };

export function StateBadge({ label, tone }: { label: string; tone: Tone }) {
	return <Badge color={COLOURS[tone]}>{label}</Badge>;
}
