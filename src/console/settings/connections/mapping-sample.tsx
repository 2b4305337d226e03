// The stored sample: what a mapping is given.
import { Button, Group, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import type { MappingSample } from "../../../protocol/mapping.ts";
import { useNow } from "../../format/now.ts";
import { relative } from "../../format/time.ts";
import { Loaded } from "../loaded.tsx";
import styles from "./mapping.module.css";

export function MappingSamplePane({ sample }: { sample: UseQueryResult<MappingSample | null> }) {
	const now = useNow(10_000);
	return (
		<section className={styles.column} aria-label="Sample">
			<Group justify="space-between" gap="xs">
				<h3 className={styles.heading}>Sample</h3>
				<Button
					size="compact-xs"
					variant="default"
					leftSection={<IconRefresh size={13} aria-hidden />}
					loading={sample.isFetching}
					onClick={() => sample.refetch()}
				>
					Look for a newer one
				</Button>
			</Group>
			<Loaded query={sample} what="The sample">
				{(taken) =>
					taken ? (
						<>
							<Text size="xs" c="dimmed">
								Taken {relative(taken.takenAt, now)} from a customer's look-up. It holds that person's data: admins
								alone see it, it is stored encrypted, and forgotten after seven days.
								{taken.cut && " It was too large to be kept whole: lists in it are shortened."}
							</Text>
							{/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key */}
							<section className={styles.sample} tabIndex={0} aria-label="Sample as JSON">
								<pre>{JSON.stringify({ answers: taken.answers, items: taken.items }, null, 2)}</pre>
							</section>
						</>
					) : (
						<Text size="sm">
							None yet. Choose “See a card” above, with somebody whom the system knows: its answer then stands here.
						</Text>
					)
				}
			</Loaded>
		</section>
	);
}
