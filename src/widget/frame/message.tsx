import type { ConversationClient } from "../../client/conversation.ts";
import type { PublicEntry } from "../../protocol/entry.ts";
import type { Days } from "./days.ts";
import { initial } from "./header.tsx";
import { splitLinks } from "./links.ts";
import type { MessageRow } from "./rows.ts";
import type { Words } from "./words.ts";

interface Props {
	row: MessageRow;
	words: Words;
	days: Days;
	conversation: ConversationClient<PublicEntry>;
}

export function Message({ row, words, days, conversation }: Props) {
	const { isMine, startsGroup, endsGroup, state, at } = row;
	const name = isMine ? words.you : (row.name ?? words.agent);
	const classes = ["message", isMine ? "mine" : "theirs", startsGroup && "first", endsGroup && "last", state];
	const isSaid = endsGroup || state !== undefined;
	return (
		<li class={classes.filter(Boolean).join(" ")}>
			{!isMine && endsGroup && (
				<span class="face" aria-hidden="true">
					{initial(name)}
				</span>
			)}
			<div class="said">
				<span class={isMine || !startsGroup ? "unseen" : "name"}>{name}</span>
				<p class="text" dir="auto">
					{splitLinks(row.text).map(({ at, text, href }) =>
						href === undefined ? (
							text
						) : (
							<a key={at} href={href} target="_blank" rel="noopener noreferrer nofollow">
								{text}
							</a>
						),
					)}
				</p>
				{isSaid && row.pending?.state !== "failed" && (
					<p class="meta">
						{at !== undefined && <time dateTime={at}>{days.time(at)}</time>}
						{at !== undefined && state !== undefined && " · "}
						{state !== undefined && words.state[state]}
					</p>
				)}
				{row.pending?.state === "failed" && <Failed pending={row.pending} words={words} conversation={conversation} />}
			</div>
		</li>
	);
}

function Failed({
	pending,
	words,
	conversation,
}: Pick<Props, "words" | "conversation"> & { pending: NonNullable<MessageRow["pending"]> }) {
	const { failure } = words;
	const code = pending.error?.code;
	const reason = code === "text_too_long" || code === "frame_too_large" ? failure[code] : failure.other;
	return (
		<div class="meta failure" role="alert">
			<p>
				<strong>{words.state.failed}.</strong> {reason}
			</p>
			<button type="button" onClick={() => conversation.retry(pending.clientId)}>
				{words.retry}
			</button>
			<button type="button" onClick={() => conversation.discard(pending.clientId)}>
				{words.discard}
			</button>
		</div>
	);
}
