// A person in a CRM: which stage, which company, who looks after them.
import { Badge } from "@mantine/core";
import type { Contact } from "../../protocol/card.ts";
import { date } from "../format/time.ts";
import { More, useFew } from "./few.tsx";
import styles from "./item.module.css";
import { nameOfItem } from "./item-words.ts";
import { Reference } from "./reference.tsx";

/** Two lines of them; CRMs collect dozens. */
const TAGS_SHOWN = 6;

export function ContactItem({ contact }: { contact: Contact }) {
	const tags = useFew(contact.tags, TAGS_SHOWN);
	const facts = [
		contact.name && contact.company,
		contact.owner && `looked after by ${contact.owner}`,
		contact.since && `since ${date(contact.since)}`,
	].filter(Boolean);
	return (
		<>
			<div className={styles.itemHead}>
				<Reference text={nameOfItem(contact)} href={contact.href} />
				{contact.stage && (
					<span className={styles.amount}>
						<Badge color="gray">{contact.stage}</Badge>
					</span>
				)}
			</div>
			{facts.length > 0 && <span className={styles.quiet}>{facts.join(" · ")}</span>}
			{contact.tags.length > 0 && (
				<div className={styles.states}>
					{tags.shown.map((tag) => (
						<Badge key={tag} color="weft">
							{tag}
						</Badge>
					))}
					<More rest={tags.rest} onClick={tags.showAll} />
				</div>
			)}
		</>
	);
}
