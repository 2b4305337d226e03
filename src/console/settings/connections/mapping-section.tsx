// A connection's mapping: how it stands, and the editor once somebody wants it.
import { Button, Group, Text } from "@mantine/core";
import { IconTransform } from "@tabler/icons-react";
import { useState } from "react";
import { Loaded } from "../loaded.tsx";
import styles from "./connections.module.css";
import type { ConnectionInList } from "./connections.ts";
import { MappingEditor } from "./mapping-editor.tsx";
import { standingInWords } from "./mapping-words.ts";
import { useVersions } from "./mappings.ts";

/** The one connector that makes nothing of its answers by itself. */
const NEEDS_MAPPING = "mapped-rest";

export function MappingSection({ connection }: { connection: ConnectionInList }) {
	const needsMapping = connection.connector === NEEDS_MAPPING;
	const [isOpen, setOpen] = useState(needsMapping);
	const versions = useVersions(connection.id);
	return (
		<section className={styles.section} aria-label="Mapping">
			<h2 className={styles.sectionTitle}>Mapping</h2>
			<Loaded query={versions} what="The mapping">
				{(list) => (
					<div className={styles.box}>
						<Group justify="space-between" gap="sm">
							<Text size="sm" maw={560}>
								{standingInWords(list[0], needsMapping)} A mapping makes cards of what the system answers, such as your
								own custom fields.
							</Text>
							{!isOpen && (
								<Button
									size="compact-sm"
									variant="default"
									leftSection={<IconTransform size={15} aria-hidden />}
									onClick={() => setOpen(true)}
								>
									{list[0]?.expression ? "Edit the mapping" : "Write a mapping"}
								</Button>
							)}
						</Group>
						{isOpen && <MappingEditor connection={connection} versions={list} needsMapping={needsMapping} />}
					</div>
				)}
			</Loaded>
		</section>
	);
}
