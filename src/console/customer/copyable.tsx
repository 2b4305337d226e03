// A value that a click copies: what agents paste into other systems all day.
import { CopyButton, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import styles from "./customer.module.css";

interface Props {
	value: string;
	/** What it is, for screen readers: `e-mail address`. */
	label: string;
	className?: string | undefined;
}

export function Copyable({ value, label, className = "" }: Props) {
	return (
		<CopyButton value={value} timeout={1_500}>
			{({ copied, copy }) => (
				<Tooltip label={copied ? "Copied" : `Copy ${label}`}>
					<button
						type="button"
						className={`${styles.copyable} ${className}`}
						data-copied={copied || undefined}
						onClick={copy}
						aria-label={`${value}: copy ${label}`}
					>
						<span>{value}</span>
						{copied ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />}
					</button>
				</Tooltip>
			)}
		</CopyButton>
	);
}
