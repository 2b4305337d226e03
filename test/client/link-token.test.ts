import { describe, expect, it } from "vitest";
import { ERRORS } from "../../src/protocol/errors.ts";
import { PONG } from "../../src/protocol/limits.ts";
import { welcome } from "./frames.ts";
import { connect } from "./linked.ts";

describe("a link", () => {
	it("that is told of its token's end does not wait for the close, which may come late", async () => {
		const { link, line, redial } = await connect();
		line.last().say(welcome());
		const first = line.last();
		first.say({ type: "error", code: "token_expired", message: "", retry: true });
		expect(link.state).toBe("offline");
		await redial();
		expect(line.last().protocols).toContain("heddle.token.token-2");
		line.last().say(welcome());
		first.end(ERRORS.token_expired.close);
		expect(link.state).toBe("live");
	});

	it("keeps its token through a loss, and gets a new one when the server says 4401", async () => {
		const { line, redial } = await connect();
		line.last().say(welcome());
		line.last().end(1001);
		await redial();
		expect(line.last().protocols[1]).toBe("heddle.token.token-1");
		line.last().say(welcome());
		line.last().end(ERRORS.token_expired.close);
		await redial();
		expect(line.last().protocols[1]).toBe("heddle.token.token-2");
	});

	it("doubts the token after two handshakes that failed without a word", async () => {
		const { line, redial } = await connect();
		for (let failure = 0; failure < 2; failure += 1) {
			expect(line.last().protocols[1]).toBe("heddle.token.token-1");
			line.last().end(1006);
			await redial();
		}
		expect(line.last().protocols[1]).toBe("heddle.token.token-2");
	});

	it("goes on with a token in doubt while no new one can be had, and not with one that has expired", async () => {
		let isAway = false;
		let given = 0;
		const token = async () => {
			if (isAway) throw new Error("who gives tokens cannot be reached");
			given += 1;
			return `token-${given}`;
		};
		const { link, line, clock, redial } = await connect({ token });
		isAway = true;
		for (let failure = 0; failure < 6; failure += 1) {
			line.last().say(PONG);
			line.last().end(1006);
			await redial();
			expect(line.last().protocols[1]).toBe("heddle.token.token-1");
		}
		line.last().say(welcome());
		expect(link.state).toBe("live");
		line.last().end(ERRORS.token_expired.close);
		const dialled = line.sockets.length;
		await clock.advance(60_000);
		expect([link.state, line.sockets.length]).toEqual(["offline", dialled]);
		isAway = false;
		await clock.advance(15_000);
		expect(line.last().protocols[1]).toBe("heddle.token.token-2");
	});
});
