import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ConversationClient, ConversationView } from "../../client/conversation.ts";
import type { PublicEntry } from "../../protocol/entry.ts";
import { Announcements } from "./announcements.tsx";
import type { Days } from "./days.ts";
import { Message } from "./message.tsx";
import { rowsOf, unreadIn } from "./rows.ts";
import { usePageVisible } from "./source.ts";
import type { Words } from "./words.ts";

interface Props {
	conversation: ConversationClient<PublicEntry>;
	view: ConversationView<PublicEntry>;
	greeting: string;
	invitation: string;
	isShown: boolean;
	words: Words;
	days: Days;
	/** Stands after the messages. */
	children: ComponentChildren;
}

/** How many entries are in the page at first, and how many more each time its top is reached. */
const STEP = 60;
/** Closer to an end than this (in pixels) counts as being there: fingers and zoomed pages are not exact. */
const NEAR_PX = 48;

export function MessageList({ conversation, view, greeting, invitation, isShown, words, days, children }: Props) {
	const [limit, setLimit] = useState(STEP);
	const scroll = useScroll(view, limit);
	const isPageVisible = usePageVisible();
	const { isAtEnd } = scroll;
	const last = view.entries[view.entries.length - 1]?.seq ?? 0;
	const unread = unreadIn(view);
	const isEmpty = view.entries.length === 0 && view.pending.length === 0;

	useEffect(() => {
		if (isShown && isPageVisible && isAtEnd && view.link === "live") conversation.read(last);
	}, [conversation, isShown, isPageVisible, isAtEnd, last, view.link]);

	const onScroll = () => {
		const top = scroll.look();
		if (top > NEAR_PX) return;
		if (view.entries.length > limit) setLimit(limit + STEP);
		else if (view.hasBefore) {
			setLimit(limit + STEP);
			conversation.loadBefore();
		}
	};
	return (
		<div class="list">
			<section
				class={isEmpty ? "scroll empty" : "scroll"}
				ref={scroll.box}
				onScroll={onScroll}
				// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1).
				tabIndex={0}
				aria-label={words.messages}
			>
				{(view.hasBefore || view.entries.length > limit) && <p class="earlier">{words.earlier}</p>}
				{!view.hasBefore && (
					<div class={isEmpty ? "welcome only" : "welcome"}>
						{isEmpty && (
							<svg viewBox="0 0 24 24" aria-hidden="true">
								<path d="M12 3c5.1 0 9.3 3.6 9.3 8s-4.2 8-9.3 8c-.9 0-1.8-.1-2.6-.3L4.8 21l.8-3.8C3.8 15.7 2.7 13.5 2.7 11c0-4.4 4.2-8 9.3-8Z" />
							</svg>
						)}
						<p class="greeting">{greeting}</p>
						{isEmpty && <p>{invitation}</p>}
					</div>
				)}
				<ol>
					{rowsOf(view, limit).map((row) =>
						row.kind === "message" ? (
							<Message key={row.key} row={row} words={words} days={days} conversation={conversation} />
						) : (
							<li key={row.key} class="line">
								<span>
									{row.kind === "day" ? days.day(row.at) : row.status === "open" ? words.reopened : words.resolved}
								</span>
							</li>
						),
					)}
				</ol>
				{view.typing.map((author) => (
					<p key={author.name} class="typing">
						<span class="dots" aria-hidden="true">
							<i />
							<i />
							<i />
						</span>
						<span>{words.typing(author.name ?? words.agent)}</span>
					</p>
				))}
				{children}
			</section>
			{!isAtEnd && unread > 0 && (
				<button type="button" class="news" onClick={scroll.toEnd}>
					{words.newMessages(unread)} ↓
				</button>
			)}
			<Announcements view={view} words={words} />
		</div>
	);
}

/** Stays at the end while one is there, and in its place when earlier entries come in above. */
function useScroll(view: ConversationView<PublicEntry>, limit: number) {
	const box = useRef<HTMLElement>(null);
	const [isAtEnd, setAtEnd] = useState(true);
	const before = useRef({ first: 0, height: 0, pending: 0, isAtEnd: true });
	const first = view.entries[Math.max(0, view.entries.length - limit)]?.seq ?? 0;

	const toEnd = useCallback(() => {
		if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
	}, []);
	useLayoutEffect(() => {
		const element = box.current;
		if (element === null) return;
		const known = before.current;
		const wroteOne = view.pending.length > known.pending;
		if (known.isAtEnd || wroteOne) toEnd();
		else if (first < known.first) element.scrollTop += element.scrollHeight - known.height;
		before.current = { ...known, first, height: element.scrollHeight, pending: view.pending.length };
	});
	useEffect(() => {
		// The keyboard opens, the writing field grows: the newest message stays in sight.
		const observer = new ResizeObserver(() => before.current.isAtEnd && toEnd());
		if (box.current !== null) observer.observe(box.current);
		return () => observer.disconnect();
	}, [toEnd]);

	/** Looks where we are; answers the distance from the top in pixels. */
	const look = () => {
		const element = box.current;
		if (element === null) return Number.POSITIVE_INFINITY;
		const fromEnd = element.scrollHeight - element.scrollTop - element.clientHeight;
		before.current.isAtEnd = fromEnd < NEAR_PX;
		setAtEnd(before.current.isAtEnd);
		return element.scrollTop;
	};
	return { box, isAtEnd, look, toEnd };
}
