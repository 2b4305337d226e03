// The way out to another system, beside a value that a click copies.
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconArrowUpRight } from "@tabler/icons-react";

export function OpenLink({ href, label }: { href: string; label: string }) {
	return (
		<Tooltip label={label}>
			<ActionIcon
				component="a"
				size="xs"
				href={href}
				target="_blank"
				rel="noopener noreferrer"
				aria-label={label}
				style={{ alignSelf: "center" }}
			>
				<IconArrowUpRight size={14} aria-hidden />
			</ActionIcon>
		</Tooltip>
	);
}
