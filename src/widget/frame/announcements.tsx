import { useRef } from "preact/hooks";
import type { ConversationView } from "../../client/conversation.ts";
import type { PublicEntry } from "../../protocol/entry.ts";
import type { Words } from "./words.ts";

/** The newest messages of the other side, for screen readers: spoken as they come, never those that were there before. */
export function Announcements({ view, words }: { view: ConversationView<PublicEntry>; words: Words }) {
	const since = useRef<number | undefined>(undefined);
	if (since.current === undefined && view.link === "live")
		since.current = view.entries[view.entries.length - 1]?.seq ?? 0;
	const from = since.current ?? Number.POSITIVE_INFINITY;
	return (
		<div class="unseen" role="log" aria-live="polite" aria-label={words.messages}>
			{view.entries.slice(-5).map(({ seq, author, content }) =>
				seq > from && author.kind !== "visitor" && content.kind === "message" ? (
					<p key={seq}>
						{author.name ?? words.agent}: {content.text}
					</p>
				) : null,
			)}
		</div>
	);
}
