import { describe, expect, it } from "vitest";
import { ERRORS } from "../../src/protocol/errors.ts";
import { welcome } from "../client/frames.ts";
import { settled } from "../client/hand-clock.ts";
import { arrive, granted, refused } from "./visitor.ts";

const stageOf = ({ visit }: ReturnType<typeof arrive>) => [visit.view.stage, visit.view.code];

describe("a visit", () => {
	it("costs a newcomer no connection until the chat is opened", async () => {
		const here = arrive([granted("a")]);
		await here.begin();
		expect([stageOf(here), here.line.sockets.length]).toEqual([["ready", undefined], 0]);
		here.visit.show(true);
		await settled();
		expect(here.line.last().protocols).toEqual(["heddle.v1", "heddle.token.token-a"]);
		here.visit.show(false);
		here.visit.show(true);
		expect(here.line.sockets.length).toBe(1);
	});

	it("connects one who has been here before at once, so that an answer shows as unread", async () => {
		const here = arrive([granted("a")], { token: "kept" });
		await here.begin();
		expect(here.questions).toMatchObject([{ inboxId: "ibx_test", locale: "de", token: "kept" }]);
		expect([here.line.sockets.length, here.token.value]).toEqual([1, "token-a"]);
	});

	it("tries again by itself while the server cannot be reached, less and less often", async () => {
		const here = arrive([refused("unavailable", true), refused("rate_limited", true), granted("a")]);
		await here.begin();
		expect(stageOf(here)).toEqual(["waiting", "unavailable"]);
		await here.clock.advance(1_000);
		expect(stageOf(here)).toEqual(["waiting", "rate_limited"]);
		await here.clock.advance(1_999);
		expect(here.questions.length).toBe(2);
		await here.clock.advance(1);
		expect(stageOf(here)[0]).toBe("ready");
	});

	it.each(["not_found", "origin_refused", "identity_required"])(
		"ends at %s, until somebody tries again",
		async (code) => {
			const here = arrive([refused(code), granted("a")]);
			await here.begin({ shown: true });
			await here.clock.advance(600_000);
			expect([stageOf(here), here.questions.length]).toEqual([["refused", code], 1]);
			here.visit.retry();
			await settled();
			expect(stageOf(here)).toEqual(["ready", undefined]);
		},
	);

	it("can be tried again too when it was the socket that was refused", async () => {
		const here = arrive([granted("a")]);
		await here.begin({ shown: true });
		here.line.last().end(ERRORS.forbidden.close);
		expect(here.visit.view.conversation?.view.refusal).toBe("forbidden");
		here.visit.retry();
		await settled();
		expect([here.line.sockets.length, here.visit.view.conversation?.view.link]).toEqual([2, "connecting"]);
	});

	it("begins anew when its kept token is refused", async () => {
		const here = arrive([refused("token_expired"), granted("b")], { token: "of last year" });
		await here.begin();
		expect(here.questions.map(({ token }) => token)).toEqual(["of last year", undefined]);
		expect([stageOf(here)[0], here.token.value]).toEqual(["ready", "token-b"]);
	});

	it("gets a new token when the socket's is refused, and goes on in the same conversation", async () => {
		const here = arrive([granted("a", "first"), granted("a", "second")]);
		await here.begin({ shown: true });
		const { conversation } = here.visit.view;
		here.line.last().end(ERRORS.token_expired.close);
		await here.clock.advance(500);
		expect(here.line.last().protocols[1]).toBe("heddle.token.second");
		expect(here.visit.view.conversation).toBe(conversation);
		expect(here.questions[1]?.token).toBe("first");
	});

	it("leaves for the conversation that the new token is for", async () => {
		const here = arrive([granted("a"), granted("b")]);
		await here.begin({ shown: true });
		here.line.last().end(ERRORS.token_expired.close);
		await here.clock.advance(500);
		await here.clock.advance(500);
		expect(here.visit.view.session?.conversationId).toBe(`cnv_${"b".repeat(20)}`);
		expect(here.line.last().url).toContain(`cnv_${"b".repeat(20)}`);
		expect(here.visit.view.conversation?.view.link).not.toBe("refused");
	});

	it("starts over after a resolved conversation", async () => {
		const here = arrive([granted("a"), granted("b")]);
		await here.begin({ shown: true });
		const old = here.line.last();
		here.visit.startOver();
		await settled();
		expect(here.questions[1]).toMatchObject({ after: `cnv_${"a".repeat(20)}`, token: "token-a" });
		expect([old.closedWith, here.line.last().url]).toEqual([1000, expect.stringContaining(`cnv_${"b".repeat(20)}`)]);
	});

	it("asks again whether agents are there when it is opened after a while, and stays usable if that fails", async () => {
		const here = arrive([granted("a"), refused("unavailable", true)]);
		await here.begin({ shown: true });
		here.line.last().say(welcome());
		here.visit.show(false);
		await here.clock.advance(30_000);
		here.visit.show(true);
		expect(here.questions.length).toBe(1);
		here.visit.show(false);
		await here.clock.advance(31_000);
		const before = here.questions.length;
		here.visit.show(true);
		await settled();
		expect([here.questions.length, stageOf(here)]).toEqual([before + 1, ["ready", undefined]]);
	});
});

describe("a customer whom the shop names", () => {
	it("is asked for before the first session", async () => {
		const here = arrive([granted("a")], { identities: ["jwt"] });
		await here.begin({ identity: true });
		expect(here.questions).toMatchObject([{ identity: "jwt" }]);
	});

	it("is asked for again when the proof has expired, and only if there is another one", async () => {
		const here = arrive([refused("invalid_identity"), granted("a")], { identities: ["old", "fresh"] });
		await here.begin({ identity: true });
		expect([here.questions.map(({ identity }) => identity), stageOf(here)[0]]).toEqual([["old", "fresh"], "ready"]);
		const stuck = arrive([refused("invalid_identity"), granted("a")], { identities: ["old"] });
		await stuck.begin({ identity: true });
		expect([stuck.questions.length, stageOf(stuck)]).toEqual([1, ["refused", "invalid_identity"]]);
	});

	it("takes over when they sign in later", async () => {
		const here = arrive([granted("a"), granted("b")], { identities: ["jwt"] });
		await here.begin({ shown: true });
		here.visit.identified();
		await settled();
		expect(here.questions.map(({ identity }) => identity)).toEqual([undefined, "jwt"]);
		expect(here.line.last().url).toContain(`cnv_${"b".repeat(20)}`);
	});

	it("brings the proof to the conversation that they had begun as a stranger", async () => {
		const here = arrive([granted("a", "stranger"), granted("a", "proven", true)], { identities: ["jwt"] });
		await here.begin({ shown: true });
		const first = here.line.last();
		here.visit.identified();
		await settled();
		expect([first.closedWith, here.line.last().protocols[1]]).toEqual([1000, "heddle.token.proven"]);
	});

	it("leaves nothing behind when they sign out", async () => {
		const here = arrive([granted("a"), granted("b")], { token: "kept", identities: ["jwt"] });
		await here.begin({ shown: true, identity: true });
		const socket = here.line.last();
		here.visit.logout();
		expect([socket.closedWith, here.token.value, here.forgotten]).toEqual([1000, undefined, [`cnv_${"a".repeat(20)}`]]);
		await settled();
		expect(here.questions[1]).toMatchObject({ token: undefined, identity: undefined });
		expect(here.visit.view.session?.conversationId).toBe(`cnv_${"b".repeat(20)}`);
	});

	it("is not brought back by an answer that was under way when they signed out", async () => {
		const here = arrive([granted("a"), granted("b")]);
		here.visit.begin({ shown: true, identity: false });
		here.visit.logout();
		await settled();
		expect([here.visit.view.session?.conversationId, here.token.value]).toEqual([`cnv_${"b".repeat(20)}`, "token-b"]);
	});
});
