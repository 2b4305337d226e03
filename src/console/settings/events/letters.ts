// Dead letters and privacy receipts over HTTP.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { deadLetter, deadLetterWithPayload, type ReplayWish, replayed } from "../../../protocol/dead-letter.ts";
import { pageOf } from "../../../protocol/http-parts.ts";
import { privacyReceipt } from "../../../protocol/privacy.ts";
import { ask, reach } from "../../http/api.ts";
import { queries } from "../../http/queries.ts";
import { query } from "../../http/request.ts";

/** Letters come after hours of tries: nobody waits for one by the second. */
const LOOK_EVERY_MS = 30_000;

const letters = pageOf(deadLetter);
const receipts = pageOf(privacyReceipt);

export function useLetters() {
	return useInfiniteQuery({
		queryKey: ["dead-letters"],
		queryFn: ({ pageParam, signal }) => ask(letters, `/dead-letters${query({ cursor: pageParam })}`, { signal }),
		initialPageParam: null as string | null,
		getNextPageParam: (last) => last.next,
		refetchInterval: LOOK_EVERY_MS,
	});
}

/** With its payload's structure; asked for when somebody opens it. */
export function useLetter(id: string) {
	return useQuery({
		queryKey: ["dead-letters", id],
		queryFn: ({ signal }) => ask(deadLetterWithPayload, `/dead-letters/${id}`, { signal }),
	});
}

/** Puts them back into the queue, call by call until there are no more; how many. */
export async function replay(wish: ReplayWish): Promise<number> {
	let count = 0;
	for (let more = true; more; ) {
		const done = await ask(replayed, "/dead-letters/replay", { method: "POST", json: wish });
		count += done.replayed;
		// None at all although there are more: another release's, which this one cannot read.
		more = done.more && done.replayed > 0;
	}
	await queries.invalidateQueries({ queryKey: ["dead-letters"] });
	return count;
}

export function useReceipts() {
	return useInfiniteQuery({
		queryKey: ["privacy-receipts"],
		queryFn: ({ pageParam, signal }) => ask(receipts, `/privacy-receipts${query({ cursor: pageParam })}`, { signal }),
		initialPageParam: null as string | null,
		getNextPageParam: (last) => last.next,
		refetchInterval: LOOK_EVERY_MS,
	});
}

/** Of the newest receipts: how many exports wait for somebody to fetch them. */
export function useExportsWaiting(enabled: boolean): number {
	const { data } = useQuery({
		queryKey: ["privacy-receipts", "waiting"],
		queryFn: ({ signal }) => ask(receipts, "/privacy-receipts?limit=100", { signal }),
		refetchInterval: 300_000,
		enabled,
	});
	return (
		data?.data.filter(({ exportUntil, downloadedAt }) => exportUntil !== null && downloadedAt === null).length ?? 0
	);
}

/** The file of an export, under its name, as a download. The API takes a ticket, and so no link can lead there. */
export async function fetchExport(id: string): Promise<void> {
	const answer = await reach(`/privacy-receipts/${id}/export`);
	const url = URL.createObjectURL(new Blob([await answer.arrayBuffer()], { type: "application/json" }));
	const link = document.createElement("a");
	link.href = url;
	link.download = `heddle-export-${id}.json`;
	link.click();
	URL.revokeObjectURL(url);
	await queries.invalidateQueries({ queryKey: ["privacy-receipts"] });
}
