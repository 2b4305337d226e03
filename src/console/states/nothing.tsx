// An empty place that says what to do.
import { EmptyState } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
	icon: ReactNode;
	title: string;
	children?: ReactNode;
	action?: ReactNode;
}

export function Nothing({ icon, title, children, action }: Props) {
	return (
		<EmptyState size="sm" py="xl" px="md" icon={icon} title={title} description={children} withIndicatorBackground>
			{action && <EmptyState.Actions>{action}</EmptyState.Actions>}
		</EmptyState>
	);
}
