import { useEffect } from "preact/hooks";
import { Chat } from "./chat.tsx";
import { inkOn, readableOn } from "./colour.ts";
import type { Days } from "./days.ts";
import { Header } from "./header.tsx";
import type { Host } from "./host.ts";
import type { Introduction } from "./introduction.ts";
import type { Kept } from "./kept.ts";
import { Refusal, Waiting } from "./notices.tsx";
import { unreadIn } from "./rows.ts";
import { useMedia, useView } from "./source.ts";
import type { Visit } from "./visit.ts";
import type { Words } from "./words.ts";

interface Props {
	visit: Visit;
	host: Host;
	words: Words;
	days: Days;
	draft: Kept;
	/** What the visitor says of themselves in a conversation, the same object each time. */
	introductionIn: (conversationId: string) => Introduction;
}

/** Heddle's own blue, until the inbox has told its colour. */
const UNTIL_KNOWN = "#3b5bdb";

export function App({ visit, host, words, days, draft, introductionIn }: Props) {
	const view = useView(visit) ?? visit.view;
	const talk = useView(view.conversation);
	const colour = view.session?.inbox.colour ?? UNTIL_KNOWN;
	useColours(colour);
	const refusal = view.stage === "refused" ? view.code : talk?.refusal;
	const unread = talk === undefined ? 0 : unreadIn(talk);

	useEffect(() => {
		if (view.session !== undefined) host.tell({ type: "look", colour, ink: inkOn(colour) });
	}, [host, view.session, colour]);
	useEffect(() => host.tell({ type: "unread", count: unread }), [host, unread]);
	useEffect(() => {
		const listen = (event: KeyboardEvent) => {
			if (event.key === "Escape" && !event.isComposing) host.tell({ type: "close" });
		};
		addEventListener("keydown", listen);
		return () => removeEventListener("keydown", listen);
	}, [host]);

	const agentsThere = view.session?.agentsThere === true || (talk?.presence.agents.length ?? 0) > 0;
	return (
		<main aria-label={words.title}>
			<Header
				words={words}
				name={view.session?.inbox.name}
				agentsThere={view.session && refusal === undefined ? agentsThere : undefined}
				onClose={host.isAlone ? undefined : () => host.tell({ type: "close" })}
			/>
			{refusal !== undefined ? (
				<Refusal words={words} code={refusal} onRetry={() => visit.retry()} />
			) : view.conversation !== undefined && talk !== undefined && view.session !== undefined ? (
				<Chat
					key={view.session.conversationId}
					conversation={view.conversation}
					view={talk}
					greeting={view.session.inbox.greeting ?? words.greeting}
					invitation={agentsThere ? words.invitation.there : words.invitation.away}
					agentsThere={agentsThere}
					introduction={view.session.verified ? undefined : introductionIn(view.session.conversationId)}
					isShown={view.shown}
					words={words}
					days={days}
					draft={draft}
					onStartOver={() => visit.startOver()}
				/>
			) : (
				<Waiting words={words} code={view.stage === "waiting" ? (view.code ?? "unavailable") : undefined} />
			)}
		</main>
	);
}

/** The inbox's colour and what is read on it, and the colour as it is read on the page's own ground. */
function useColours(colour: string): void {
	const isDark = useMedia("(prefers-color-scheme: dark)");
	useEffect(() => {
		const { style } = document.documentElement;
		style.setProperty("--colour", colour);
		style.setProperty("--ink", inkOn(colour));
		style.setProperty("--accent", readableOn(colour, isDark ? "#17191e" : "#ffffff"));
	}, [colour, isDark]);
}
