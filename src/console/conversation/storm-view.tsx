// Several events at once: a storm about one thing, folded; and what had happened before the conversation began.
import { UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useState } from "react";
import type { BusinessEvent } from "../../protocol/business-event.ts";
import { clock, relative } from "../format/time.ts";
import { eventIcon } from "./event-icon.tsx";
import { Happened } from "./happened.tsx";
import styles from "./line.module.css";
import { type StormLine, stormWords } from "./storms.ts";

export function Storm({ line }: { line: StormLine }) {
	const [isOpen, setOpen] = useState(false);
	const Icon = eventIcon(line.newest.kind);
	const { what, now } = stormWords(line);
	const Chevron = isOpen ? IconChevronUp : IconChevronDown;
	return (
		<div className={styles.storm}>
			<UnstyledButton className={styles.stormHead} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
				<Icon size={17} aria-hidden className={styles.eventIcon} />
				<span className={styles.eventText}>
					<b>{what}</b>, now: {now}
					<time dateTime={line.at} className={styles.eventWhen}>
						{clock(line.at)}
					</time>
				</span>
				<Chevron size={15} aria-hidden className={styles.stormChevron} />
			</UnstyledButton>
			{isOpen && (
				<ol className={styles.stormList}>
					{line.events.map(({ key, event, at }) => (
						<li key={key}>
							<Happened event={event} at={at} when={clock(at)} bare />
						</li>
					))}
				</ol>
			)}
		</div>
	);
}

export function Earlier({ events, now }: { events: readonly BusinessEvent[]; now: number }) {
	return (
		<section className={styles.storm} aria-label="Before this conversation">
			<h4 className={styles.earlierTitle}>Before this conversation</h4>
			<ol className={styles.stormList} data-first>
				{events.map((event) => (
					<li key={event.id}>
						<Happened event={event} at={event.occurredAt} when={relative(event.occurredAt, now)} bare />
					</li>
				))}
			</ol>
		</section>
	);
}
