import { expect, test } from "vitest";
import { indexWords, queryWords } from "../../src/conversations/search.ts";

const words = (text: string) => text.trim().split(/\s+/);

test("text of languages with spaces stays as it is", () => {
	for (const cut of [indexWords, queryWords]) expect(cut("Where is order #1042?")).toBe("Where is order #1042?");
});

test("Chinese, Japanese and Korean become pairs and single characters in the index, pairs in a query", () => {
	expect(words(indexWords("上海市"))).toEqual(["上", "海", "市", "上海", "海市"]);
	expect(words(queryWords("上海市"))).toEqual(["上海", "海市"]);
	expect(words(queryWords("ありがとう"))).toEqual(["あり", "りが", "がと", "とう"]);
	expect(words(queryWords("배송"))).toEqual(["배송"]);
	expect(words(queryWords("海"))).toEqual(["海"]);
});

test("scripts side by side are told apart, and rare characters beyond 16 bits are one", () => {
	expect(words(indexWords("iPhone手机壳 blue"))).toEqual(["iPhone", "手", "机", "壳", "手机", "机壳", "blue"]);
	expect(words(queryWords("𠮷野家"))).toEqual(["𠮷野", "野家"]);
});

test("whatever is in the index by words is found by a query of the same words", () => {
	for (const text of ["羊毛线可以寄到上海吗", "毛糸 ください", "한국어 배송", "mixed 中文 text"]) {
		const index = new Set(words(indexWords(text)));
		for (const word of words(queryWords(text))) expect(index).toContain(word);
	}
});
