// What the numbers are that the customer has written: their order with its state, or a warning that it is not proven theirs.
import { IconAlertTriangle, IconLink } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { z } from "zod";
import type { Card } from "../../protocol/card.ts";
import type { Entry } from "../../protocol/entry.ts";
import { mention } from "../../protocol/mentions.ts";
import { relative } from "../format/time.ts";
import { ask } from "../http/api.ts";
import { query } from "../http/request.ts";
import { Failure } from "../states/failure.tsx";
import cardStyles from "./card.module.css";
import styles from "./customer.module.css";
import { ItemView } from "./item-view.tsx";
import { nameOfItem, standingOf } from "./item-words.ts";
import { resolved, type Written, writtenIn } from "./written.ts";

const answer = z.object({ data: z.array(mention) });

interface Props {
	conversationId: string;
	/** What is proven may change what is theirs. */
	identity: string;
	entries: readonly Entry[];
	cards: readonly Card[];
	now: number;
	onJump: (place: string) => void;
}

export function WrittenNumbers({ conversationId, identity, entries, cards, now, onJump }: Props) {
	const written = useMemo(() => writtenIn(entries), [entries]).join();
	const mentions = useQuery({
		queryKey: ["conversation", conversationId, "mentions", written, identity],
		enabled: written !== "",
		queryFn: ({ signal }) =>
			ask(answer, `/conversations/${conversationId}/mentions${query({ numbers: written })}`, { signal }),
		placeholderData: keepPreviousData,
	});
	const numbers = written === "" ? [] : written.split(",");
	const found = resolved(numbers, cards, mentions.data?.data ?? []);
	if (found.length === 0 && !mentions.error) return null;
	return (
		<section aria-label="Written in the chat" className={styles.section}>
			<h3 className={styles.sectionTitle}>Written in the chat</h3>
			{mentions.error && <Failure error={mentions.error} onRetry={() => mentions.refetch()} />}
			{found.map((one) => (
				<Found key={one.number} one={one} now={now} onJump={onJump} />
			))}
		</section>
	);
}

function Found({ one, now, onJump }: { one: Written; now: number; onJump: (place: string) => void }) {
	switch (one.state) {
		case "on_card":
			return (
				<button type="button" className={`${cardStyles.panel} ${styles.written}`} onClick={() => onJump(one.place)}>
					<IconLink size={15} aria-hidden />
					<span>
						<b>{nameOfItem(one.item)}</b> {standingOf(one.item)}
					</span>
				</button>
			);
		case "linked":
			return one.objects.map(({ connectionId, reference, summary, item, at }) => (
				<div key={`${connectionId} ${reference} ${at}`} className={`${cardStyles.panel} ${styles.writtenItem}`}>
					{item ? <ItemView item={item} now={now} /> : <span>{summary}</span>}
					<span className={styles.quiet}>As of {relative(at, now)}</span>
				</div>
			));
		case "unconfirmed":
			return (
				<p className={styles.unproven}>
					<IconAlertTriangle size={14} aria-hidden className={styles.unprovenSign} />
					<b>{one.number}</b> belongs to somebody else, or it is not proven that it is theirs. Do not tell them anything
					about it.
				</p>
			);
	}
}
