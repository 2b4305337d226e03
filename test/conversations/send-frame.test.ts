import { describe, expect, it } from "vitest";
import { sendFrameIn } from "../../src/conversations/send-frame.ts";
import { clientFrame } from "../../src/protocol/conversation-frames.ts";
import { MAX_TEXT_LENGTH } from "../../src/protocol/limits.ts";

const good = { type: "send", clientId: "client-0001", after: 3, text: "Where is it?" };
const values: Record<string, unknown[]> = {
	type: ["send", "note", "Send", "", null, 1, undefined, ["send"]],
	clientId: [
		"client-0001",
		"short",
		"x".repeat(64),
		"x".repeat(65),
		"spaced id",
		"ünïcode-id",
		12345678,
		null,
		undefined,
	],
	after: [0, -0, 1, -1, 1.5, 2 ** 53 - 1, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, "3", null, undefined, true],
	text: [
		"hi",
		"",
		" \n\u200b",
		"a\u0000b",
		"\u0000",
		"lone \ud800 surrogate",
		"\ud800",
		"x".repeat(MAX_TEXT_LENGTH),
		"x".repeat(MAX_TEXT_LENGTH + 1),
		"羊毛",
		7,
		null,
		undefined,
		{ text: "hi" },
	],
};

/** Every value in every field, alone and in pairs. */
const frames = Object.entries(values).flatMap(([field, all]) =>
	all.flatMap((value) =>
		Object.entries(values).flatMap(([other, others]) =>
			others.map((second) => ({ ...good, [field]: value, [other]: second })),
		),
	),
);

describe("a frame that is looked at by hand", () => {
	it("is what the schema makes of it, or is left to the schema", () => {
		expect(frames.length).toBeGreaterThan(1_500);
		for (const frame of frames) {
			const byHand = sendFrameIn(frame);
			const parsed = clientFrame.safeParse(frame);
			if (byHand) expect(parsed).toEqual({ success: true, data: byHand });
		}
	});

	it("is not left to it where it is a message that fits, unknown fields or not", () => {
		for (const frame of frames) {
			const parsed = clientFrame.safeParse(frame);
			if (parsed.success && parsed.data.type === "send") expect(sendFrameIn(frame)).toEqual(parsed.data);
		}
		expect(sendFrameIn({ ...good, more: 1, __proto__: { text: "other" } })).toEqual(good);
	});

	it("is left to it where a field is missing, or there is no frame at all", () => {
		for (const field of Object.keys(good)) expect(sendFrameIn({ ...good, [field]: undefined })).toBeUndefined();
		for (const value of [{}, [], new Map()]) expect(sendFrameIn(value)).toBeUndefined();
	});
});
