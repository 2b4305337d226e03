// Limits that hold a conversation's memory and its neighbours' time, at every door.
import { beforeAll, expect, it } from "vitest";
import { frames } from "../../src/protocol/http.ts";
import { VISITOR_BURST, VISITOR_MESSAGES_PER_SECOND } from "../../src/protocol/limits.ts";
import { answerOf, call } from "../support/server/call.ts";
import { refusedAfter } from "../support/server/flood.ts";
import { agentSocket, visitorSocket } from "../support/server/frame-socket.ts";
import { found, type Home } from "../support/server/home.ts";
import { arrive, caughtUp, talk } from "../support/server/talk.ts";

const SOCKETS_OF_A_VISITOR = 20;
/** Of wrangler.toml's POLL_LIMIT, a minute. */
const POLLS = 180;

let home: Home;
beforeAll(async () => {
	home = await found("Hawthorn");
});

const headersOf = (token: string) => ({ authorization: `Bearer ${token}` });

it("a visitor has twenty sockets; the next is told to come later, agents are not in its way, and who leaves makes room", async () => {
	const { id, session, visitor } = await talk(home, home.owner);
	const others = [];
	for (let i = 1; i < SOCKETS_OF_A_VISITOR; i += 1) {
		const socket = await visitorSocket(session);
		await socket.next("welcome");
		others.push(socket);
	}
	const oneMore = await visitorSocket(session);
	expect(await oneMore.next("error")).toMatchObject({ code: "rate_limited", retry: true });
	expect(await oneMore.closed).toEqual({ code: 4429, reason: "rate_limited" });
	await (await agentSocket(home.owner, id)).next("welcome");
	others[0]?.close();
	await others[0]?.closed;
	await (await visitorSocket(session)).next("welcome");
	visitor.close();
});

it("a visitor's burst of messages is one for all tabs and doors", async () => {
	const { id, session, visitor } = await arrive(home);
	const tab = await visitorSocket(session);
	const send = (n: number) => ({ type: "send", clientId: `burst-${n}-message`, after: 0, text: `message ${n}` });
	const byHttp = async (n: number) => {
		const path = `/v1/conversations/${id}/frames`;
		const answer = await call(path, { method: "POST", headers: headersOf(session.token), body: send(n) });
		return (await answerOf(frames, answer)).frames[0];
	};
	const began = Date.now();
	const polled = [];
	for (let n = 1; n <= 2 * VISITOR_BURST; n += 3) {
		visitor.send(send(n));
		tab.send(send(n + 1));
		polled.push(await byHttp(n + 2));
	}
	await Promise.all([caughtUp(visitor), caughtUp(tab)]);
	const refused = [...visitor.all("error"), ...tab.all("error"), ...polled.filter((frame) => frame?.type === "error")];
	for (const one of refused) expect(one).toMatchObject({ code: "rate_limited", retry: true });
	const taken = 2 * VISITOR_BURST - refused.length;
	const seconds = (Date.now() - began) / 1000;
	expect(taken).toBeGreaterThanOrEqual(VISITOR_BURST);
	expect(taken).toBeLessThanOrEqual(VISITOR_BURST + 1 + seconds * VISITOR_MESSAGES_PER_SECOND);
	expect(refused.length).toBeGreaterThan(0);
});

it("who polls is answered 180 times a minute", async () => {
	const { id, session } = await arrive(home);
	const poll = () => call(`/v1/conversations/${id}/frames`, { headers: headersOf(session.token) });
	expect(await refusedAfter(POLLS, poll)).toBe("429 rate_limited");
});

it("who writes by the API is taken 180 times a minute, and goes on by socket", async () => {
	const { id, agent, command } = await talk(home, home.owner);
	const post = () =>
		home.owner.ask("POST", `/v1/conversations/${id}/entries`, {
			headers: { "idempotency-key": crypto.randomUUID() },
			body: { kind: "note", text: "and again" },
		});
	expect(await refusedAfter(POLLS, post)).toBe("429 rate_limited");
	expect(await command({ type: "note", text: "by socket", after: 0 })).toMatchObject({
		content: { text: "by socket" },
	});
	agent.close();
});
