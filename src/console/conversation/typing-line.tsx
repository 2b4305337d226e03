// Who is typing, in a place that is always there, so that nothing jumps.
import type { Author } from "../../protocol/entry.ts";
import styles from "./line.module.css";

export function TypingLine({ typing, me }: { typing: readonly Author[]; me: string }) {
	const others = typing.filter((author) => author.id !== me);
	const names = others.map((author) => (author.kind === "visitor" ? "The customer" : (author.name ?? "A colleague")));
	return (
		<div className={styles.typing} aria-hidden={names.length === 0}>
			{names.length > 0 && (
				<>
					<span className={styles.dots} aria-hidden>
						<i />
						<i />
						<i />
					</span>
					{names.join(", ")} {names.length === 1 ? "is" : "are"} typing
				</>
			)}
		</div>
	);
}
