import { describe, expect, it } from "vitest";
import { Days } from "../../src/widget/frame/days.ts";
import { de } from "../../src/widget/frame/words/de.ts";
import { en } from "../../src/widget/frame/words/en.ts";
import { zh } from "../../src/widget/frame/words/zh.ts";
import { pickWords, wantedLocales } from "../../src/widget/frame/words.ts";

describe("the visitor's language", () => {
	it.each([
		["", ["de-AT", "en"], de, "de-AT"],
		["", ["fr", "zh-TW"], zh, "zh-TW"],
		["", ["fr"], en, "en"],
		["", [], en, "en"],
		["de", ["en-GB"], de, "de"],
		["de", ["en-GB", "de-CH"], de, "de-CH"],
		["fr", ["zh-CN"], zh, "zh-CN"],
		["de'; drop", ["en-GB"], en, "en-GB"],
		["zh_CN", ["en-GB"], en, "en-GB"],
	])("is found for a tag that says %j in a browser of %j", (lang, browser, words, locale) => {
		expect(pickWords(wantedLocales(lang, browser))).toEqual({ words, locale });
	});

	it("leaves no word empty, and none in another language by mistake", () => {
		for (const words of [de, zh]) {
			expect(shape(words)).toEqual(shape(en));
			const same = leaves(words).filter((text) => leaves(en).includes(text));
			expect(same.filter((text) => text !== "Chat")).toEqual([]);
		}
	});
});

describe("days", () => {
	const now = () => new Date(2026, 10, 23, 9, 30);
	const at = (year: number, month: number, day: number, hour = 12) =>
		new Date(year, month - 1, day, hour).toISOString();

	it.each([
		["en-GB", en, ["Today", "Yesterday", "Saturday 21 November", "31 December 2025"]],
		["de-DE", de, ["Heute", "Gestern", "Samstag, 21. November", "31. Dezember 2025"]],
		["zh-CN", zh, ["今天", "昨天", "11月21日星期六", "2025年12月31日"]],
	])("are named in %s", (locale, words, names) => {
		const days = new Days(locale, words, now);
		const instants = [at(2026, 11, 23, 0), at(2026, 11, 22, 23), at(2026, 11, 21), at(2025, 12, 31)];
		expect(instants.map((instant) => days.day(instant))).toEqual(names);
	});

	it("have times as the locale writes them", () => {
		expect(new Days("de-DE", de, now).time(at(2026, 11, 23, 15))).toBe("15:00");
		expect(new Days("en-US", en, now).time(at(2026, 11, 23, 15))).toMatch(/^3:00\sPM$/);
	});
});

function shape(words: object): object {
	return Object.fromEntries(
		Object.entries(words).map(([key, value]) => [key, typeof value === "object" ? shape(value) : typeof value]),
	);
}

function leaves(words: object): string[] {
	return Object.values(words).flatMap((value: unknown): string[] => {
		if (typeof value === "string") return [value];
		if (typeof value === "function") return [String(value("Mia"))];
		return typeof value === "object" && value !== null ? leaves(value) : [];
	});
}
