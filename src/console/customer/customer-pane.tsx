// The right pane: who this is, what the systems know, what was before.
import { ActionIcon, Skeleton, Tooltip } from "@mantine/core";
import { IconArrowLeft, IconPlugConnected, IconRefresh } from "@tabler/icons-react";
import { useMemo } from "react";
import { Link } from "wouter";
import { type AgentView, useConversation } from "../conversation/conversation-provider.tsx";
import { useOffering } from "../conversation/insertion.tsx";
import { useNow } from "../format/now.ts";
import { Failure } from "../states/failure.tsx";
import { Nothing } from "../states/nothing.tsx";
import { useJump } from "./arrival.ts";
import { attentionOf } from "./attention.ts";
import { AttentionStrip } from "./attention-strip.tsx";
import { offersOf } from "./card-offers.ts";
import { CardPanel } from "./card-panel.tsx";
import styles from "./customer.module.css";
import { EarlierConversations } from "./earlier-conversations.tsx";
import { Identity } from "./identity.tsx";
import { useProfile } from "./profile.ts";
import { RecentEvents } from "./recent-events.tsx";
import { SameCustomer } from "./same-customer.tsx";
import { Unasked } from "./unasked.tsx";
import { Unknown } from "./unknown.tsx";
import { WrittenNumbers } from "./written-numbers.tsx";

/** Ages are shown in seconds while they are young. */
const TICK_MS = 1_000;

export function CustomerPane({ conversationId }: { conversationId: string }) {
	const open = useConversation();
	return (
		<>
			<header className={styles.head}>
				<ActionIcon
					component={Link}
					href={`/conversations/${conversationId}`}
					className={styles.back}
					size="lg"
					aria-label="Back to the conversation"
				>
					<IconArrowLeft size={20} aria-hidden />
				</ActionIcon>
				<h2 className={styles.title}>Customer</h2>
			</header>
			<div className={styles.scroll}>
				{open?.view.conversation ? (
					<Known conversationId={conversationId} view={open.view} conversation={open.view.conversation} />
				) : (
					open?.view.link !== "refused" && <Skeleton height={96} radius="lg" />
				)}
			</div>
		</>
	);
}

interface KnownProps {
	conversationId: string;
	view: AgentView;
	conversation: NonNullable<AgentView["conversation"]>;
}

function Known({ conversationId, view, conversation }: KnownProps) {
	const { customer } = conversation;
	const now = useNow(TICK_MS);
	const identity = `${customer.id} ${customer.verified} ${customer.email ?? ""} ${customer.externalId ?? ""}`;
	const profile = useProfile(conversationId, view.cards, identity);
	const unasked = profile.cards.filter(({ state }) => state === "no_verified_key");
	const unknown = profile.cards.filter(({ state, items }) => state === "not_found" && items.length === 0);
	const shown = profile.cards.filter((card) => !unasked.includes(card) && !unknown.includes(card));
	const [jump, jumpTo] = useJump();
	useOffering(useMemo(() => offersOf(profile.cards), [profile.cards]));
	return (
		<>
			<Identity customer={customer} />
			{customer.verified && <SameCustomer customerId={customer.id} />}
			<WrittenNumbers
				conversationId={conversationId}
				identity={identity}
				entries={view.entries}
				cards={profile.cards}
				now={now}
				onJump={jumpTo}
			/>
			<section aria-label="What your systems know" className={styles.section}>
				<div className={styles.sectionHead}>
					<h3 className={styles.sectionTitle}>From your systems</h3>
					<Tooltip label="Ask every system anew">
						<ActionIcon size="sm" aria-label="Ask every system anew" onClick={profile.refresh} loading={profile.asking}>
							<IconRefresh size={15} aria-hidden />
						</ActionIcon>
					</Tooltip>
				</div>
				{profile.error !== null && (
					<Failure title="The cards could not be fetched" error={profile.error} onRetry={profile.refresh} />
				)}
				{shown.length > 1 && <AttentionStrip found={attentionOf(shown, now)} onJump={jumpTo} />}
				{shown.map((card) => (
					<CardPanel key={card.connectionId} card={card} now={now} jump={jump} onRetry={profile.refresh} />
				))}
				{unknown.length > 0 && <Unknown cards={unknown} />}
				{unasked.length > 0 && <Unasked cards={unasked} />}
				{profile.cards.length === 0 && profile.asking && <Skeleton height={120} radius="lg" />}
				{profile.cards.length === 0 && !profile.asking && profile.error === null && (
					<Nothing icon={<IconPlugConnected size={24} aria-hidden />} title="No system is connected">
						Connect your shop, ERP or CRM in the settings, and what they know about a customer shows here.
					</Nothing>
				)}
			</section>
			<EarlierConversations customerId={customer.id} except={conversationId} />
			<RecentEvents customerId={customer.id} newest={view.entries.at(-1)?.seq ?? 0} />
		</>
	);
}
