// The open conversation's live link, shared by the panes that show it.
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { ConversationClient, type ConversationView } from "../../client/conversation.ts";
import type { Entry } from "../../protocol/entry.ts";
import { ticketSource } from "../http/tickets.ts";
import { useMember } from "../session/me.ts";
import { InsertionProvider } from "./insertion.tsx";
import { outboxOf } from "./outboxes.ts";

export type AgentView = ConversationView<Entry>;
export type AgentClient = ConversationClient<Entry>;

const ConversationContext = createContext<AgentClient | null>(null);

interface Props {
	conversationId: string;
	children: ReactNode;
}

export function ConversationProvider({ conversationId, children }: Props) {
	const { user } = useMember();
	const [client, setClient] = useState<AgentClient | null>(null);

	useEffect(() => {
		const opened: AgentClient = new ConversationClient<Entry>({
			origin: window.location.origin,
			conversationId,
			token: ticketSource(),
			audience: "agent",
			outbox: outboxOf(user.id, conversationId),
		});
		setClient(opened);
		return () => opened.close();
	}, [conversationId, user.id]);

	return (
		<ConversationContext value={client}>
			<InsertionProvider>{children}</InsertionProvider>
		</ConversationContext>
	);
}

const noSubscription = () => () => {};

/** Null until the client is there, which is one render later. */
export function useConversation(): { client: AgentClient; view: AgentView } | null {
	const client = useContext(ConversationContext);
	const view = useSyncExternalStore(
		client ? (listener) => client.subscribe(listener) : noSubscription,
		() => client?.view ?? null,
	);
	return client && view ? { client, view } : null;
}
