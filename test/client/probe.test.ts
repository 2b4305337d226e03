// The way from polling back to a socket.
import { describe, expect, it } from "vitest";
import { ERRORS } from "../../src/protocol/errors.ts";
import { openBlocked, server } from "./blocked.ts";
import { AT, message, messages, welcome } from "./frames.ts";
import { settled } from "./hand-clock.ts";
import { texts } from "./opened.ts";

describe("the way back to a socket", () => {
	it("is tried now and then, and taken without a word to anybody", async () => {
		const { client, clock, line, http } = await openBlocked(server().answer);
		await clock.advance(5_000);
		expect(line.sockets.length).toBe(4);
		line.last().end();
		await clock.advance(9_999);
		expect(line.sockets.length).toBe(4);
		await clock.advance(1);
		const links: string[] = [];
		client.subscribe(() => links.push(`${client.view.link} ${client.view.polling}`));
		expect(new URL(line.last().url).searchParams.get("after")).toBe("3");
		line.last().say(welcome([message(4, { by: "agent" })]));
		expect([...new Set(links)]).toEqual(["live false"]);
		expect(texts(client)).toHaveLength(4);
		const asked = http.asked.length;
		client.send("by socket");
		await clock.advance(5_000);
		expect([http.asked.length, line.last().sentOf("send").length]).toEqual([asked, 1]);
	});

	it("waits for the answer to what is under way", async () => {
		const heddle = server();
		let answer = () => {};
		const { client, clock, line } = await openBlocked(async (asked) => {
			if (asked.method === "POST")
				await new Promise<void>((resolve) => {
					answer = resolve;
				});
			return heddle.answer(asked);
		});
		await clock.advance(5_000);
		client.send("under way");
		await settled();
		line.last().say(welcome());
		line.last().say({ type: "typing", author: { kind: "agent", name: "Mia" }, on: true });
		expect(client.view.polling).toBe(true);
		answer();
		await settled();
		expect([client.view.polling, client.view.pending, line.last().sentOf("send")]).toEqual([false, [], []]);
		expect(client.view.typing).toHaveLength(1);
	});

	it("is not taken when the socket has ended meanwhile, nor when it only brings a refusal", async () => {
		const { client, clock, line } = await openBlocked(server().answer);
		await clock.advance(5_000);
		const { rate_limited } = ERRORS;
		line.last().say({ type: "error", code: "rate_limited", message: rate_limited.message, retry: true });
		line.last().end(rate_limited.close, "rate_limited");
		expect([client.view.link, client.view.polling]).toEqual(["live", true]);
		await clock.advance(10_000);
		expect(line.sockets.length).toBe(5);
		await clock.advance(10_000);
		expect([line.last().closedWith, client.view.polling]).toEqual([1000, true]);
	});

	it("is taken first after an outage of everything", async () => {
		const heddle = server();
		let isDown = true;
		const { client, clock, line } = await openBlocked((asked) => {
			if (isDown) throw new TypeError(`nothing is reached at ${AT}`);
			return heddle.answer(asked);
		});
		for (let round = 0; round < 5; round += 1) {
			line.last().end();
			await clock.advance(0);
			await clock.advance(0);
		}
		expect(client.view.link).toBe("offline");
		isDown = false;
		line.last().say(welcome(messages(1, 3)));
		expect([client.view.link, client.view.polling]).toEqual(["live", false]);
	});
});
