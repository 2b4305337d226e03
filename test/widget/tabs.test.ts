// One visitor in several tabs.
import { describe, expect, it } from "vitest";
import type { SessionAnswer, SessionQuestion } from "../../src/widget/frame/session.ts";
import { settled } from "../client/hand-clock.ts";
import { Browser } from "./stored.ts";
import { arrive, granted } from "./visitor.ts";

/** A server that gives each stranger a letter, and knows them again by their token. It answers when told to. */
class Door {
	readonly #waiting: (() => void)[] = [];
	#strangers = 0;

	readonly ask = async ({ token }: SessionQuestion): Promise<SessionAnswer> => {
		const letter = token?.at(-1) ?? "abcdefgh".charAt(this.#strangers++);
		await new Promise<void>((resolve) => this.#waiting.push(resolve));
		return granted(letter);
	};

	get strangers(): number {
		return this.#strangers;
	}

	async answerAll(): Promise<void> {
		for (let quiet = 0; quiet < 3; quiet += 1) {
			if (this.#waiting.length > 0) quiet = 0;
			for (const answer of this.#waiting.splice(0)) answer();
			await settled();
		}
	}
}

/** As Web Locks do it: one after the other. */
function turns() {
	let last: Promise<unknown> = Promise.resolve();
	return <T>(work: () => Promise<T>): Promise<T> => {
		const next = last.then(work);
		last = next;
		return next;
	};
}

const idOf = ({ visit }: ReturnType<typeof arrive>) => visit.view.session?.conversationId.at(-1);

describe("two tabs", () => {
	it.each([
		["in turn", turns(), 1],
		["at once, in a browser without Web Locks", undefined, 2],
	])("that open for the first time become one visitor (%s)", async (_, inTurn, strangers) => {
		const [door, browser] = [new Door(), new Browser()];
		const more = () => ({ tab: browser.open(), ...(inTurn && { inTurn }) });
		const [one, two] = [arrive(door.ask, more()), arrive(door.ask, more())];
		await Promise.all([one.begin({ shown: true }), two.begin({ shown: true })]);
		await door.answerAll();
		expect([idOf(one), idOf(two), door.strangers]).toEqual(["a", "a", strangers]);
		expect(two.line.last().url).toBe(one.line.last().url);
		expect(browser.open().store.getItem("token")).toBe("token-a");
	});

	it("share a sign-out, and become one stranger after it", async () => {
		const [door, browser, inTurn] = [new Door(), new Browser(), turns()];
		const [one, two] = [
			arrive(door.ask, { tab: browser.open(), inTurn }),
			arrive(door.ask, { tab: browser.open(), inTurn }),
		];
		await Promise.all([one.begin({ shown: true }), two.begin({ shown: true })]);
		await door.answerAll();
		const sockets = [one.line.last(), two.line.last()];
		one.visit.logout();
		await door.answerAll();
		expect(sockets.map(({ closedWith }) => closedWith)).toEqual([1000, 1000]);
		expect([one.forgotten, two.forgotten]).toEqual([[`cnv_${"a".repeat(20)}`], [`cnv_${"a".repeat(20)}`]]);
		expect([idOf(one), idOf(two), door.strangers]).toEqual(["b", "b", 2]);
	});

	it("are not brought back by an answer that one of them awaited while the other signed out", async () => {
		const [door, browser, inTurn] = [new Door(), new Browser(), turns()];
		const one = arrive(door.ask, { tab: browser.open(), inTurn });
		await one.begin({ shown: true });
		await door.answerAll();
		const two = arrive(door.ask, { tab: browser.open(), inTurn });
		await two.begin({ shown: true });
		one.visit.logout();
		await door.answerAll();
		expect([idOf(one), idOf(two)]).toEqual(["b", "b"]);
		expect(browser.open().store.getItem("token")).toBe("token-b");
	});

	it("leave each other alone when one only renews its token", async () => {
		const [door, browser, inTurn] = [new Door(), new Browser(), turns()];
		const one = arrive(door.ask, { tab: browser.open(), inTurn });
		await one.begin({ shown: true });
		await door.answerAll();
		const two = arrive(door.ask, { tab: browser.open(), inTurn });
		await two.begin({ shown: true });
		await door.answerAll();
		expect([one.line.sockets.length, one.line.last().closedWith, two.line.sockets.length]).toEqual([1, undefined, 1]);
	});
});
