import { useEffect, useState } from "preact/hooks";
import type { ConversationClient, ConversationView } from "../../client/conversation.ts";
import type { PublicEntry } from "../../protocol/entry.ts";
import { Composer } from "./composer.tsx";
import type { Days } from "./days.ts";
import type { Introduction } from "./introduction.ts";
import { IntroductionForm } from "./introduction-form.tsx";
import type { Kept } from "./kept.ts";
import { MessageList } from "./message-list.tsx";
import { LinkBanner } from "./notices.tsx";
import { useView } from "./source.ts";
import type { Words } from "./words.ts";

interface Props {
	conversation: ConversationClient<PublicEntry>;
	view: ConversationView<PublicEntry>;
	greeting: string;
	invitation: string;
	agentsThere: boolean;
	/** Absent where the shop has proven who the visitor is. */
	introduction: Introduction | undefined;
	isShown: boolean;
	words: Words;
	days: Days;
	draft: Kept;
	onStartOver: () => void;
}

export function Chat({ conversation, view, words, draft, agentsThere, introduction, onStartOver, ...rest }: Props) {
	return (
		<>
			<LinkBanner words={words} link={view.link} atRisk={view.atRisk} />
			<MessageList conversation={conversation} view={view} words={words} {...rest}>
				{introduction && (
					<Introducing
						introduction={introduction}
						conversation={conversation}
						view={view}
						agentsThere={agentsThere}
						words={words}
					/>
				)}
			</MessageList>
			{view.status === "resolved" ? (
				<section class="over">
					<p>{words.resolvedHint}</p>
					<button type="button" class="strong" onClick={onStartOver}>
						{words.startOver}
					</button>
				</section>
			) : (
				<Composer
					words={words}
					draft={draft}
					onSend={(text) => conversation.send(text)}
					onTyping={(on) => conversation.typing(on)}
				/>
			)}
		</>
	);
}

/** From the first message on, or at once where nobody is there to answer; then it stays, whoever comes meanwhile. */
function Introducing({
	introduction,
	conversation,
	view,
	agentsThere,
	words,
}: Pick<Props, "conversation" | "view" | "agentsThere" | "words"> & { introduction: Introduction }) {
	const asked = useView(introduction) ?? introduction.view;
	const hasBegun = view.status !== undefined;
	const [isWanted, want] = useState(false);
	useEffect(() => {
		if (view.link === "live" && (hasBegun || !agentsThere)) want(true);
	}, [view.link, hasBegun, agentsThere]);
	useEffect(() => {
		if (hasBegun && view.link === "live") void introduction.tell(asked, (who) => conversation.introduce(who));
	}, [introduction, conversation, asked, hasBegun, view.link]);
	if (asked.stage === "open" && !isWanted) return null;
	return <IntroductionForm introduction={introduction} view={asked} hasBegun={hasBegun} words={words} />;
}
