import { describe, expect, it } from "vitest";
import type { CommandResult } from "../../src/client/commands.ts";
import { introduce } from "../../src/protocol/conversation-frames.ts";
import { Introduction, isEmail, type Who } from "../../src/widget/frame/introduction.ts";
import { Kept } from "../../src/widget/frame/kept.ts";
import { HandClock, settled } from "../client/hand-clock.ts";
import { Browser } from "./stored.ts";

const PRIYA = { email: "priya@example.com", name: "Priya" };

/** A tab whose server gives `answers` in order; the last one goes on for ever. */
function tab(answers: CommandResult[], browser = new Browser()) {
	const clock = new HandClock();
	const window = browser.open();
	const introduction = new Introduction(new Kept("introduction", () => window.store, window), clock);
	const told: Who[] = [];
	const tell = () =>
		introduction.tell(introduction.view, async (who) => {
			told.push(who);
			return answers[Math.min(told.length, answers.length) - 1] ?? { ok: true };
		});
	introduction.subscribe(() => void tell());
	return { introduction, told, tell, clock, browser };
}
const no = (code: string): CommandResult => ({ ok: false, code, message: "No." });

describe("what a visitor says of themselves", () => {
	it("is told once, and shown as told from then on, after a reload too", async () => {
		const { introduction, told, tell, browser } = tab([{ ok: true }]);
		introduction.give(PRIYA);
		await settled();
		await tell();
		expect([told, introduction.view]).toEqual([[PRIYA], { stage: "told", who: PRIYA }]);
		const reloaded = tab([{ ok: true }], browser);
		await reloaded.tell();
		expect([reloaded.told, reloaded.introduction.view.stage]).toEqual([[], "told"]);
	});

	it("is told after a reload when it could not be before", async () => {
		const { introduction, browser } = tab([no("unavailable")]);
		introduction.give(PRIYA);
		await settled();
		const reloaded = tab([{ ok: true }], browser);
		await reloaded.tell();
		expect([reloaded.told, reloaded.introduction.view.stage]).toEqual([[PRIYA], "told"]);
	});

	it("is told again by itself after a while", async () => {
		const { introduction, told, clock } = tab([no("not_found"), no("rate_limited"), { ok: true }]);
		introduction.give(PRIYA);
		await clock.advance(4_999);
		expect([told.length, introduction.view.stage]).toEqual([1, "telling"]);
		await clock.advance(5_001);
		expect([told.length, introduction.view.stage]).toEqual([3, "told"]);
	});

	it("can be corrected, also while the first word is on its way", async () => {
		const { introduction, told } = tab([{ ok: true }]);
		introduction.give({ email: "pirya@example.com" });
		introduction.change();
		introduction.give(PRIYA);
		await settled();
		expect([told.at(-1), introduction.view]).toEqual([PRIYA, { stage: "told", who: PRIYA }]);
	});

	it("is asked for again when the server does not take it, and not when the shop has proven who it is", async () => {
		const wrong = tab([no("invalid_frame")]);
		wrong.introduction.give(PRIYA);
		await settled();
		expect(wrong.introduction.view).toEqual({ stage: "refused", who: PRIYA });
		const proven = tab([no("forbidden")]);
		proven.introduction.give(PRIYA);
		await settled();
		expect(proven.introduction.view.stage).toBe("dismissed");
	});

	it("is not asked for again after a no, in another tab neither", async () => {
		const { introduction, browser } = tab([{ ok: true }]);
		const other = tab([{ ok: true }], browser);
		introduction.dismiss();
		expect(other.introduction.view.stage).toBe("dismissed");
		expect(tab([], browser).introduction.view.stage).toBe("dismissed");
	});

	it.each(["", "{", "null", "7", '{"stage":"told"}', '{"stage":"telling","who":{"email":7}}', '{"stage":"x"}'])(
		"counts as nothing when what was kept is %j",
		(kept) => {
			const browser = new Browser();
			browser.open().store.setItem("introduction", kept);
			expect(tab([], browser).introduction.view).toEqual({ stage: "open" });
		},
	);
});

it.each([
	["priya@example.com", true],
	["o'brien+heddle@mail.example.co.uk", true],
	["priya", false],
	["priya@example", false],
	["priya @example.com", false],
	["priya..raman@example.com", false],
	[".priya@example.com", false],
	["priya@example.com, other@example.com", false],
	["<b>@example.com", false],
	["", false],
	[`${"x".repeat(320)}@example.com`, false],
])("takes %j for an e-mail address as the server does", (email, fits) => {
	const frame = { type: "introduce", clientId: "client-id-1", after: 1, email };
	expect([isEmail(email), introduce.safeParse(frame).success]).toEqual([fits, fits]);
});
