// The list pane: tabs, order, search, and the open conversations below them.

import { ActionIcon, CloseButton, Group, SegmentedControl, TextInput, Tooltip } from "@mantine/core";
import { useDebouncedValue, useLocalStorage } from "@mantine/hooks";
import { IconClockUp, IconSearch, IconSortDescending } from "@tabler/icons-react";
import { useMemo, useRef, useState } from "react";
import { LinkBanner } from "../conversation/link-banner.tsx";
import { useMember } from "../session/me.ts";
import { useKeys } from "../shell/use-keys.ts";
import styles from "./conversation-list.module.css";
import { DeskRows } from "./desk-rows.tsx";
import { useDesks } from "./desks-provider.tsx";
import { inOrder, type Order, rowsIn, type Tab } from "./rows.ts";
import { SearchResults } from "./search-results.tsx";

const TABS: readonly { value: Tab; label: string }[] = [
	{ value: "mine", label: "Mine" },
	{ value: "unassigned", label: "Unassigned" },
	{ value: "all", label: "All" },
];

export function ConversationList({ selectedId }: { selectedId: string | null }) {
	const { view } = useDesks();
	const { user } = useMember();
	const [tab, setTab] = useLocalStorage<Tab>({
		key: "heddle.tab",
		defaultValue: "all",
		getInitialValueInEffect: false,
	});
	const [order, setOrder] = useLocalStorage<Order>({
		key: "heddle.order",
		defaultValue: "newest",
		getInitialValueInEffect: false,
	});
	const [typed, setTyped] = useState("");
	const [searched] = useDebouncedValue(typed.trim(), 250);
	const searchInput = useRef<HTMLInputElement>(null);
	const focusSearch = () => searchInput.current?.focus();
	// On many keyboards the slash needs Shift.
	useKeys([
		["/", focusSearch],
		["shift+/", focusSearch],
	]);

	const rows = useMemo(() => inOrder(rowsIn(view.rows, tab, user.id), order), [view.rows, tab, user.id, order]);
	const labelled = TABS.map(({ value, label }) => {
		const count = rowsIn(view.rows, value, user.id).length;
		return { value, label: count > 0 ? `${label} ${count}` : label };
	});

	return (
		<>
			<div className={styles.head}>
				<Group gap={6} wrap="nowrap">
					<TextInput
						ref={searchInput}
						className={styles.search}
						aria-label="Search all messages"
						placeholder="Search all messages"
						leftSection={<IconSearch size={16} aria-hidden />}
						rightSection={typed && <CloseButton size="sm" aria-label="Clear the search" onClick={() => setTyped("")} />}
						value={typed}
						maxLength={200}
						onChange={(event) => setTyped(event.currentTarget.value)}
						onKeyDown={(event) => {
							if (event.key !== "Escape") return;
							setTyped("");
							event.currentTarget.blur();
						}}
					/>
					<OrderSwitch order={order} onChange={setOrder} />
				</Group>
				{!searched && (
					<SegmentedControl
						fullWidth
						size="xs"
						aria-label="Which conversations"
						data={labelled}
						value={tab}
						onChange={setTab}
					/>
				)}
			</div>
			<LinkBanner link={view.link} what="The list" />
			{searched ? (
				<SearchResults text={searched} selectedId={selectedId} />
			) : (
				<DeskRows
					key={tab}
					rows={rows}
					tab={tab}
					loading={view.link === "connecting" && view.rows.length === 0}
					selectedId={selectedId}
					unlisted={tab === "all" ? view.unlisted : 0}
				/>
			)}
		</>
	);
}

function OrderSwitch({ order, onChange }: { order: Order; onChange: (order: Order) => void }) {
	const longest = order === "longest";
	const label = longest
		? "Longest waiting first. Switch to newest first"
		: "Newest first. Switch to longest waiting first";
	return (
		<Tooltip label={longest ? "Longest waiting first" : "Newest first"}>
			<ActionIcon size="input-sm" aria-label={label} onClick={() => onChange(longest ? "newest" : "longest")}>
				{longest ? <IconClockUp size={18} aria-hidden /> : <IconSortDescending size={18} aria-hidden />}
			</ActionIcon>
		</Tooltip>
	);
}
