import { describe, expect, it } from "vitest";
import { parsed } from "../../scripts/fuzz/answers.ts";
import { FAMILIES } from "../../scripts/fuzz/families.ts";
import { FrameSource } from "../../scripts/fuzz/frame-source.ts";
import { goodFrame, othersFrame, type Side } from "../../scripts/fuzz/frames.ts";
import type { FrameInput } from "../../scripts/fuzz/input.ts";
import { type BodyFamily, MUTATIONS } from "../../scripts/fuzz/mutations.ts";
import { NOTE_MARK } from "../../scripts/torture/history.ts";
import { Random } from "../../scripts/torture/random.ts";
import { clientFrame, VISITOR_FRAMES } from "../../src/protocol/conversation-frames.ts";
import { deskClientFrame } from "../../src/protocol/desk-frames.ts";
import { MAX_FRAME_BYTES, MAX_TEXT_LENGTH } from "../../src/protocol/limits.ts";

const SIDES: Side[] = ["visitor", "agent", "desk"];
const names = { tag: "b1.l1", teams: ["tem_0000000000000000"] };
const source = (side: Side, seed: number) => new FrameSource(side, names, new Random(seed));
const many = (family: BodyFamily, side: Side = "visitor", count = 300) => {
	const from = source(side, 7);
	return Array.from({ length: count }, () => from.of(family));
};
const texts = (inputs: FrameInput[]) => inputs.flatMap(({ data }) => (typeof data === "string" ? [data] : []));
const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
const fits = (side: Side, text: string) =>
	(side === "desk" ? deskClientFrame : clientFrame).safeParse(parsed(text)).success;

describe("the frame source", () => {
	it("makes the same frames in the same order from the same seed, and others from another", () => {
		const draw = (seed: number) => {
			const from = source("visitor", seed);
			return Array.from({ length: 500 }, () => from.next());
		};
		expect(draw(1)).toEqual(draw(1));
		expect(draw(1)).not.toEqual(draw(2));
	});

	it("expects of each input a part of what its family may ever get, and at least one thing", () => {
		for (const side of SIDES) {
			const from = source(side, 3);
			const inputs = Array.from({ length: 3_000 }, () => from.next());
			for (const { family, expects } of [...inputs, ...from.burst()]) {
				const allowed: readonly string[] = FAMILIES[family];
				expect(expects.length).toBeGreaterThan(0);
				expect(
					expects.filter((outcome) => !allowed.includes(outcome)),
					family,
				).toEqual([]);
			}
			const seen = new Set(inputs.map(({ family }) => family));
			expect([...Object.keys(MUTATIONS)].filter((family) => !seen.has(family as BodyFamily))).toEqual([]);
		}
	});

	it("gives each command a client id of its own, and repeats one only on purpose", () => {
		const from = source("agent", 5);
		const good = Array.from({ length: 500 }, () => from.of("good")).flatMap(({ command }) => command?.clientId ?? []);
		expect(new Set(good).size).toBe(good.length);
		expect(good.length).toBeGreaterThan(100);
	});

	it("takes a client id of the other side for a command of its own", () => {
		const from = new FrameSource("visitor", { ...names, others: "b1.l9" }, new Random(1));
		const theirs = Array.from({ length: 2_000 }, () => from.next()).filter(({ command }) =>
			command?.clientId.startsWith("b1.l9"),
		);
		expect(theirs.length).toBeGreaterThan(5);
	});

	it("begins nothing where nothing has begun", () => {
		const from = new FrameSource("visitor", names, new Random(1), false);
		const kinds = Array.from({ length: 1_000 }, () => from.next()).flatMap(({ data, expects }) => {
			const frame = clientFrame.safeParse(parsed(String(data)));
			return frame.success && !expects.includes("forbidden") ? [frame.data.type] : [];
		});
		expect([...new Set(kinds)].toSorted()).toEqual(["introduce", "page", "read", "typing"]);
	});
});

describe("a good frame", () => {
	it.each(SIDES)("of a %s fits the schema, and all types of that side come", (side) => {
		const random = new Random(1);
		const types = new Set<string>();
		for (let number = 0; number < 300; number++) {
			const { type } = goodFrame(side, names, number, random);
			types.add(type);
		}
		expect(texts(many("good", side)).every((text) => fits(side, text))).toBe(true);
		const due =
			side === "desk"
				? deskClientFrame.options.map(({ shape }) => shape.type.value)
				: clientFrame.options
						.map(({ shape }) => shape.type.value)
						.filter((type) => (side === "visitor" ? VISITOR_FRAMES.has(type) : type !== "introduce"));
		expect([...types].toSorted()).toEqual(due.toSorted());
	});

	it("that is a note is marked, so that it can be found in a visitor's bytes", () => {
		const notes = texts([...many("good", "agent"), ...many("text", "agent")]).filter((text) =>
			text.includes('"type":"note"'),
		);
		expect(notes.length).toBeGreaterThan(20);
		for (const note of notes) expect(note).toContain(NOTE_MARK);
		expect(texts([...many("good"), ...many("text")]).filter((text) => text.includes(NOTE_MARK))).toEqual([]);
	});

	it("of the other side is one that the schema knows, and this side may not send", () => {
		const random = new Random(2);
		for (let number = 0; number < 200; number++) {
			const frame = othersFrame("visitor", names, number, random);
			expect(VISITOR_FRAMES.has(frame.type as never)).toBe(false);
			expect(othersFrame("desk", names, number, random).expects).toEqual(["unknown_frame"]);
		}
	});
});

describe("a family is what it says:", () => {
	it.each(["truncated", "not_json"] as const)("%s is no JSON", (family) => {
		for (const text of texts(many(family))) expect(parsed(text), text).toBeUndefined();
	});

	it("not_object is JSON and no object", () => {
		for (const text of texts(many("not_object"))) {
			expect(() => JSON.parse(text)).not.toThrow();
			expect(isObject(JSON.parse(text)), text).toBe(false);
		}
	});

	it.each(["wrong_type", "missing", "client_id", "unknown_type"] as const)(
		"%s is an object that does not fit the schema",
		(family) => {
			for (const side of SIDES)
				for (const text of texts(many(family, side))) {
					expect(isObject(parsed(text)), text).toBe(true);
					expect(fits(side, text), text).toBe(false);
				}
		},
	);

	it("unknown_type has everything else right", () => {
		for (const text of texts(many("unknown_type"))) expect(text).toMatch(/^\{"type":/);
	});

	it("extra has fields that nobody asked for, and fits all the same", () => {
		const inputs = texts(many("extra"));
		for (const text of inputs) expect(fits("visitor", text), text).toBe(true);
		expect(inputs.some((text) => text.includes('"__proto__"'))).toBe(true);
	});

	it("duplicate has a field twice", () => {
		for (const text of texts(many("duplicate"))) {
			const keys = [...text.matchAll(/"(\w+)":/g)].map(([, key]) => key);
			expect(new Set(keys).size, text).toBeLessThan(keys.length);
		}
	});

	it("nested is deep, and number is a number that may not be", () => {
		expect(texts(many("nested")).some((text) => /\[{2000}|(\{"type":){2000}/.test(text))).toBe(true);
		const numbers = texts(many("number")).join();
		for (const token of ["1e400", "9007199254740992", "-0", "NaN", "01"]) expect(numbers).toContain(token);
	});

	it("huge lies just within the limit or beyond it, as it expects", () => {
		const inputs = many("huge");
		for (const { data, expects } of inputs)
			expect(Buffer.byteLength(data) > MAX_FRAME_BYTES).toBe(expects.includes("frame_too_large"));
		expect(inputs.some(({ data }) => Buffer.byteLength(data) === MAX_FRAME_BYTES)).toBe(true);
		expect(inputs.some(({ data }) => Buffer.byteLength(data) === MAX_FRAME_BYTES + 1)).toBe(true);
	});

	it("text has NUL, lone surrogates, the longest text and one character more", () => {
		const inputs = texts(many("text", "visitor", 1_000));
		const values = inputs.flatMap((text) => {
			const frame = parsed(text);
			return typeof frame === "object" && frame && "text" in frame ? [String(frame.text)] : [];
		});
		expect(values.some((text) => text.includes("\u0000"))).toBe(true);
		expect(values.some((text) => !text.isWellFormed())).toBe(true);
		expect(values.some((text) => text.length === MAX_TEXT_LENGTH)).toBe(true);
		expect(values.some((text) => text.length === MAX_TEXT_LENGTH + 1)).toBe(true);
	});

	it("binary is bytes", () => {
		expect(many("binary").every(({ data }) => Buffer.isBuffer(data))).toBe(true);
	});

	it("flipped differs from a good frame in few characters", () => {
		const random = new Random(4);
		for (let times = 0; times < 200; times++) {
			const frame = goodFrame("visitor", names, times, random);
			const [good, flipped] = [MUTATIONS.good(frame, random), MUTATIONS.flipped(frame, random)];
			const [before, after] = [[...String(good.data)], [...String(flipped.data)]];
			expect(after.length).toBe(before.length);
			expect(after.filter((character, index) => character !== before[index]).length).toBeLessThanOrEqual(4);
		}
	});
});
