// The frame around every screen in front of the sign-in.
import { Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import { Mark } from "../shell/mark.tsx";
import styles from "./entrance.module.css";

interface Props {
	title: string;
	lead?: ReactNode;
	children: ReactNode;
}

export function Entrance({ title, lead, children }: Props) {
	useDocumentTitle(`${title} · Heddle`);
	return (
		<div className={styles.page}>
			<aside className={styles.story} aria-label="About Heddle">
				<div className={styles.brand}>
					<Mark size={28} /> Heddle
				</div>
				<p className={styles.claim}>The message, and everything your systems know about who wrote it, together.</p>
				<p className={styles.small}>
					Orders, deliveries, contacts and tickets beside every conversation. What is urgent comes to the right person
					and stays until somebody has seen it.
				</p>
			</aside>
			<main className={styles.main}>
				<Stack className={styles.form} gap="md">
					<div className={`${styles.brand} ${styles.brandSmall}`}>
						<Mark size={26} /> Heddle
					</div>
					<div>
						<Title order={1}>{title}</Title>
						{lead && (
							<Text c="dimmed" size="sm" mt={6}>
								{lead}
							</Text>
						)}
					</div>
					{children}
				</Stack>
			</main>
		</div>
	);
}
