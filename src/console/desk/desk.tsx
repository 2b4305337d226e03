// The desk: open conversations, the one that is open, and what is known about its customer.
import { useDocumentTitle } from "@mantine/hooks";
import { IconMessages } from "@tabler/icons-react";
import { useAttention } from "../alerts/attention.ts";
import { ConversationPane } from "../conversation/conversation-pane.tsx";
import { ConversationProvider } from "../conversation/conversation-provider.tsx";
import { CustomerPane } from "../customer/customer-pane.tsx";
import { Nothing } from "../states/nothing.tsx";
import { ConversationList } from "./conversation-list.tsx";
import styles from "./desk.module.css";

interface Props {
	conversationId: string | null;
	/** Which pane a small screen shows. */
	pane: "list" | "conversation" | "customer";
}

export function Desk({ conversationId, pane }: Props) {
	const attention = useAttention();
	useDocumentTitle(attention > 0 ? `(${attention}) Desk · Heddle` : "Desk · Heddle");
	return (
		<div className={styles.desk} data-pane={pane} data-empty={conversationId === null || undefined}>
			<nav className={styles.list} aria-label="Conversations">
				<ConversationList selectedId={conversationId} />
			</nav>
			{conversationId === null ? (
				<main className={styles.conversation} aria-label="Conversation" style={{ justifyContent: "center" }}>
					<Nothing icon={<IconMessages size={28} aria-hidden />} title="No conversation open">
						Choose one from the list: press j and k to move, Enter to open. Press ? to see all keys.
					</Nothing>
				</main>
			) : (
				<ConversationProvider key={conversationId} conversationId={conversationId}>
					<main className={styles.conversation} aria-label="Conversation">
						<ConversationPane conversationId={conversationId} />
					</main>
					<aside className={styles.customer} aria-label="Customer">
						<CustomerPane conversationId={conversationId} />
					</aside>
				</ConversationProvider>
			)}
		</div>
	);
}
