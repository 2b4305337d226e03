// Where one is on the way to a connection.
import { IconCheck } from "@tabler/icons-react";
import styles from "./connections.module.css";

interface Props {
	steps: readonly string[];
	/** Index of the one that is shown. */
	at: number;
}

export function SetUpSteps({ steps, at }: Props) {
	return (
		<ol className={styles.steps} aria-label="Steps">
			{steps.map((step, index) => (
				<li key={step} className={styles.step} aria-current={index === at ? "step" : undefined} data-done={index < at}>
					<span className={styles.stepMark} aria-hidden>
						{index < at ? <IconCheck size={13} stroke={3} /> : index + 1}
					</span>
					<span className={styles.stepLabel}>{step}</span>
				</li>
			))}
		</ol>
	);
}
