// A value to be carried into another system by hand.
import { Button, CopyButton, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import styles from "./settings.module.css";

interface Props {
	label: string;
	value: string;
	/** What to know about it: that it is shown only now, where it goes. */
	hint?: string;
}

export function ValueToCopy({ label, value, hint }: Props) {
	return (
		<div>
			<Text size="sm" fw={600} mb={4}>
				{label}
			</Text>
			<div className={styles.secret}>
				<code>{value}</code>
				<CopyButton value={value} timeout={1_500}>
					{({ copied, copy }) => (
						<Button
							size="compact-xs"
							variant="default"
							onClick={copy}
							aria-label={copied ? `${label}: copied` : `Copy ${label}`}
							leftSection={copied ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />}
						>
							{copied ? "Copied" : "Copy"}
						</Button>
					)}
				</CopyButton>
			</div>
			{hint && (
				<Text size="xs" c="dimmed" mt={4}>
					{hint}
				</Text>
			)}
		</div>
	);
}
