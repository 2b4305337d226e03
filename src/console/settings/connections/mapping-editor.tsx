// Writing a mapping: the text, beside it what it makes of the sample, below it the sample and the versions.
import { Button, Group, Text, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { MappingVersion } from "../../../protocol/mapping.ts";
import { Failure } from "../../states/failure.tsx";
import { sayDone } from "../../states/said.ts";
import type { ConnectionInList } from "./connections.ts";
import styles from "./mapping.module.css";
import { MappingPreviewPane } from "./mapping-preview.tsx";
import { MappingSamplePane } from "./mapping-sample.tsx";
import { MappingVersions } from "./mapping-versions.tsx";
import { offsetOf, problemInWords } from "./mapping-words.ts";
import { saveMapping, usePreview, useSample } from "./mappings.ts";

/** Longer than between two keys of somebody who types, shorter than a look to the side. */
const TYPING_ENDS_MS = 350;

interface Props {
	connection: ConnectionInList;
	/** Newest first. */
	versions: readonly MappingVersion[];
	needsMapping: boolean;
}

export function MappingEditor({ connection, versions, needsMapping }: Props) {
	const newest = versions[0]?.version ?? 0;
	const field = useRef<HTMLTextAreaElement>(null);
	const [text, setText] = useState(versions[0]?.expression ?? "");
	const [note, setNote] = useState("");
	// What this text was begun from: of two who write at once, the second is told.
	const [basedOn, setBasedOn] = useState(newest);
	const [settled] = useDebouncedValue(text, TYPING_ENDS_MS);
	const sample = useSample(connection.id);
	const preview = usePreview(connection.id, settled, sample.data?.takenAt);
	const problem = text.trim() !== "" && preview.data?.ok === false ? preview.data : null;
	const took = (version: MappingVersion) => {
		setText(version.expression);
		setBasedOn(version.version);
		setNote("");
	};
	const save = useMutation({
		mutationFn: () => saveMapping(connection.id, { expression: text, note: note.trim(), basedOn }),
		onSuccess: (version) => {
			took(version);
			sayDone(version.expression ? `Version ${version.version} is live.` : "There is no mapping any more.");
		},
	});
	const isSaved = text === (versions[0]?.expression ?? "") && basedOn === newest;
	return (
		<div className={styles.editor}>
			<div className={styles.columns}>
				<div className={styles.column}>
					<Textarea
						ref={field}
						label="Mapping, in JSONata"
						description="From answers (what the system said) and items (what Heddle made of it) to a list of items."
						placeholder={EXAMPLE}
						value={text}
						onChange={(event) => setText(event.currentTarget.value)}
						autosize
						minRows={14}
						maxRows={30}
						spellCheck={false}
						autoCapitalize="off"
						autoCorrect="off"
						classNames={{ input: styles.source ?? "" }}
						error={problem !== null}
						aria-describedby="mapping-problem"
					/>
					<div id="mapping-problem" role="status" className={styles.problem}>
						{problem && (
							<>
								<span>{problemInWords(problem)}</span>
								{problem.line !== undefined && (
									<Button
										size="compact-xs"
										variant="subtle"
										color="gray"
										onClick={() => {
											const at = offsetOf(text, problem.line ?? 1, problem.column ?? 1);
											field.current?.focus();
											field.current?.setSelectionRange(at, at);
										}}
									>
										Go there
									</Button>
								)}
							</>
						)}
					</div>
					<Group align="flex-end" gap="xs" wrap="nowrap">
						<TextInput
							className={styles.growing}
							label="What has changed"
							placeholder="Optional"
							maxLength={200}
							value={note}
							onChange={(event) => setNote(event.currentTarget.value)}
						/>
						<Button
							onClick={() => save.mutate()}
							loading={save.isPending}
							disabled={isSaved || problem !== null || settled !== text}
						>
							{text.trim() === "" && newest > 0 ? "Save without a mapping" : "Save and use"}
						</Button>
					</Group>
					{newest > basedOn && (
						<Group gap="xs" role="status">
							<Text size="sm">Version {newest} was saved by somebody else meanwhile.</Text>
							<Button size="compact-xs" variant="default" onClick={() => versions[0] && took(versions[0])}>
								Take theirs
							</Button>
							<Button size="compact-xs" variant="subtle" color="gray" onClick={() => setBasedOn(newest)}>
								Keep mine
							</Button>
						</Group>
					)}
					{save.error && <Failure title="The mapping was not saved" error={save.error} />}
				</div>
				<MappingPreviewPane
					connection={connection}
					preview={text.trim() === "" ? undefined : preview.data}
					error={preview.error}
					sample={sample.data ?? null}
					needsMapping={needsMapping}
					onRetry={() => sample.refetch()}
				/>
			</div>
			<MappingSamplePane sample={sample} />
			<MappingVersions connectionId={connection.id} versions={versions} onRolledBack={took} />
		</div>
	);
}

const EXAMPLE = `answers[0].json.customer.{
	"type": "fields",
	"title": "Loyalty",
	"fields": [
		{ "label": "Points", "value": points, "type": "number" },
		{ "label": "Tier", "value": tier }
	]
}`;
