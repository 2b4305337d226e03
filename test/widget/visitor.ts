// A visit whose server, shop and clock are the test's.
import { afterEach } from "vitest";
import { ConversationClient } from "../../src/client/conversation.ts";
import type { PublicEntry } from "../../src/protocol/entry.ts";
import { type WidgetSession, widgetSession } from "../../src/protocol/http.ts";
import { Kept } from "../../src/widget/frame/kept.ts";
import type { SessionAnswer, SessionQuestion } from "../../src/widget/frame/session.ts";
import { Visit } from "../../src/widget/frame/visit.ts";
import { HandClock, settled } from "../client/hand-clock.ts";
import { noHttp } from "../client/scripted-http.ts";
import { dial } from "../client/scripted-socket.ts";
import type { Tab } from "./stored.ts";

const open: Visit[] = [];
afterEach(() => {
	for (const visit of open.splice(0)) visit.view.conversation?.close();
});

export function session(letter: string, token = `token-${letter}`, verified = false): WidgetSession {
	return widgetSession.parse({
		token,
		expiresAt: "2026-12-23T06:00:00.000Z",
		visitorId: `vis_${letter.repeat(20)}`,
		conversationId: `cnv_${letter.repeat(20)}`,
		verified,
		inbox: { name: "Nordlicht", colour: "#3b5bdb", greeting: null },
		agentsThere: true,
	});
}

export function granted(letter: string, token?: string, verified?: boolean): SessionAnswer {
	return { ok: true, session: session(letter, token, verified) };
}

export const refused = (code: string, retry = false): SessionAnswer => ({ ok: false, code, retry });

interface More {
	token?: string;
	identities?: (string | undefined)[];
	/** Where the token is kept; without one nowhere. */
	tab?: Tab;
	inTurn?: <T>(work: () => Promise<T>) => Promise<T>;
}

/** `answers`: the server's, in order; the last one goes on for ever. Or a server that thinks. */
export function arrive(
	answers: SessionAnswer[] | ((asked: SessionQuestion) => Promise<SessionAnswer>),
	more: More = {},
) {
	const clock = new HandClock();
	const line = dial();
	const questions: SessionQuestion[] = [];
	const forgotten: string[] = [];
	const identities = [...(more.identities ?? [])];
	const token = new Kept(
		"token",
		() => {
			if (more.tab === undefined) throw new Error("nothing is kept here");
			return more.tab.store;
		},
		more.tab,
	);
	if (more.token !== undefined) token.set(more.token);
	const visit = new Visit({
		inboxId: "ibx_test",
		locale: "de",
		token,
		clock,
		random: () => 0,
		ask: async (question) => {
			questions.push(question);
			if (typeof answers === "function") return answers(question);
			return answers[Math.min(questions.length, answers.length) - 1] ?? refused("unavailable", true);
		},
		inTurn: more.inTurn ?? ((work) => work()),
		identity: async () => (identities.length > 1 ? identities.shift() : identities[0]),
		connect: (conversationId, tokenOf) =>
			new ConversationClient<PublicEntry>({
				origin: "https://heddle.example",
				conversationId,
				token: tokenOf,
				audience: "visitor",
				WebSocket: line.WebSocket,
				fetch: noHttp,
				clock,
				random: () => 0.5,
			}),
		forget: (conversationId) => forgotten.push(conversationId),
	});
	open.push(visit);
	const begin = async (start: { shown?: boolean; identity?: boolean } = {}) => {
		visit.begin({ shown: false, identity: false, ...start });
		await settled();
	};
	return { visit, begin, clock, line, questions, token, forgotten };
}
