// What people call a thing, as a way into its system where there is one.
import { Anchor } from "@mantine/core";
import styles from "./item.module.css";

interface Props {
	text: string;
	href?: string | undefined;
}

export function Reference({ text, href }: Props) {
	if (!href) return <span className={styles.reference}>{text}</span>;
	return (
		<Anchor href={href} target="_blank" rel="noopener noreferrer" className={styles.reference} inherit c="inherit">
			{text}
		</Anchor>
	);
}
