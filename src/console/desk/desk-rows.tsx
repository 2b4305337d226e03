// The rows themselves, drawn only where they can be seen, and walked with j and k.

import { Skeleton } from "@mantine/core";
import { IconCoffee, IconInbox, IconUserCheck, IconUsersGroup } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import type { DeskRow as Row } from "../../protocol/desk-frames.ts";
import { useNow } from "../format/now.ts";
import { useMember } from "../session/me.ts";
import { useKeys } from "../shell/use-keys.ts";
import { Nothing } from "../states/nothing.tsx";
import styles from "./conversation-list.module.css";
import { DeskRow } from "./desk-row.tsx";
import type { Tab } from "./rows.ts";

/** Three lines of text and their padding, in px: every row is as high. */
const ROW_HEIGHT = 82;
/** Waiting times are shown in seconds only below a minute; every 5 s is often enough to look alive. */
const TICK_MS = 5_000;

interface Props {
	rows: readonly Row[];
	tab: Tab;
	loading: boolean;
	selectedId: string | null;
	unlisted: number;
}

export function DeskRows({ rows, tab, loading, selectedId, unlisted }: Props) {
	const now = useNow(TICK_MS);
	const scroll = useRef<HTMLDivElement>(null);
	const list = useVirtualizer({
		count: rows.length,
		getScrollElement: () => scroll.current,
		estimateSize: () => ROW_HEIGHT,
		getItemKey: (index) => rows[index]?.conversationId ?? index,
		overscan: 6,
	});
	useWalk(rows, selectedId, scroll, list.scrollToIndex);

	if (loading) return <LoadingRows />;
	if (rows.length === 0) return <EmptyTab tab={tab} />;
	return (
		<div ref={scroll} className={styles.scroll}>
			<ul style={{ height: list.getTotalSize(), position: "relative", margin: 0, padding: 0, listStyle: "none" }}>
				{list.getVirtualItems().map((item) => {
					const row = rows[item.index];
					if (!row) return null;
					return (
						<li
							key={item.key}
							aria-setsize={rows.length}
							aria-posinset={item.index + 1}
							style={{
								position: "absolute",
								insetInline: 0,
								top: 0,
								height: ROW_HEIGHT,
								transform: `translateY(${item.start}px)`,
							}}
						>
							<DeskRow row={row} now={now} selected={row.conversationId === selectedId} />
						</li>
					);
				})}
			</ul>
			{unlisted > 0 && <p className={styles.foot}>and {unlisted} more: search finds them</p>}
		</div>
	);
}

/** j and k move the focus from row to row; the row that has it is a link, so Enter opens it. */
function useWalk(
	rows: readonly Row[],
	selectedId: string | null,
	scroll: React.RefObject<HTMLDivElement | null>,
	scrollToIndex: (index: number) => void,
) {
	const [at, setAt] = useState<{ id: string; presses: number } | null>(null);
	const step = (by: number) => {
		const from = rows.findIndex((row) => row.conversationId === (at?.id ?? selectedId));
		const index = from === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, from + by));
		const row = rows[index];
		if (!row) return;
		scrollToIndex(index);
		setAt((before) => ({ id: row.conversationId, presses: (before?.presses ?? 0) + 1 }));
	};
	useKeys([
		["j", () => step(1)],
		["k", () => step(-1)],
	]);
	useEffect(() => {
		// The row may have come on screen only now.
		if (at) scroll.current?.querySelector<HTMLElement>(`[data-conversation="${at.id}"]`)?.focus();
	}, [at, scroll]);
}

function LoadingRows() {
	return (
		<div role="status" aria-label="Loading conversations">
			{[0, 1, 2, 3, 4, 5].map((row) => (
				<div key={row} className={styles.row} style={{ height: ROW_HEIGHT }}>
					<Skeleton circle height={34} />
					<div className={styles.lines}>
						<Skeleton height={12} width="45%" mt={4} />
						<Skeleton height={10} width="90%" mt={6} />
						<Skeleton height={10} width="30%" mt={6} />
					</div>
				</div>
			))}
		</div>
	);
}

function EmptyTab({ tab }: { tab: Tab }) {
	const { teams, workspace } = useMember();
	if (teams.length === 0) {
		return (
			<Nothing icon={<IconUsersGroup size={26} aria-hidden />} title="You are in no team yet">
				Ask an admin of {workspace.name} to add you to one: a desk shows the conversations of its team.
			</Nothing>
		);
	}
	if (tab === "mine") {
		return (
			<Nothing icon={<IconUserCheck size={26} aria-hidden />} title="Nothing on your desk">
				Open a conversation under Unassigned and press c to take it.
			</Nothing>
		);
	}
	if (tab === "unassigned") {
		return (
			<Nothing icon={<IconCoffee size={26} aria-hidden />} title="Everything is taken">
				New conversations appear here by themselves.
			</Nothing>
		);
	}
	return (
		<Nothing icon={<IconInbox size={26} aria-hidden />} title="No open conversations">
			They appear here as soon as somebody writes. The widget's script tag is in the settings.
		</Nothing>
	);
}
