// The chat itself, in the frame that the loader puts into a shop's page (or opened by itself in a window).
import { render } from "preact";
import { systemClock } from "../../client/clock.ts";
import { ConversationClient } from "../../client/conversation.ts";
import { IndexedDbOutbox } from "../../client/outbox-indexed-db.ts";
import type { PublicEntry } from "../../protocol/entry.ts";
import type { ToFrame } from "../messages.ts";
import { App } from "./app.tsx";
import { Days } from "./days.ts";
import { Host } from "./host.ts";
import { Introduction } from "./introduction.ts";
import { Kept } from "./kept.ts";
import { askSession } from "./session.ts";
import "./style.css";
import "./header.css";
import "./notices.css";
import "./composer.css";
import "./messages.css";
import "./introduction.css";
import { inTurn } from "./turns.ts";
import { Visit } from "./visit.ts";
import { pickWords, wantedLocales } from "./words.ts";

const address = new URLSearchParams(location.search);
const inboxId = address.get("inbox") ?? "";
const { words, locale } = pickWords(wantedLocales(address.get("lang") ?? "", navigator.languages));
document.documentElement.lang = locale;
document.title = words.title;

const host = new Host(address.get("parent") ?? "", hear);
const draft = new Kept(`heddle.draft.${inboxId}`, () => sessionStorage);
const introductions = new Map<string, Introduction>();
const visit = new Visit({
	inboxId,
	locale,
	token: new Kept(`heddle.visitor.${inboxId}`, () => localStorage, window),
	clock: systemClock,
	random: Math.random,
	ask: askSession,
	inTurn: (work) => inTurn(`heddle.visitor.${inboxId}`, work),
	identity: () => host.identity(),
	connect: (conversationId, token) =>
		new ConversationClient<PublicEntry>({
			origin: location.origin,
			conversationId,
			token,
			audience: "visitor",
			outbox: new IndexedDbOutbox(conversationId),
		}),
	forget: (conversationId) => {
		draft.set(undefined);
		introductionKept(conversationId).set(undefined);
		introductions.delete(conversationId);
		void new IndexedDbOutbox(conversationId).clear();
	},
});

const root = document.getElementById("chat");
if (root !== null) {
	const days = new Days(locale, words);
	render(<App {...{ visit, host, words, days, draft, introductionIn }} />, root);
}
if (host.isAlone) visit.begin({ shown: true, identity: false });
else host.tell({ type: "ready" });

function introductionIn(conversationId: string): Introduction {
	const known = introductions.get(conversationId);
	const introduction = known ?? new Introduction(introductionKept(conversationId), systemClock);
	introductions.set(conversationId, introduction);
	return introduction;
}

function introductionKept(conversationId: string): Kept {
	return new Kept(`heddle.introduction.${conversationId}`, () => localStorage, window);
}

function hear(message: ToFrame): void {
	switch (message.type) {
		case "start":
			visit.begin(message);
			break;
		case "shown":
			visit.show(message.shown);
			if (message.shown && message.focus) document.querySelector("textarea")?.focus();
			break;
		case "identified":
			visit.identified();
			break;
		case "logout":
			visit.logout();
			break;
	}
}
