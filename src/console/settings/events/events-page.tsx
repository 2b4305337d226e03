// Every business event that was taken in, with what became of it.
import { Badge, Button, Skeleton, Stack } from "@mantine/core";
import { IconTimelineEvent } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type StoredEvent, storedEvent } from "../../../protocol/http.ts";
import { pageOf } from "../../../protocol/http-parts.ts";
import { eventIcon } from "../../conversation/event-icon.tsx";
import { systemName } from "../../customer/card-words.ts";
import { Reference } from "../../customer/reference.tsx";
import { formatMoney } from "../../format/money.ts";
import { useNow } from "../../format/now.ts";
import { dateTime, relative } from "../../format/time.ts";
import { ask } from "../../http/api.ts";
import { query } from "../../http/request.ts";
import { Failure } from "../../states/failure.tsx";
import { Nothing } from "../../states/nothing.tsx";
import styles from "../settings.module.css";
import { Sheet } from "../sheet.tsx";
import { EventTabs } from "./event-tabs.tsx";

const page = pageOf(storedEvent);

export function EventsPage() {
	const now = useNow(10_000);
	const events = useInfiniteQuery({
		queryKey: ["events"],
		queryFn: ({ pageParam, signal }) => ask(page, `/events${query({ cursor: pageParam })}`, { signal }),
		initialPageParam: null as string | null,
		getNextPageParam: (last) => last.next,
	});
	const list = events.data?.pages.flatMap(({ data }) => data) ?? [];
	return (
		<Sheet
			title="Events"
			lead="What your systems have told Heddle, newest first. Refused ones are counted beside each connection."
		>
			<EventTabs />
			{events.isPending && (
				<Stack gap="xs" role="status" aria-label="Loading">
					<Skeleton height={56} radius="lg" />
					<Skeleton height={56} radius="lg" />
				</Stack>
			)}
			{events.error && (
				<Failure title="The events could not be loaded" error={events.error} onRetry={() => events.refetch()} />
			)}
			{events.data && list.length === 0 && (
				<Nothing icon={<IconTimelineEvent size={26} aria-hidden />} title="Nothing has come in yet">
					Give a connected system its webhook address, from the connection's settings.
				</Nothing>
			)}
			{list.length > 0 && (
				<div className={styles.panel}>
					{list.map((stored) => (
						<EventRow key={stored.id} stored={stored} now={now} />
					))}
				</div>
			)}
			{events.hasNextPage && (
				<Button
					variant="default"
					style={{ alignSelf: "center" }}
					loading={events.isFetchingNextPage}
					onClick={() => events.fetchNextPage()}
				>
					Older events
				</Button>
			)}
		</Sheet>
	);
}

function EventRow({ stored, now }: { stored: StoredEvent; now: number }) {
	const { event, state, receivedAt, customerId } = stored;
	const Icon = eventIcon(event.kind);
	return (
		<div className={styles.row}>
			<Icon size={19} aria-hidden color="var(--accent)" />
			<div className={styles.grow}>
				<div className={styles.title}>
					<Reference text={event.summary} href={event.href} />
					{event.facts.total && !event.summary.includes(event.facts.total.currency) && (
						<span>{formatMoney(event.facts.total)}</span>
					)}
				</div>
				<div className={styles.small}>
					{systemName(event)} · {event.topic} ·{" "}
					<time dateTime={receivedAt} title={dateTime(receivedAt)}>
						{relative(receivedAt, now)}
					</time>
					{customerId === null && " · no customer known"}
				</div>
			</div>
			<Badge color={state === "applied" ? "teal" : "yellow"}>{state === "applied" ? "Applied" : "Being applied"}</Badge>
		</div>
	);
}
