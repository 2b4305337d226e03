// What has lately happened to this customer in the business systems.
import { Badge, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type StoredEvent, storedEvent } from "../../protocol/http.ts";
import { pageOf } from "../../protocol/http-parts.ts";
import { eventIcon } from "../conversation/event-icon.tsx";
import { useNow } from "../format/now.ts";
import { relative } from "../format/time.ts";
import { ask } from "../http/api.ts";
import { query } from "../http/request.ts";
import { Failure } from "../states/failure.tsx";
import cardStyles from "./card.module.css";
import styles from "./customer.module.css";
import { Reference } from "./reference.tsx";

const page = pageOf(storedEvent);
const SHOWN = 5;

/** `newest`: the seq of the conversation's newest entry. An event may have come with it, so it is asked for again. */
export function RecentEvents({ customerId, newest }: { customerId: string; newest: number }) {
	const now = useNow(60_000);
	const events = useQuery({
		queryKey: ["customer", customerId, "events", newest],
		queryFn: ({ signal }) => ask(page, `/customers/${customerId}/events${query({ limit: SHOWN })}`, { signal }),
		placeholderData: (before) => before,
	});
	return (
		<section aria-label="Recent events" className={styles.section}>
			<h3 className={styles.sectionTitle}>Recent events</h3>
			{events.isPending && <Skeleton height={44} radius="md" />}
			{events.error && <Failure error={events.error} onRetry={() => events.refetch()} />}
			{events.data?.data.length === 0 && <span className={styles.quiet}>Nothing has happened yet.</span>}
			{events.data && events.data.data.length > 0 && (
				<div className={`${cardStyles.panel} ${cardStyles.clipped}`}>
					{events.data.data.slice(0, SHOWN).map((stored) => (
						<Happened key={stored.id} stored={stored} now={now} />
					))}
				</div>
			)}
		</section>
	);
}

function Happened({ stored: { event }, now }: { stored: StoredEvent; now: number }) {
	const Icon = eventIcon(event.kind);
	return (
		<div className={styles.entryLink}>
			<span className={styles.itemHead} style={{ alignItems: "center" }}>
				<Icon size={16} aria-hidden color="var(--accent)" style={{ flex: "none" }} />
				<span>{event.href ? <Reference text={event.summary} href={event.href} /> : event.summary}</span>
				{event.test && (
					<Badge size="xs" color="gray">
						Test
					</Badge>
				)}
			</span>
			<span className={styles.quiet}>{relative(event.occurredAt, now)}</span>
		</div>
	);
}
