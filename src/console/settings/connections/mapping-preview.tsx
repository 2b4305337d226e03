// What a mapping makes of the sample, as agents will see it.
import { Text } from "@mantine/core";
import { connectionId } from "../../../protocol/ids.ts";
import type { MappingPreview, MappingSample } from "../../../protocol/mapping.ts";
import { CardPanel } from "../../customer/card-panel.tsx";
import { useNow } from "../../format/now.ts";
import { Failure } from "../../states/failure.tsx";
import type { ConnectionInList } from "./connections.ts";
import styles from "./mapping.module.css";

interface Props {
	connection: ConnectionInList;
	/** Undefined as long as there is nothing to try. */
	preview: MappingPreview | undefined;
	error: unknown;
	sample: MappingSample | null;
	needsMapping: boolean;
	/** Looks for a newer sample. */
	onRetry: () => void;
}

export function MappingPreviewPane({ preview, error, sample, ...props }: Props) {
	return (
		<section className={styles.column} aria-label="Preview">
			<h3 className={styles.heading}>What agents will see</h3>
			{error ? <Failure title="The preview could not be made" error={error} /> : null}
			{preview?.ok && sample ? (
				<Shown preview={preview} sample={sample} {...props} />
			) : (
				<Text size="sm" c="dimmed">
					{waitingFor(preview, sample)}
				</Text>
			)}
		</section>
	);
}

interface ShownProps extends Omit<Props, "preview" | "error" | "sample"> {
	preview: Extract<MappingPreview, { ok: true }>;
	sample: MappingSample;
}

function Shown({ connection, preview: { items, notes }, sample, needsMapping, onRetry }: ShownProps) {
	const now = useNow(10_000);
	return (
		<>
			{items.length > 0 ? (
				<div className={styles.card}>
					<CardPanel
						card={{
							connectionId: connectionId.parse(connection.id),
							connector: connection.connector,
							title: connection.name,
							state: "fresh",
							fetchedAt: sample.takenAt,
							items,
						}}
						now={now}
						onRetry={onRetry}
					/>
				</div>
			) : (
				<Text size="sm">Nothing: the mapping finds no item in this sample.</Text>
			)}
			{!needsMapping && (
				<Text size="xs" c="dimmed">
					{sample.items.length === 1
						? "The connector's own item stands"
						: `The connector's own ${sample.items.length} items stand`}{" "}
					on the card besides.
				</Text>
			)}
			{notes.map((note) => (
				<Text key={note} size="xs" c="dimmed">
					{note}
				</Text>
			))}
		</>
	);
}

function waitingFor(preview: MappingPreview | undefined, sample: MappingSample | null): string {
	if (!sample) return "There is no sample to try a mapping on yet.";
	return preview?.ok === false
		? "Nothing, as long as the mapping stumbles."
		: "Write a mapping, and its card stands here.";
}
