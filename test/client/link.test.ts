import { describe, expect, it } from "vitest";
import { Refused } from "../../src/client/link.ts";
import { ERRORS } from "../../src/protocol/errors.ts";
import { MAX_BACKLOG_BYTES, PING_EVERY_MS, PONG, PONG_WITHIN_MS } from "../../src/protocol/limits.ts";
import { welcome } from "./frames.ts";
import { settled } from "./hand-clock.ts";
import { connect } from "./linked.ts";

describe("a link", () => {
	it("offers the protocol and the credential as subprotocols, and neither in the address", async () => {
		const { line } = await connect();
		expect(line.last().url).toBe("wss://heddle.example/v1/conversations/cnv_1/socket");
		expect(line.last().protocols).toEqual(["heddle.v1", "heddle.token.token-1"]);
	});

	it("is live from the welcome on, and hears nothing before it", async () => {
		const { link, line, frames, states } = await connect();
		line.last().say({ type: "entry" });
		expect([link.state, frames]).toEqual(["connecting", []]);
		line.last().say(welcome());
		expect([link.state, frames.length, states]).toEqual(["live", 1, ["live"]]);
	});

	it("ignores what is no JSON object", async () => {
		const { line, frames } = await connect();
		line.last().say(welcome());
		for (const noise of ["", "{", "null", "[]", "7", '"welcome"', PONG]) line.last().say(noise);
		line.last().sayBinary();
		expect(frames).toHaveLength(1);
	});

	it("hears every frame of a message, in order, and none after the one at which it was closed", async () => {
		const { link, line, frames } = await connect();
		const lines = (...all: object[]) => all.map((frame) => JSON.stringify(frame)).join("\n");
		line.last().say(lines(welcome(), { type: "one" }, { type: "two" }));
		line.last().say(`${lines({ type: "three" })}\n\n{broken\n${lines({ type: "four" })}`);
		expect(frames.map(({ type }) => type)).toEqual(["welcome", "one", "two", "three", "four"]);
		const push = frames.push.bind(frames);
		frames.push = (frame) => {
			link.close();
			return push(frame);
		};
		line.last().say(lines({ type: "five" }, { type: "six" }));
		expect(frames.at(-1)?.type).toBe("five");
	});

	it("says that a frame was not sent while it is not live", async () => {
		const { link, line } = await connect();
		expect(link.send({ type: "typing", on: true })).toBe(false);
		line.last().say(welcome());
		expect(link.send({ type: "typing", on: true })).toBe(true);
		line.last().end();
		expect(link.send({ type: "typing", on: true })).toBe(false);
	});

	it("comes back within half a second, then waits up to twice as long each time, at most 15 s", async () => {
		const { clock, line, states } = await connect();
		for (const limit of [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]) {
			const before = line.sockets.length;
			line.last().end();
			await clock.advance(limit * 0.999 - 1);
			expect(line.sockets.length).toBe(before);
			await clock.advance(2);
			expect(line.sockets.length).toBe(before + 1);
		}
		expect(states).toEqual(["offline"]);
	});

	it("starts from the shortest wait again only after a link that lasted", async () => {
		const { clock, line, redial } = await connect();
		for (const lastedMs of [0, 0, 0, 6_000]) {
			line.last().say(welcome());
			await clock.advance(lastedMs);
			line.last().end();
			const lostAt = clock.now();
			await redial();
			const waited = clock.now() - lostAt;
			if (lastedMs > 0) expect(waited).toBeLessThanOrEqual(500);
			else if (line.sockets.length === 4) expect(waited).toBeGreaterThan(1_500);
		}
	});

	it("spreads its returns over the whole wait", async () => {
		const { clock, line } = await connect({ random: () => 0 });
		line.last().end();
		await clock.advance(0);
		expect(line.sockets).toHaveLength(2);
	});

	it.each([
		[ERRORS.forbidden.close, "", "forbidden"],
		[ERRORS.not_found.close, "", "not_found"],
		[ERRORS.replaced.close, "", "replaced"],
		[ERRORS.forbidden.close, "origin_refused", "origin_refused"],
		[ERRORS.forbidden.close, "<b>anything</b>", "forbidden"],
	])("ends for good at %i %s", async (close, reason, code) => {
		const { link, clock, line } = await connect();
		line.last().say(welcome());
		line.last().end(close, reason);
		await clock.advance(600_000);
		expect([link.state, link.refusal, line.sockets.length, clock.waiting]).toEqual(["refused", code, 1, 0]);
	});

	it.each([1000, 1001, 1006, 1011, 1013, 4429])("comes back after %i", async (close) => {
		const { link, line, redial } = await connect();
		line.last().end(close);
		expect(link.state).toBe("offline");
		await redial();
	});

	it("tries again when no token comes, and ends when none will", async () => {
		const answers: (() => Promise<string>)[] = [
			() => Promise.reject(new Error("no network")),
			() => Promise.reject(new Refused("identity_required")),
		];
		const { link, clock, line } = await connect({
			token: () => (answers.shift() ?? (() => Promise.resolve("late")))(),
		});
		expect(link.state).toBe("offline");
		await clock.advance(15_000);
		expect([link.state, link.refusal]).toEqual(["refused", "identity_required"]);
		await clock.advance(60_000);
		expect(line.sockets).toHaveLength(0);
	});

	it("notices a line that is dead without a word, and drops it", async () => {
		const { link, clock, line, redial } = await connect();
		const first = line.last();
		first.say(welcome());
		await clock.advance(PING_EVERY_MS);
		expect(first.pings).toBe(1);
		await clock.advance(PONG_WITHIN_MS - 1);
		expect(link.state).toBe("live");
		await clock.advance(1);
		expect([link.state, first.closedWith]).toEqual(["offline", 4000]);
		await redial();
		line.last().say(welcome());
		first.end();
		expect(link.state).toBe("live");
	});

	it("lives as long as its pings are answered", async () => {
		const { link, clock, line } = await connect();
		line.last().say(welcome());
		for (let beat = 1; beat <= 20; beat += 1) {
			await clock.advance(PING_EVERY_MS);
			expect(line.last().pings).toBe(beat);
			line.last().say(PONG);
		}
		expect([link.state, line.sockets.length]).toEqual(["live", 1]);
	});

	it("says that it reads when it receives much at once", async () => {
		const { line } = await connect();
		line.last().say(welcome());
		const much = { type: "entry", text: "x".repeat(MAX_BACKLOG_BYTES / 5) };
		for (const pings of [0, 0, 1, 1, 1, 2]) {
			line.last().say(much);
			expect(line.last().pings).toBe(pings);
		}
	});

	it("gives up a handshake that hangs", async () => {
		const { link, clock, redial } = await connect();
		await clock.advance(PONG_WITHIN_MS);
		expect(link.state).toBe("offline");
		await redial();
	});

	it("comes back at once when the page hints that the network is there", async () => {
		let hint = () => {};
		const watch = (listener: () => void) => {
			hint = listener;
			return () => {};
		};
		const { link, clock, line } = await connect({ hints: { watch } });
		line.last().say(welcome());
		line.last().end();
		hint();
		hint();
		await settled();
		expect(line.sockets.length).toBe(2);
		line.last().say(welcome());
		hint();
		expect(line.last().pings).toBe(1);
		await clock.advance(2_500);
		expect(link.state).toBe("offline");
	});

	it("leaves neither timer nor socket when it is closed", async () => {
		const { link, clock, line } = await connect();
		line.last().say(welcome());
		link.close();
		expect([clock.waiting, line.last().closedWith]).toEqual([0, 1000]);
		await clock.advance(60_000);
		expect(line.sockets.length).toBe(1);
	});

	it("does not dial when it was closed while its token was on the way", async () => {
		let give = (_: string) => {};
		const token = () =>
			new Promise<string>((resolve) => {
				give = resolve;
			});
		const { link, line } = await connect({ token });
		link.close();
		give("late");
		await settled();
		expect(line.sockets).toHaveLength(0);
	});
});
