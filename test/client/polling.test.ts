// Where WebSockets are blocked: the same promises by HTTP.
import { describe, expect, it } from "vitest";
import type { Hints } from "../../src/client/hints.ts";
import { openBlocked, server } from "./blocked.ts";
import { message } from "./frames.ts";
import { settled } from "./hand-clock.ts";
import { open, texts } from "./opened.ts";
import { type Answered, problem, scriptedHttp } from "./scripted-http.ts";

describe("a conversation on a network that blocks WebSockets", () => {
	it("asks by HTTP after three sockets that said nothing, with the token in a header and the cursor in the address", async () => {
		const { client, http } = await openBlocked(server().answer);
		expect([client.view.link, client.view.polling, texts(client).length]).toEqual(["live", true, 3]);
		expect(http.asked).toEqual([
			{
				method: "GET",
				url: "https://heddle.example/v1/conversations/cnv_0123456789abcdef0123/frames",
				token: "Bearer token",
				frame: undefined,
			},
		]);
	});

	it("does so too where not even a socket can be made", async () => {
		class Forbidden {
			constructor() {
				throw new DOMException("blocked", "SecurityError");
			}
			send() {}
			close() {}
			addEventListener() {}
		}
		const http = scriptedHttp(server().answer);
		const { client, clock } = await open({ fetch: http.fetch, WebSocket: Forbidden });
		await clock.advance(0);
		expect([client.view.link, client.view.polling]).toEqual(["live", true]);
	});

	it("asks every 2 s while something happens, then less and less often, every 15 s at the least", async () => {
		const heddle = server();
		const { client, clock, http } = await openBlocked(heddle.answer);
		const waits: number[] = [];
		for (let last = clock.now(); waits.length < 12; ) {
			const before = http.polls();
			while (http.polls() === before) await clock.advance(250);
			waits.push(clock.now() - last);
			last = clock.now();
		}
		expect(waits.slice(0, 3)).toEqual([2_000, 2_000, 3_000]);
		expect(waits.every((wait) => wait >= 2_000 && wait <= 15_000)).toBe(true);
		expect(Math.max(...waits)).toBe(15_000);
		heddle.log.push(message(4, { by: "agent", text: "Hello" }));
		await clock.advance(15_000);
		expect(texts(client).at(-1)).toBe("Hello");
		const before = http.polls();
		await clock.advance(2_000);
		expect(http.polls()).toBe(before + 1);
	});

	it("asks every 15 s while nobody looks, and at once when somebody does, by a socket too", async () => {
		const looks = new Set<() => void>();
		let isHidden = true;
		const hints: Hints = {
			isHidden: () => isHidden,
			watch(listener) {
				looks.add(listener);
				return () => looks.delete(listener);
			},
		};
		const { clock, http, line } = await openBlocked(server().answer, { hints });
		await clock.advance(5_000);
		line.last().end();
		await clock.advance(9_000);
		expect([http.polls(), line.sockets.length]).toEqual([1, 4]);
		isHidden = false;
		for (const look of looks) look();
		await settled();
		expect([http.polls(), line.sockets.length]).toEqual([2, 5]);
	});

	it("sends one message after the other, each acknowledged, and asks again soon after", async () => {
		const { client, clock, http } = await openBlocked(server().answer);
		await clock.advance(60_000);
		const asked = http.asked.length;
		for (const text of ["one", "two", "three"]) client.send(text);
		await settled();
		expect(http.posted().map(({ type, text }) => `${type} ${text}`)).toEqual(["send one", "send two", "send three"]);
		expect([client.view.pending, texts(client).slice(3)]).toEqual([[], ["one", "two", "three"]]);
		await clock.advance(2_000);
		expect(http.asked.slice(asked).map(({ method }) => method)).toEqual(["POST", "POST", "POST", "GET"]);
	});

	it("never has two requests under way", async () => {
		let [underWay, most] = [0, 0];
		const heddle = server();
		const { client, clock } = await openBlocked(async (asked) => {
			underWay += 1;
			most = Math.max(most, underWay);
			await settled();
			underWay -= 1;
			return heddle.answer(asked);
		});
		await clock.advance(100);
		client.typing(true);
		client.send("one");
		client.read(3);
		await clock.advance(20_000);
		expect([most, client.view.pending]).toEqual([1, []]);
	});

	it("sends again, with the same client id and `after`, what was not answered", async () => {
		const heddle = server();
		let isLost = true;
		const { client, clock, http } = await openBlocked((asked) => {
			const answer = heddle.answer(asked);
			if (asked.frame?.type !== "send" || !isLost) return answer;
			isLost = false;
			throw new TypeError("the answer was lost");
		});
		client.send("once");
		await settled();
		expect([client.view.link, client.view.polling]).toEqual(["offline", false]);
		await clock.advance(100);
		expect([client.view.link, client.view.polling, client.view.pending]).toEqual(["live", true, []]);
		expect(texts(client).filter((text) => text === "once")).toHaveLength(1);
		expect(new Set(http.posted().map((frame) => JSON.stringify(frame))).size).toBe(1);
	});

	it("gives up a request that hangs after 10 s", async () => {
		let hangs = false;
		const heddle = server();
		const { client, clock } = await openBlocked((asked) =>
			hangs ? new Promise<Answered>(() => {}) : heddle.answer(asked),
		);
		hangs = true;
		client.send("into the void");
		await clock.advance(9_999);
		expect(client.view.link).toBe("live");
		await clock.advance(1);
		expect([client.view.link, client.view.pending.length]).toEqual(["offline", 1]);
	});

	it.each([
		[problem(429, "rate_limited", true), "sending"],
		[problem(503, "unavailable", true), "sending"],
		[{ status: 502, body: "<html>Bad gateway" }, "sending"],
		[problem(422, "invalid_request"), "failed"],
	])("treats a frame that is refused as a socket would have it: %j", async (refused, state) => {
		const heddle = server();
		let isRefusing = true;
		const { client, clock } = await openBlocked((asked) =>
			asked.method === "POST" && isRefusing ? refused : heddle.answer(asked),
		);
		client.send("Hello");
		await settled();
		expect([client.view.pending[0]?.state, client.view.link]).toEqual([state, "live"]);
		isRefusing = false;
		await clock.advance(1_000);
		expect(client.view.pending.length).toBe(state === "failed" ? 1 : 0);
	});

	it.each([
		[404, "not_found"],
		[410, "replaced"],
		[403, "forbidden"],
		[403, "origin_refused"],
	])("ends for good at HTTP %i %s", async (status, code) => {
		const { client } = await openBlocked(() => problem(status, code));
		expect([client.view.link, client.view.refusal]).toEqual(["refused", code]);
	});

	it("gets a new token when the old one has expired", async () => {
		let issued = 0;
		const heddle = server();
		const { client, clock, http, line } = await openBlocked(
			(asked) => (asked.token === "Bearer token-2" ? problem(401, "token_expired") : heddle.answer(asked)),
			{ token: async () => `token-${++issued}` },
		);
		await clock.advance(0);
		line.last().end();
		await settled();
		expect([client.view.link, http.asked.at(-1)?.token]).toEqual(["live", "Bearer token-3"]);
	});

	it("does not take a page of a captive portal for an answer", async () => {
		const { client } = await openBlocked(() => ({ status: 200, body: "<html>Please accept our terms" }));
		expect([client.view.link, client.view.polling]).toEqual(["offline", false]);
	});

	it("leaves neither timer nor request when it is closed", async () => {
		const { client, clock, http } = await openBlocked(server().answer);
		client.close();
		await clock.advance(60_000);
		expect([clock.waiting, http.asked.length]).toEqual([0, 1]);
	});
});
