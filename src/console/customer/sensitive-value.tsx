// A value that is shown only while somebody wants to see it: others may look over an agent's shoulder.
import { useEffect, useState } from "react";
import { Copyable } from "./copyable.tsx";
import styles from "./item.module.css";

/** Long enough to read a bank account aloud; then it is hidden by itself. */
const SHOWN_MS = 30_000;

export function SensitiveValue({ value, label }: { value: string; label: string }) {
	const [isShown, setIsShown] = useState(false);
	useEffect(() => {
		if (!isShown) return;
		const timer = setTimeout(() => setIsShown(false), SHOWN_MS);
		return () => clearTimeout(timer);
	}, [isShown]);
	return (
		<span className={styles.sensitive}>
			{isShown ? <Copyable value={value} label={label} signs="beside" /> : <span aria-hidden>••••••</span>}
			<button
				type="button"
				className={styles.more}
				aria-label={`${isShown ? "Hide" : "Show"} ${label}`}
				onClick={() => setIsShown(!isShown)}
			>
				{isShown ? "Hide" : "Show"}
			</button>
		</span>
	);
}
