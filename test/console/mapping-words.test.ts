import { expect, test } from "vitest";
import { offsetOf, problemInWords, standingInWords } from "../../src/console/settings/connections/mapping-words.ts";
import { userId } from "../../src/protocol/ids.ts";
import type { MappingVersion } from "../../src/protocol/mapping.ts";

const problem = (more: object) => problemInWords({ ok: false, message: "It is wrong.", ...more });

test("a problem says where it is: in the text, or in what came out, counted from one", () => {
	expect(problem({ line: 3, column: 14 })).toBe("Line 3, column 14: It is wrong.");
	expect(problem({ path: "0.updatedAt" })).toBe("Item 1, field updatedAt: It is wrong.");
	expect(problem({ path: "4.fields.0.value" })).toBe("Item 5, field fields 1 value: It is wrong.");
	expect(problem({ path: "2" })).toBe("Item 3: It is wrong.");
	expect(problem({})).toBe("It is wrong.");
});

test("the cursor goes where the problem is, and never behind the end", () => {
	const source = '{\n\t"a": 1\n}';
	expect(source.slice(offsetOf(source, 1, 1))).toBe(source);
	expect(source.slice(offsetOf(source, 2, 2))).toBe('"a": 1\n}');
	expect(source.slice(offsetOf(source, 3, 1))).toBe("}");
	expect(offsetOf(source, 9, 9)).toBe(source.length);
});

test("how it stands goes by the newest version, and an empty one is none", () => {
	const version: MappingVersion = {
		version: 4,
		expression: "items",
		note: "",
		author: { id: userId.parse("usr_0123456789abcdef"), name: "Nora" },
		createdAt: "2026-11-25T10:00:00.000Z",
	};
	expect(standingInWords(version, false)).toBe("Version 4 is live.");
	expect(standingInWords({ ...version, expression: "" }, false)).toMatch(/none: cards show what/);
	expect(standingInWords(undefined, true)).toMatch(/none yet: without one/);
});
