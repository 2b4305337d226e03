// The middle pane: head, log, composer.
import { Skeleton, Stack } from "@mantine/core";
import { Composer } from "./composer.tsx";
import { ConversationHead } from "./conversation-head.tsx";
import { useConversation } from "./conversation-provider.tsx";
import { LinkBanner } from "./link-banner.tsx";
import { Log } from "./log.tsx";
import { MarksLine } from "./marks-line.tsx";
import { Refusal } from "./refusal.tsx";

export function ConversationPane({ conversationId }: { conversationId: string }) {
	const conversation = useConversation();
	if (!conversation) return null;
	const { client, view } = conversation;
	if (view.link === "refused" && !view.conversation) return <Refusal code={view.refusal} />;
	return (
		<>
			<ConversationHead client={client} view={view} conversationId={conversationId} />
			{view.conversation && <MarksLine conversation={view.conversation} />}
			<LinkBanner link={view.link} refusal={view.refusal} atRisk={view.atRisk} what="This conversation" />
			{view.conversation || view.entries.length > 0 ? <Log client={client} view={view} /> : <LoadingLog />}
			<Composer conversationId={conversationId} client={client} view={view} />
		</>
	);
}

function LoadingLog() {
	return (
		<Stack flex={1} p="lg" gap="md" justify="flex-end" role="status" aria-label="Loading the conversation">
			<Skeleton height={44} width="55%" radius="lg" />
			<Skeleton height={64} width="62%" radius="lg" ml="auto" />
			<Skeleton height={36} width="40%" radius="lg" />
		</Stack>
	);
}
