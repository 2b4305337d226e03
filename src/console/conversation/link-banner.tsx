// Says that what is on screen may be old, for as long as it may be.
import { Loader } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPlugConnectedX } from "@tabler/icons-react";
import type { LinkState } from "../../client/link.ts";
import { ERRORS } from "../../protocol/errors.ts";
import styles from "./link-banner.module.css";

interface Props {
	link: LinkState;
	refusal?: string | undefined;
	/** What is kept up to date over this link: "The list", "This conversation". */
	what: string;
	/** What waits to be sent would be lost with the page. */
	atRisk?: boolean | undefined;
}

/** A link that comes back within this was not worth a word. */
const WORTH_SAYING_MS = 600;

export function LinkBanner({ link, refusal, what, atRisk }: Props) {
	const [settled] = useDebouncedValue(link, WORTH_SAYING_MS);
	// Good news at once, bad news once it lasts.
	const shown = link === "live" || link === "refused" ? link : settled;
	const words = wordsFor(shown, what, refusal, atRisk);
	return (
		<div role="status" aria-live="polite">
			{words && (
				<div className={styles.banner} data-link={shown}>
					{shown === "refused" ? (
						<IconPlugConnectedX size={16} aria-hidden />
					) : (
						<Loader size={14} color="currentColor" aria-hidden />
					)}
					{words}
				</div>
			)}
		</div>
	);
}

function wordsFor(link: LinkState, what: string, refusal?: string, atRisk = false): string | null {
	switch (link) {
		case "offline":
			return atRisk
				? `Offline. ${what} will come back by itself. Keep this tab open until what you sent has gone: this browser stores nothing.`
				: `Offline. ${what} will come back by itself; what you send is kept.`;
		case "catching_up":
			return "Catching up…";
		case "refused":
			return refusal && isErrorCode(refusal)
				? ERRORS[refusal].message
				: "The server has closed this for good. Reload the page.";
		default:
			return null;
	}
}

function isErrorCode(code: string): code is keyof typeof ERRORS {
	return Object.hasOwn(ERRORS, code);
}
