// What a search over all messages found.
import { Button, Skeleton, Stack } from "@mantine/core";
import { IconSearchOff } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { type SearchHit, searchHit } from "../../protocol/http.ts";
import { pageOf } from "../../protocol/http-parts.ts";
import { useNow } from "../format/now.ts";
import { shortWhen } from "../format/time.ts";
import { ask } from "../http/api.ts";
import { query } from "../http/request.ts";
import { Failure } from "../states/failure.tsx";
import { Nothing } from "../states/nothing.tsx";
import styles from "./conversation-list.module.css";
import { nameOf } from "./rows.ts";

const hits = pageOf(searchHit);

export function SearchResults({ text, selectedId }: { text: string; selectedId: string | null }) {
	const now = useNow(60_000);
	const search = useInfiniteQuery({
		queryKey: ["search", text],
		queryFn: ({ pageParam, signal }) => ask(hits, `/search${query({ q: text, cursor: pageParam })}`, { signal }),
		initialPageParam: null as string | null,
		getNextPageParam: (page) => page.next,
	});
	if (search.error) {
		return (
			<div className={styles.scroll} style={{ padding: "0.75rem" }}>
				<Failure title="The search failed" error={search.error} onRetry={() => search.refetch()} />
			</div>
		);
	}
	if (search.isPending) {
		return (
			<Stack p="sm" role="status" aria-label="Searching">
				<Skeleton height={48} />
				<Skeleton height={48} />
				<Skeleton height={48} />
			</Stack>
		);
	}
	const found = search.data.pages.flatMap((page) => page.data);
	if (found.length === 0) {
		return (
			<Nothing icon={<IconSearchOff size={26} aria-hidden />} title="Nothing found">
				No message contains “{text}”. Search looks for whole words.
			</Nothing>
		);
	}
	return (
		<section className={styles.scroll} aria-label={`Messages with ${text}`}>
			{found.map((hit) => (
				<Hit
					key={`${hit.conversationId} ${hit.seq}`}
					hit={hit}
					now={now}
					selected={hit.conversationId === selectedId}
				/>
			))}
			{search.hasNextPage && (
				<div className={styles.foot}>
					<Button
						size="compact-sm"
						variant="default"
						loading={search.isFetchingNextPage}
						onClick={() => search.fetchNextPage()}
					>
						More
					</Button>
				</div>
			)}
		</section>
	);
}

function Hit({ hit, now, selected }: { hit: SearchHit; now: number; selected: boolean }) {
	return (
		<Link
			href={`/conversations/${hit.conversationId}`}
			className={`${styles.row} ${styles.hit}`}
			aria-current={selected ? "page" : undefined}
			style={{ gridTemplateColumns: "minmax(0, 1fr)" }}
		>
			<span className={styles.lines}>
				<span className={styles.line}>
					<span className={styles.name}>{nameOf(hit.customer)}</span>
					<span className={`${styles.when} ${styles.push}`}>{shortWhen(hit.at, now)}</span>
				</span>
				<span className={styles.meta}>
					{hit.author.kind === "visitor" ? "Customer" : (hit.author.name ?? "Agent")} wrote
				</span>
				<span className={styles.found}>{hit.text}</span>
			</span>
		</Link>
	);
}
