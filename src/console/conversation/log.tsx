// The log on screen: only what can be seen is drawn; it stays at its end while one reads there.
import { ActionIcon, Loader } from "@mantine/core";
import { useDocumentVisibility } from "@mantine/hooks";
import { IconArrowDown } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type UIEvent, useEffect, useMemo, useRef } from "react";
import { useNow } from "../format/now.ts";
import { useTeams } from "../session/colleagues.ts";
import { useMember } from "../session/me.ts";
import { Announcer } from "./announcer.tsx";
import type { AgentClient, AgentView } from "./conversation-provider.tsx";
import { useEarlierEvents } from "./earlier-events.ts";
import { LineView } from "./line-view.tsx";
import { linesOf } from "./lines.ts";
import styles from "./log.module.css";
import { TypingLine } from "./typing-line.tsx";

/** This near to the start, in lines, earlier entries are asked for, so that a reader seldom waits. */
const LOAD_WITHIN_LINES = 8;
/** This near to the end, in px, the reader is at the end: new messages keep it in view and count as read. */
const AT_END_PX = 80;

export function Log({ client, view }: { client: AgentClient; view: AgentView }) {
	const { user } = useMember();
	const teamName = useTeams().nameOf;
	const now = useNow(60_000);
	const visibility = useDocumentVisibility();
	const scroll = useRef<HTMLDivElement>(null);
	const { entries, pending, reads, hasBefore } = view;
	const earlier = useEarlierEvents(view);
	const lines = useMemo(
		() => linesOf({ entries, pending, readByVisitor: reads.visitor, me: user.id, teamName, earlier }),
		[entries, pending, reads.visitor, user.id, teamName, earlier],
	);
	const list = useVirtualizer({
		count: lines.length,
		getScrollElement: () => scroll.current,
		estimateSize: (index) => (lines[index]?.type === "message" ? 60 : 36),
		getItemKey: (index) => lines[index]?.key ?? index,
		overscan: 8,
		anchorTo: "end",
		followOnAppend: true,
		scrollEndThreshold: AT_END_PX,
		paddingStart: 12,
		paddingEnd: 8,
	});
	const items = list.getVirtualItems();
	const atEnd = list.isAtEnd(AT_END_PX);
	const nearStart = (items[0]?.index ?? 0) < LOAD_WITHIN_LINES;
	const firstSeq = entries[0]?.seq;
	const lastSeq = entries.at(-1)?.seq ?? 0;

	useEffect(() => {
		if (hasBefore && nearStart && firstSeq !== undefined) client.loadBefore();
	}, [client, hasBefore, nearStart, firstSeq]);

	const isReading = visibility === "visible" && atEnd;
	useEffect(() => {
		if (isReading && lastSeq > reads.agent) client.read(lastSeq);
	}, [client, isReading, lastSeq, reads.agent]);

	// A banner that comes, or an answer that grows by a line, must not push the newest message out of sight.
	const staysAtEnd = useRef(true);
	useEffect(() => {
		const element = scroll.current;
		if (!element) return;
		const resized = new ResizeObserver(() => staysAtEnd.current && list.scrollToEnd());
		resized.observe(element);
		return () => resized.disconnect();
	}, [list]);
	const onScroll = ({ currentTarget: { scrollHeight, scrollTop, clientHeight } }: UIEvent<HTMLElement>) => {
		staysAtEnd.current = scrollHeight - scrollTop - clientHeight <= AT_END_PX;
	};

	const hasLines = lines.length > 0;
	const opened = useRef(false);
	useEffect(() => {
		if (!hasLines || opened.current) return;
		opened.current = true;
		list.scrollToEnd();
	}, [hasLines, list]);

	return (
		<div className={styles.frame}>
			<Announcer entries={entries} />
			<div
				ref={scroll}
				onScroll={onScroll}
				className={styles.scroll}
				role="log"
				aria-label="Messages"
				aria-live="polite"
			>
				{hasBefore && (
					<div className={styles.before}>
						<Loader size={16} type="dots" aria-label="Loading earlier messages" />
					</div>
				)}
				<div className={styles.sizer} style={{ height: list.getTotalSize() }}>
					{items.map((item) => {
						const line = lines[item.index];
						return (
							line && (
								<div
									key={item.key}
									ref={list.measureElement}
									data-index={item.index}
									className={styles.line}
									style={{ transform: `translateY(${item.start}px)` }}
								>
									<LineView line={line} now={now} client={client} />
								</div>
							)
						);
					})}
				</div>
				<TypingLine typing={view.typing} me={user.id} />
			</div>
			{!atEnd && hasLines && (
				<ActionIcon
					className={styles.toEnd}
					variant="default"
					radius="xl"
					size="lg"
					aria-label="To the newest message"
					onClick={() => list.scrollToEnd()}
				>
					<IconArrowDown size={18} aria-hidden />
				</ActionIcon>
			)}
		</div>
	);
}
