import { expect, test } from "vitest";
import { piecesOf } from "../../src/console/conversation/links.ts";

const linksIn = (text: string) => piecesOf(text).flatMap((piece) => (piece.type === "link" ? [piece.text] : []));
const whole = (text: string) =>
	piecesOf(text)
		.map((piece) => piece.text)
		.join("");

test("addresses are found, without the sentence around them", () => {
	expect(linksIn("see https://a.example/x. And http://b.example!")).toEqual([
		"https://a.example/x",
		"http://b.example",
	]);
	expect(linksIn("（https://a.example/订单）。")).toEqual(["https://a.example/订单"]);
	expect(linksIn("(https://a.example) and https://a.example/b_(c)")).toEqual([
		"https://a.example",
		"https://a.example/b_(c)",
	]);
});

test("only http and https become links", () => {
	expect(linksIn("javascript:alert(1) data:text/html,x ftp://a.example file:///etc/passwd")).toEqual([]);
	expect(linksIn("https://")).toEqual([]);
});

test("the text stays what it was, whatever is in it", () => {
	for (const text of [
		"",
		"<img src=x onerror=alert(1)>",
		'https://a.example\n"https://b.example"',
		"))) https://a.example/((",
		"a https://a.example b",
	]) {
		expect(whole(text)).toBe(text);
	}
});

test("a long text of brackets takes no long time", () => {
	const text = `https://a.example/${")".repeat(7_000)}`;
	expect(whole(text)).toBe(text);
});
