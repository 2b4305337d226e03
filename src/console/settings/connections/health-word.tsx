// Health in a word, with a sign beside it: never by colour alone.
import { Badge } from "@mantine/core";
import {
	IconAlertTriangleFilled,
	IconCircleCheckFilled,
	IconCircleDashed,
	IconPlayerPauseFilled,
	type IconProps,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import { type HealthState, STATE_WORDS } from "./health-words.ts";

const LOOKS: Record<HealthState, { color: string; icon: ComponentType<IconProps> }> = {
	unused: { color: "gray", icon: IconCircleDashed },
	ok: { color: "teal", icon: IconCircleCheckFilled },
	failing: { color: "red", icon: IconAlertTriangleFilled },
	breaker_open: { color: "orange", icon: IconPlayerPauseFilled },
};

export function HealthWord({ state }: { state: HealthState }) {
	const { color, icon: Icon } = LOOKS[state];
	const { word, meaning } = STATE_WORDS[state];
	return (
		<Badge color={color} leftSection={<Icon size={12} aria-hidden />} title={meaning}>
			{word}
		</Badge>
	);
}
