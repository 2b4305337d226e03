// The frame of a settings page: title, what it is for, and what one can add.
import { Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import styles from "./settings.module.css";

interface Props {
	title: string;
	lead: string;
	action?: ReactNode;
	/** A way back. */
	above?: ReactNode;
	/** What is said beside the title: a state. */
	beside?: ReactNode;
	children: ReactNode;
}

export function Sheet({ title, lead, action, above, beside, children }: Props) {
	useDocumentTitle(`${title} · Heddle`);
	return (
		<div className={styles.sheet}>
			<header className={styles.sheetHead}>
				<div>
					{above}
					<div className={styles.titleLine}>
						<Title order={1}>{title}</Title>
						{beside}
					</div>
					<Text size="sm" c="dimmed" mt={4} maw={620}>
						{lead}
					</Text>
				</div>
				{action}
			</header>
			{children}
		</div>
	);
}
