import { runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import { answerClose } from "../../src/platform/frames.ts";
import { found, invite } from "../support/server/home.ts";
import { talk } from "../support/server/talk.ts";

/** What a close frame of a peer can carry in its two bytes, whatever RFC 6455 says to it. */
const CODES = [
	0, 1, 999, 1000, 1001, 1003, 1004, 1005, 1006, 1011, 1015, 2_000, 2_999, 3_000, 4_400, 4_999, 5_000, 65_535,
];

it.each(CODES)("a peer's close with %i is answered", (code) => {
	const { 0: near, 1: far } = new WebSocketPair();
	near.accept();
	far.accept();
	expect(() => answerClose(far, code)).not.toThrow();
});

it("a visitor who leaves with a code that is none is gone for the agents all the same", async () => {
	const home = await found("Oak");
	const { agent, stub } = await talk(home, await invite(home, "Bob", "agent"));
	await expect.poll(() => agent.all("presence").at(-1)?.presence.visitor).toBe(true);
	await runInDurableObject(stub, async (instance, state) => {
		const [visitor] = state.getWebSockets("visitor");
		if (!visitor) throw new Error("the visitor is there");
		await instance.webSocketClose(visitor, 0);
	});
	await expect.poll(() => agent.all("presence").at(-1)?.presence.visitor).toBe(false);
});
