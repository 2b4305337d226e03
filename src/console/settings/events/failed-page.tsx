// Dead letters: events that could not be applied, why, and the way back into the queue.
import { Button, Checkbox, Group } from "@mantine/core";
import { IconCircleCheck, IconRotateClockwise } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { ReplayWish } from "../../../protocol/dead-letter.ts";
import { useNow } from "../../format/now.ts";
import { Nothing } from "../../states/nothing.tsx";
import { sayDone, sayRefused } from "../../states/said.ts";
import { Loaded } from "../loaded.tsx";
import styles from "../settings.module.css";
import { Sheet } from "../sheet.tsx";
import { EventTabs } from "./event-tabs.tsx";
import { LetterRow } from "./letter-row.tsx";
import { replay, useLetters } from "./letters.ts";

export function FailedPage() {
	const now = useNow(10_000);
	const letters = useLetters();
	const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
	const again = useMutation({
		mutationFn: (wish: ReplayWish) => replay(wish),
		onSuccess: (count) => {
			setChosen(new Set());
			sayDone(
				count === 0
					? "There was nothing to replay"
					: count === 1
						? "1 event is tried again"
						: `${count} events are tried again`,
			);
		},
		onError: sayRefused,
	});
	const list = letters.data?.pages.flatMap(({ data }) => data) ?? [];
	const ids = list.map(({ id }) => id).filter((id) => chosen.has(id));
	const choose = (id: string, on: boolean) => {
		const next = new Set(chosen);
		if (on) next.add(id);
		else next.delete(id);
		setChosen(next);
	};
	return (
		<Sheet
			title="Failed events"
			lead="What was tried a hundred times over eight hours, in vain. Replaying is safe at any time and as often as you like: what an event does, it does once."
		>
			<EventTabs />
			<Loaded query={letters} what="The failed events">
				{() =>
					list.length === 0 ? (
						<Nothing icon={<IconCircleCheck size={26} aria-hidden />} title="Nothing has failed">
							Every event that was accepted has been applied, or is being tried.
						</Nothing>
					) : (
						<>
							<Group gap="xs">
								<Checkbox
									size="xs"
									label="All shown"
									checked={ids.length === list.length}
									indeterminate={ids.length > 0 && ids.length < list.length}
									onChange={({ currentTarget: { checked } }) =>
										setChosen(new Set(checked ? list.map(({ id }) => id) : []))
									}
								/>
								<Button
									size="compact-sm"
									leftSection={<IconRotateClockwise size={15} aria-hidden />}
									disabled={ids.length === 0}
									loading={again.isPending}
									onClick={() => again.mutate({ ids: ids.slice(0, 100) })}
								>
									{ids.length === 0 ? "Replay" : `Replay ${Math.min(ids.length, 100)}`}
								</Button>
								<Button
									size="compact-sm"
									variant="default"
									loading={again.isPending}
									onClick={() => again.mutate({ lastHour: true })}
								>
									Replay the last hour
								</Button>
							</Group>
							<div className={styles.panel}>
								{list.map((letter) => (
									<LetterRow
										key={letter.id}
										letter={letter}
										now={now}
										chosen={chosen.has(letter.id)}
										onChoose={(on) => choose(letter.id, on)}
									/>
								))}
							</div>
						</>
					)
				}
			</Loaded>
			{letters.hasNextPage && (
				<Button
					variant="default"
					style={{ alignSelf: "center" }}
					loading={letters.isFetchingNextPage}
					onClick={() => letters.fetchNextPage()}
				>
					Older ones
				</Button>
			)}
		</Sheet>
	);
}
