import { expect, it } from "vitest";
import { contrast, inkOn, readableOn } from "../../src/widget/frame/colour.ts";
import { Seeded } from "../client/seeded.ts";

it("computes contrast as WCAG does", () => {
	expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
	expect(contrast("#ffffff", "#ffffff")).toBe(1);
	// The two greys that WCAG's own documents give as the limit on white.
	expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
	expect(contrast("#777777", "#ffffff")).toBeLessThan(4.5);
});

it("finds an ink that is read on any colour, and an accent that is read on either ground", () => {
	for (let seed = 1; seed <= 2_000; seed += 1) {
		const colour = `#${new Seeded(seed).upTo(0x1000000).toString(16).padStart(6, "0")}`;
		expect(contrast(inkOn(colour), colour), colour).toBeGreaterThanOrEqual(4.5);
		for (const ground of ["#ffffff", "#17191e"]) {
			expect(contrast(readableOn(colour, ground), ground), `${colour} on ${ground}`).toBeGreaterThanOrEqual(4.5);
		}
	}
});

it("leaves a colour alone that can be read already", () => {
	expect(readableOn("#3b5bdb", "#ffffff")).toBe("#3b5bdb");
	expect([inkOn("#3b5bdb"), inkOn("#ffd43b")]).toEqual(["#ffffff", "#000000"]);
});
