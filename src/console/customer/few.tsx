// The beginning of a long list, and the way to the rest.
import { useState } from "react";
import styles from "./item.module.css";

/** @returns the first `first` of them until somebody asks for `rest` more */
export function useFew<T>(all: readonly T[], first: number) {
	const [showsAll, setShowsAll] = useState(false);
	// One line that says "1 more" takes as much room as the one that it hides.
	const shown = showsAll || all.length <= first + 1 ? all : all.slice(0, first);
	return { shown, rest: all.length - shown.length, showAll: () => setShowsAll(true) };
}

/** Nothing where there is no rest. */
export function More({ rest, what = "more", onClick }: { rest: number; what?: string; onClick: () => void }) {
	if (rest === 0) return null;
	return (
		<button type="button" className={styles.more} onClick={onClick}>
			{rest} {what}
		</button>
	);
}
