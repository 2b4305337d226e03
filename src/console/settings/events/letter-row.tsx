// One dead letter; opened, its payload's structure.
import { Badge, Button, Checkbox, Code, Skeleton } from "@mantine/core";
import { useId, useState } from "react";
import type { DeadLetter } from "../../../protocol/dead-letter.ts";
import { dateTime, relative } from "../../format/time.ts";
import { Failure } from "../../states/failure.tsx";
import settings from "../settings.module.css";
import styles from "./events.module.css";
import { useLetter } from "./letters.ts";

const STATES = {
	waiting: { color: "red", label: "Failed" },
	replayed: { color: "yellow", label: "Tried again" },
	applied: { color: "teal", label: "Applied" },
} as const satisfies Record<DeadLetter["state"], object>;

interface Props {
	letter: DeadLetter;
	now: number;
	chosen: boolean;
	onChoose: (on: boolean) => void;
}

export function LetterRow({ letter, now, chosen, onChoose }: Props) {
	const [isOpen, setOpen] = useState(false);
	const part = useId();
	const { topic, reason, attempts, at, state, replayed } = letter;
	const name = topic ?? "An event of an earlier release";
	return (
		<div className={settings.row}>
			<Checkbox
				size="xs"
				aria-label={`Choose ${name}`}
				checked={chosen}
				onChange={({ currentTarget: { checked } }) => onChoose(checked)}
			/>
			<div className={settings.grow}>
				<div className={settings.title}>{name}</div>
				<div className={settings.small}>
					{reason ?? "Nobody noted why."}
					<br />
					{attempts > 0 && `${attempts} tries · `}
					<time dateTime={at} title={dateTime(at)}>
						{relative(at, now)}
					</time>
					{replayed && (
						<>
							{" · replayed "}
							<time dateTime={replayed.at} title={dateTime(replayed.at)}>
								{relative(replayed.at, now)}
							</time>
							{` by ${replayed.by}`}
						</>
					)}
				</div>
			</div>
			<Badge color={STATES[state].color}>{STATES[state].label}</Badge>
			<Button
				size="compact-sm"
				variant="default"
				aria-expanded={isOpen}
				aria-controls={part}
				onClick={() => setOpen(!isOpen)}
			>
				{isOpen ? "Hide payload" : "Payload"}
			</Button>
			{isOpen && (
				<div id={part} className={styles.more}>
					<Payload id={letter.id} />
				</div>
			)}
		</div>
	);
}

/** Its keys, and each value's kind: what a customer said or is called stays sealed. */
function Payload({ id }: { id: string }) {
	const { data, error, isPending, refetch } = useLetter(id);
	if (isPending) return <Skeleton height={80} />;
	if (error) return <Failure title="The payload could not be loaded" error={error} onRetry={() => refetch()} />;
	if (data.payload === null)
		return <div className={settings.small}>It cannot be read: the body is gone, or was no JSON.</div>;
	return (
		<Code block className={styles.payload} tabIndex={0} aria-label="Payload, values hidden">
			{data.payload}
		</Code>
	);
}
