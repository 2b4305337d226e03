// What the mapping was before, and the way back.
import { Badge, Button, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { MappingVersion } from "../../../protocol/mapping.ts";
import { dateTime } from "../../format/time.ts";
import { sayDone, sayRefused } from "../../states/said.ts";
import styles from "./mapping.module.css";
import { rollBackMapping } from "./mappings.ts";

interface Props {
	connectionId: string;
	/** Newest first. */
	versions: readonly MappingVersion[];
	onRolledBack: (made: MappingVersion) => void;
}

export function MappingVersions({ connectionId, versions, onRolledBack }: Props) {
	const basedOn = versions[0]?.version ?? 0;
	const rollBack = useMutation({
		mutationFn: (to: number) => rollBackMapping(connectionId, { to, basedOn }),
		onSuccess: (made, to) => {
			onRolledBack(made);
			sayDone(`Version ${made.version} is live: the same as version ${to}.`);
		},
		onError: sayRefused,
	});
	if (versions.length === 0) return null;
	return (
		<section className={styles.column} aria-label="Versions">
			<h3 className={styles.heading}>Versions</h3>
			<ol className={styles.versions}>
				{versions.map(({ version, author, createdAt, note, expression }) => (
					<li key={version} className={styles.version}>
						<span className={styles.growing}>
							<b>Version {version}</b> by {author.name}, {dateTime(createdAt)}
							{(note || !expression) && (
								<Text component="span" size="xs" c="dimmed" display="block">
									{[!expression && "no mapping", note].filter(Boolean).join(" · ")}
								</Text>
							)}
						</span>
						{version === basedOn ? (
							<Badge color="teal">live</Badge>
						) : (
							<Button
								size="compact-xs"
								variant="default"
								loading={rollBack.isPending && rollBack.variables === version}
								onClick={() => rollBack.mutate(version)}
							>
								Go back to version {version}
							</Button>
						)}
					</li>
				))}
			</ol>
		</section>
	);
}
