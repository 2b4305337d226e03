import { expect, test } from "vitest";
import { isLanguage, languageName, toGreetings, toRows } from "../../src/console/settings/widget/greetings.ts";
import { inkOn } from "../../src/console/settings/widget/ink.ts";

test("greetings keep their order, and rows without a text are dropped", () => {
	const greetings = { de: "Hallo", en: "Hello" };
	expect(toGreetings(toRows(greetings))).toEqual(greetings);
	expect(Object.keys(toGreetings(toRows(greetings)))).toEqual(["de", "en"]);
	expect(toGreetings([{ language: "zh", text: "  " }])).toEqual({});
});

test("languages are BCP 47 tags", () => {
	expect(["en", "zh-Hant", "de-AT"].every(isLanguage)).toBe(true);
	expect(["", "german language", "e", "de_AT"].some(isLanguage)).toBe(false);
	expect(languageName("de")).toBe("Deutsch");
	expect(languageName("no such tag")).toBe("no such tag");
});

test("the text on a chosen colour can be read", () => {
	expect(inkOn("#14181f")).toBe("#ffffff");
	expect(inkOn("#0b7a6b")).toBe("#ffffff");
	expect(inkOn("#ffe066")).toBe("#14181f");
	expect(inkOn("#ffffff")).toBe("#14181f");
});
