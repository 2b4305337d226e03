// Beside the form, while it is edited: for which of the stored events the rule would have fired.
import { Loader, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { RuleSettings, DryRun as Run } from "../../../protocol/rules.ts";
import { useNow } from "../../format/now.ts";
import { dateTime, shortWhen } from "../../format/time.ts";
import { foundWords } from "./dry-run-words.ts";
import styles from "./rules.module.css";
import { dryRunOf } from "./rules.ts";

/** Nobody reads an answer to every key that they press. */
const SETTLES_MS = 400;

/** `when` is null while a condition is not complete. An edit cancels the look before it. */
export function DryRun({ when }: { when: Pick<RuleSettings, "kinds" | "any" | "match"> | null }) {
	const [settled] = useDebouncedValue(JSON.stringify(when), SETTLES_MS);
	const run = useQuery({
		queryKey: ["dry run", settled],
		enabled: when !== null && settled !== "null",
		queryFn: ({ signal }) => dryRunOf(JSON.parse(settled), signal),
		placeholderData: keepPreviousData,
		// Events come all the time: what another look has found is old.
		staleTime: 0,
		retry: false,
	});
	return (
		<section className={styles.dryRun} aria-label="Dry run" aria-busy={run.isFetching}>
			<Text size="sm" fw={500} component="h3" m={0}>
				Dry run {run.isFetching && <Loader size={12} ml={6} aria-hidden />}
			</Text>
			<div aria-live="polite">
				{when === null ? (
					<Text size="sm" c="dimmed">
						Complete the conditions to see which events they would have caught.
					</Text>
				) : run.error ? (
					<Text size="sm" c="dimmed">
						It could not be tried: {run.error.message}
					</Text>
				) : (
					run.data && <Found run={run.data} />
				)}
			</div>
		</section>
	);
}

function Found({ run }: { run: Run }) {
	const now = useNow(60_000);
	return (
		<>
			<Text size="sm">{foundWords(run)}</Text>
			{run.newest.length > 0 && (
				<ul className={styles.found}>
					{run.newest.map((event) => (
						<li key={event.id}>
							<span>{event.summary}</span>
							<time dateTime={event.receivedAt} title={dateTime(event.receivedAt)}>
								{shortWhen(event.receivedAt, now)}
							</time>
						</li>
					))}
				</ul>
			)}
			{run.fired > run.newest.length && (
				<Text size="xs" c="dimmed">
					and {run.fired - run.newest.length} more
				</Text>
			)}
		</>
	);
}
