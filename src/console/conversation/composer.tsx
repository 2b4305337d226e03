// Where answers and notes are written.

import { ActionIcon, Button, Group, SegmentedControl, Text, Textarea, Tooltip } from "@mantine/core";
import { IconLock, IconRotateClockwise, IconSend2, IconTextPlus } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { MAX_TEXT_LENGTH } from "../../protocol/limits.ts";
import { useKeys } from "../shell/use-keys.ts";
import { run } from "./commands.ts";
import styles from "./composer.module.css";
import type { AgentClient, AgentView } from "./conversation-provider.tsx";
import { type Mode, useDraft } from "./drafts.ts";
import { OfferList } from "./offer-list.tsx";
import { useInsertion } from "./use-insertion.ts";

/** From here on the number of characters that are left is shown. */
const COUNT_FROM = MAX_TEXT_LENGTH - 500;

interface Props {
	conversationId: string;
	client: AgentClient;
	view: AgentView;
}

export function Composer({ conversationId, client, view }: Props) {
	const [mode, setMode] = useState<Mode>("message");
	const [draft, setDraft] = useDraft(conversationId, mode);
	const input = useRef<HTMLTextAreaElement>(null);
	const isNote = mode === "note";
	const isResolved = view.status === "resolved";
	const tooLong = draft.length > MAX_TEXT_LENGTH;

	const [askedToWrite, setAskedToWrite] = useState(0);
	const write = (next: Mode) => {
		setMode(next);
		setAskedToWrite((times) => times + 1);
	};
	useEffect(() => {
		// On a resolved conversation the text field comes only with the mode.
		if (askedToWrite > 0) input.current?.focus();
	}, [askedToWrite]);
	useKeys([
		["r", () => write("message")],
		["n", () => write("note")],
	]);
	// Leaving the conversation, or the page, ends the typing that the visitor sees.
	useEffect(() => () => client.typing(false), [client]);

	const change = (text: string) => {
		setDraft(text);
		// A note leaves no trace on the visitor's side.
		if (!isNote) client.typing(text !== "");
	};
	const insertion = useInsertion({ input, text: draft, change, isThere: !isResolved || isNote });
	const send = () => {
		const text = draft.trim();
		if (text === "" || tooLong) return;
		if (isNote) client.note(text);
		else client.send(text);
		setDraft("");
	};
	const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
		// While an input method composes, Enter chooses a word. Safari tells it by key code 229 only.
		if (event.nativeEvent.isComposing || event.keyCode === 229) return;
		if (insertion.onKeyDown(event)) return;
		if (event.key === "Escape") event.currentTarget.blur();
		if (event.key !== "Enter" || event.shiftKey) return;
		event.preventDefault();
		send();
	};

	if (isResolved && !isNote) return <Resolved client={client} onNote={() => write("note")} />;
	return (
		<section className={styles.composer} data-mode={mode} aria-label="Write">
			{insertion.isOpen && (
				<OfferList
					id={insertion.listId}
					offers={insertion.offers}
					chosen={insertion.chosen}
					onChoose={insertion.choose}
				/>
			)}
			<span className={styles.unseen} role="status">
				{insertion.isOpen && `${insertion.offers.length} to insert`}
			</span>
			<Textarea
				ref={input}
				{...insertion.aria}
				variant="unstyled"
				autosize
				minRows={2}
				maxRows={9}
				aria-label={isNote ? "Internal note" : "Answer to the customer"}
				placeholder={isNote ? "A note that only colleagues see" : "Write an answer"}
				value={draft}
				onChange={(event) => {
					change(event.currentTarget.value);
					insertion.setCaret(event.currentTarget.selectionEnd);
				}}
				onSelect={(event) => insertion.setCaret(event.currentTarget.selectionEnd)}
				onBlur={() => {
					insertion.setCaret(null);
					client.typing(false);
				}}
				onKeyDown={onKeyDown}
				error={tooLong}
				classNames={{ input: styles.input ?? "" }}
			/>
			<Group gap="xs" wrap="nowrap" justify="space-between">
				<Group gap={4} wrap="nowrap">
					<SegmentedControl
						size="xs"
						aria-label="What to write"
						value={mode}
						onChange={(next) => write(next)}
						data={[
							{ value: "message", label: "Answer" },
							{ value: "note", label: "Note" },
						]}
						classNames={{ root: styles.modes ?? "" }}
					/>
					{insertion.hasOffers && (
						<Tooltip label="Insert from the cards ( / )">
							<ActionIcon
								size="md"
								aria-label="Insert from the cards"
								aria-keyshortcuts="/"
								onMouseDown={(event) => event.preventDefault()}
								onClick={insertion.ask}
							>
								<IconTextPlus size={17} aria-hidden />
							</ActionIcon>
						</Tooltip>
					)}
				</Group>
				<Group gap="xs" wrap="nowrap">
					<Hint length={draft.length} isNote={isNote} />
					<Tooltip label="Enter">
						<Button
							size="compact-md"
							color={isNote ? "yellow.8" : undefined}
							leftSection={isNote ? <IconLock size={15} aria-hidden /> : <IconSend2 size={16} aria-hidden />}
							disabled={draft.trim() === "" || tooLong}
							onClick={send}
						>
							{isNote ? "Add note" : "Send"}
						</Button>
					</Tooltip>
				</Group>
			</Group>
		</section>
	);
}

function Hint({ length, isNote }: { length: number; isNote: boolean }) {
	if (length >= COUNT_FROM) {
		const left = MAX_TEXT_LENGTH - length;
		return (
			<Text size="xs" c={left < 0 ? "red" : "dimmed"} aria-live="polite">
				{left < 0 ? `${-left} characters too many` : `${left} characters left`}
			</Text>
		);
	}
	return (
		<Text size="xs" c="dimmed" visibleFrom="sm">
			{isNote ? "Only colleagues see this" : "Shift+Enter for a new line"}
		</Text>
	);
}

function Resolved({ client, onNote }: { client: AgentClient; onNote: () => void }) {
	return (
		<section className={styles.resolved} aria-label="Write">
			<Text size="sm" c="dimmed">
				This conversation is resolved.
			</Text>
			<Group gap="xs" wrap="nowrap">
				<Button size="compact-sm" variant="default" onClick={onNote}>
					Add a note
				</Button>
				<Button
					size="compact-sm"
					variant="default"
					leftSection={<IconRotateClockwise size={15} aria-hidden />}
					onClick={() => run(client.setStatus("open"))}
				>
					Reopen to answer
				</Button>
			</Group>
		</section>
	);
}
