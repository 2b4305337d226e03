// One line of the log, by what it is.
import { Button, Group } from "@mantine/core";
import { IconCheck, IconChecks, IconClock, IconExclamationCircle, IconLock } from "@tabler/icons-react";
import { memo } from "react";
import { clock, dateTime, dayName } from "../format/time.ts";
import type { AgentClient } from "./conversation-provider.tsx";
import { Happened } from "./happened.tsx";
import styles from "./line.module.css";
import type { Line, Spoken } from "./lines.ts";
import { LinkedText } from "./linked-text.tsx";
import { Earlier, Storm } from "./storm-view.tsx";

interface Props {
	line: Line;
	now: number;
	client: AgentClient;
}

export const LineView = memo(function LineView({ line, now, client }: Props) {
	switch (line.type) {
		case "day":
			return (
				<div className={styles.day}>
					<span>{dayName(line.at, now)}</span>
				</div>
			);
		case "message":
			return <Message line={line} />;
		case "note":
			return <Message line={line} isNote />;
		case "event":
			return <Happened event={line.event} when={clock(line.at)} at={line.at} />;
		case "storm":
			return <Storm line={line} />;
		case "earlier":
			return <Earlier events={line.events} now={now} />;
		case "slim":
			return (
				<div className={styles.slim}>
					{line.text} <time dateTime={line.at}>{clock(line.at)}</time>
				</div>
			);
		case "pending":
			return <Unsent line={line} client={client} />;
	}
});

function Message({ line, isNote = false }: { line: Spoken; isNote?: boolean }) {
	const side = line.author.kind === "visitor" ? "customer" : "us";
	const name = line.author.name ?? (line.author.kind === "visitor" ? "Customer" : "Heddle");
	return (
		<article className={styles.message} data-side={side} data-opens={line.opens || undefined}>
			{line.opens && (
				<header className={styles.by}>
					{isNote && <NoteSign />}
					<b>{name}</b>
					{line.author.id?.startsWith("rul_") && <span>by a rule</span>}
				</header>
			)}
			<div className={styles.bubble} data-kind={isNote ? "note" : side}>
				<LinkedText text={line.text} />
				<span className={styles.stamp}>
					<time dateTime={line.at} title={dateTime(line.at)}>
						{clock(line.at)}
					</time>
					{line.mark === "read" && <IconChecks size={14} aria-label="read" />}
					{line.mark === "sent" && <IconCheck size={14} aria-label="sent" />}
				</span>
			</div>
		</article>
	);
}

function NoteSign() {
	return (
		<span className={styles.noteSign}>
			<IconLock size={11} aria-hidden /> internal note
		</span>
	);
}

function Unsent({ line, client }: { line: Extract<Line, { type: "pending" }>; client: AgentClient }) {
	const { pending } = line;
	const failed = pending.state === "failed";
	return (
		<article className={styles.message} data-side="us" data-opens>
			{pending.kind === "note" && (
				<header className={styles.by}>
					<NoteSign />
				</header>
			)}
			<div className={styles.bubble} data-kind={pending.kind === "note" ? "note" : "us"} data-unsent>
				<LinkedText text={pending.text} />
				<span className={styles.stamp}>
					{failed ? (
						<IconExclamationCircle size={14} aria-label="not sent" />
					) : (
						<IconClock size={13} aria-label="sending" />
					)}
				</span>
			</div>
			{failed && (
				<Group gap="xs" className={styles.failed} role="alert">
					<span>Not sent. {pending.error?.message}</span>
					<Button size="compact-xs" variant="light" color="red" onClick={() => client.retry(pending.clientId)}>
						Try again
					</Button>
					<Button size="compact-xs" variant="subtle" color="gray" onClick={() => client.discard(pending.clientId)}>
						Discard
					</Button>
				</Group>
			)}
		</article>
	);
}
