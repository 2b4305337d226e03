// What this customer wrote about before.
import { Badge, Button, Skeleton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { conversation } from "../../protocol/http.ts";
import { pageOf } from "../../protocol/http-parts.ts";
import { date } from "../format/time.ts";
import { ask } from "../http/api.ts";
import { query } from "../http/request.ts";
import { Failure } from "../states/failure.tsx";
import cardStyles from "./card.module.css";
import styles from "./customer.module.css";

const page = pageOf(conversation);

export function EarlierConversations({ customerId, except }: { customerId: string; except: string }) {
	const earlier = useInfiniteQuery({
		queryKey: ["customer", customerId, "conversations"],
		queryFn: ({ pageParam, signal }) =>
			ask(page, `/customers/${customerId}/conversations${query({ cursor: pageParam })}`, { signal }),
		initialPageParam: null as string | null,
		getNextPageParam: (last) => last.next,
	});
	const found = earlier.data?.pages.flatMap(({ data }) => data).filter(({ id }) => id !== except) ?? [];
	return (
		<section aria-label="Earlier conversations" className={styles.section}>
			<h3 className={styles.sectionTitle}>Earlier conversations</h3>
			{earlier.isPending && <Skeleton height={44} radius="md" />}
			{earlier.error && <Failure error={earlier.error} onRetry={() => earlier.refetch()} />}
			{earlier.data && found.length === 0 && <span className={styles.quiet}>This is their first.</span>}
			{found.length > 0 && (
				<div className={`${cardStyles.panel} ${cardStyles.clipped}`}>
					{found.map((one) => (
						<Link key={one.id} href={`/conversations/${one.id}`} className={styles.entryLink}>
							<span className={styles.itemHead}>
								<span className={styles.oneLine}>{one.preview ?? "No message"}</span>
								{one.status === "open" && (
									<span className={styles.amount}>
										<Badge color="weft">open</Badge>
									</span>
								)}
							</span>
							<span className={styles.quiet}>{date(one.lastAt)}</span>
						</Link>
					))}
					{earlier.hasNextPage && (
						<Button
							fullWidth
							size="compact-xs"
							variant="subtle"
							color="gray"
							loading={earlier.isFetchingNextPage}
							onClick={() => earlier.fetchNextPage()}
						>
							More
						</Button>
					)}
				</div>
			)}
		</section>
	);
}
