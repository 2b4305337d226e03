import type { ConversationClient, ConversationView } from "../../client/conversation.ts";
import type { PublicEntry } from "../../protocol/entry.ts";
import { Composer } from "./composer.tsx";
import type { Days } from "./days.ts";
import type { Kept } from "./kept.ts";
import { MessageList } from "./message-list.tsx";
import { LinkBanner } from "./notices.tsx";
import type { Words } from "./words.ts";

interface Props {
	conversation: ConversationClient<PublicEntry>;
	view: ConversationView<PublicEntry>;
	greeting: string;
	invitation: string;
	isShown: boolean;
	words: Words;
	days: Days;
	draft: Kept;
	onStartOver: () => void;
}

export function Chat({ conversation, view, words, draft, onStartOver, ...rest }: Props) {
	return (
		<>
			<LinkBanner words={words} link={view.link} />
			<MessageList conversation={conversation} view={view} words={words} {...rest} />
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
