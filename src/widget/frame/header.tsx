import type { Words } from "./words.ts";

interface Props {
	words: Words;
	name: string | undefined;
	/** undefined while it is not known. */
	agentsThere: boolean | undefined;
	/** Absent where there is nothing to close into. */
	onClose: (() => void) | undefined;
}

export function Header({ words, name, agentsThere, onClose }: Props) {
	return (
		<header>
			<span class="mark" aria-hidden="true">
				{initial(name ?? words.title)}
			</span>
			<div class="who">
				<h1>{name ?? words.title}</h1>
				{agentsThere !== undefined && (
					<p class={agentsThere ? "there" : "away"}>
						{agentsThere ? words.availability.there : words.availability.away}
					</p>
				)}
			</div>
			{onClose && (
				<button type="button" class="close" aria-label={words.close} onClick={onClose}>
					<svg viewBox="0 0 24 24" aria-hidden="true">
						<path d="m6 6 12 12M18 6 6 18" />
					</svg>
				</button>
			)}
		</header>
	);
}

/** The first character as people count them: not half of an emoji. */
export function initial(name: string): string {
	return [...name.trim()][0]?.toUpperCase() ?? "";
}
