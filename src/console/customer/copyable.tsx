// A value that a click copies, and a second one puts into the answer: what agents paste into other systems all day.
import { CopyButton, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy, IconTextPlus } from "@tabler/icons-react";
import { useInsert } from "../conversation/insertion.tsx";
import styles from "./copyable.module.css";

interface Props {
	value: string;
	/** What it is, for screen readers: `e-mail address`. */
	label: string;
	className?: string | undefined;
	/**
	 * Where the signs come up on hover: `after` the value, over its neighbour; `before` what stands at the right edge;
	 * `beside`, in room of their own, where the neighbour is to be clicked too.
	 */
	signs?: "after" | "before" | "beside";
}

const COPIED_MS = 1_500;

export function Copyable({ value, label, className = "", signs = "after" }: Props) {
	const insert = useInsert();
	return (
		<CopyButton value={value} timeout={COPIED_MS}>
			{({ copied, copy }) => (
				<span className={`${styles.copyable} ${className}`} data-copied={copied || undefined} data-signs={signs}>
					<Tooltip label={copied ? "Copied" : `Copy ${label}`}>
						<button
							type="button"
							className={styles.value}
							onClick={copy}
							aria-label={copied ? `${value}: copied` : `${value}: copy ${label}`}
						>
							{value}
						</button>
					</Tooltip>
					<span className={styles.signs}>
						{copied ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />}
						{insert && (
							<Tooltip label={`Put ${label} into the answer`}>
								<button
									type="button"
									// The list that `/` opens in the text field is the way by key: this would double each tab stop.
									tabIndex={-1}
									className={styles.insert}
									onClick={() => insert(value)}
									aria-label={`${value}: put ${label} into the answer`}
								>
									<IconTextPlus size={14} aria-hidden />
								</button>
							</Tooltip>
						)}
					</span>
				</span>
			)}
		</CopyButton>
	);
}
