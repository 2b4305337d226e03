import { describe, expect, it } from "vitest";
import { type Answer, answerIn, answersIn, problemIn } from "../../scripts/fuzz/answers.ts";
import type { Input } from "../../scripts/fuzz/input.ts";
import { Ledger } from "../../scripts/fuzz/ledger.ts";
import {
	type Acknowledged,
	changed,
	drowned,
	faultsIn,
	leaked,
	misanswered,
	misansweredBurst,
	reborn,
	tornLog,
	unflooded,
	unstored,
} from "../../scripts/fuzz/oracles.ts";
import { Recorder } from "../../scripts/fuzz/recorder.ts";
import { answersOf, inputsTable, violationsInWords } from "../../scripts/fuzz/report.ts";
import type { SeenEntry } from "../../scripts/torture/history.ts";
import { ERRORS } from "../../src/protocol/errors.ts";

const truncated: Input = { door: "visitor", family: "truncated", expects: ["invalid_frame"] };
const refusal = (code: keyof typeof ERRORS, more: object = {}) => {
	const { message, retry } = ERRORS[code];
	return { type: "error", code, message, retry, ...more };
};
const answer = (frame: object): Answer => answerIn(frame) ?? { outcome: "told" };

describe("an answer", () => {
	it("that is expected is no violation", () => {
		expect(misanswered(truncated, answer(refusal("invalid_frame")))).toEqual([]);
		const huge: Input = { door: "visitor", family: "huge", expects: ["frame_too_large"] };
		expect(misanswered(huge, { ...answer(refusal("frame_too_large")), closed: 4413 })).toEqual([]);
	});

	it.each<[what: string, answer: Answer]>([
		["internal", answer(refusal("internal"))],
		["no answer", { outcome: "no answer" }],
		["another family's code", answer(refusal("text_too_long"))],
		["an ack", { outcome: "ack", clientId: "client-id-1" }],
		["a code that is in no table", answer({ ...refusal("internal"), code: "oops" })],
		["a code with other words than the table's", answer({ ...refusal("invalid_frame"), message: "x" })],
		["a code with another retry", answer({ ...refusal("invalid_frame"), retry: true })],
		["more than the protocol has", answer({ ...refusal("invalid_frame"), stack: "x" })],
		["a frame of no known type", answer({ type: "surprise" })],
		["words that are no JSON", answersIn("oops")[0] ?? { outcome: "" }],
		["the close code 1011", { ...answer(refusal("invalid_frame")), closed: 1011 }],
		["a close that no table asks for", { ...answer(refusal("invalid_frame")), closed: 4400 }],
		["HTTP 500", { outcome: "invalid_frame", status: 500 }],
		["two answers", { outcome: "two answers: invalid_frame, invalid_frame" }],
	])("that is %s is one", (_, given) => {
		expect(misanswered(truncated, given)).not.toEqual([]);
	});

	it("that leaves a socket open which the table closes is one, and so is the wrong close code", () => {
		const binary: Input = { door: "agent", family: "binary", expects: ["binary_frame"] };
		for (const closed of [undefined, 1006, 4413])
			expect(misanswered(binary, { ...answer(refusal("binary_frame")), closed })).toHaveLength(1);
		const token: Input = { door: "handshake", family: "token", expects: ["unauthenticated"] };
		expect(misanswered(token, { outcome: "unauthenticated", status: 101, closed: 4401 })).toEqual([]);
		expect(misanswered(token, { outcome: "unauthenticated", status: 101, closed: 1006 })).toHaveLength(1);
	});

	it("to somebody else's command is one", () => {
		const input: Input = { ...truncated, command: { clientId: "client-id-1" } };
		expect(misanswered(input, answer(refusal("invalid_frame", { clientId: "client-id-1" })))).toEqual([]);
		expect(misanswered(input, answer(refusal("invalid_frame", { clientId: "client-id-2" })))).toHaveLength(1);
	});

	it("is due to each of many, and of the expected kinds", () => {
		const right = answer(refusal("invalid_frame"));
		expect(misansweredBurst([truncated, truncated], [right, right])).toEqual([]);
		expect(misansweredBurst([truncated, truncated], [right])).toHaveLength(1);
		expect(misansweredBurst([truncated], [answer(refusal("internal"))])).toHaveLength(1);
	});

	it("by HTTP is a problem document as the table has it, or a violation of its own", () => {
		const { status, message, retry } = ERRORS.invalid_request;
		const document = {
			type: "urn:heddle:error:invalid_request",
			title: message,
			status,
			code: "invalid_request",
			retry,
		};
		const body = JSON.stringify({ ...document, requestId: "req_1" });
		expect(problemIn(422, "application/problem+json", body)).toEqual({ outcome: "invalid_request", status: 422 });
		for (const [code, type, text] of [
			[500, "application/problem+json", body],
			[422, "text/html", body],
			[422, "application/problem+json", body.replace(message, "Error at a.ts:1:1")],
			[422, "application/problem+json", "{"],
			[422, "application/problem+json", body.replaceAll("invalid_request", "oops")],
		] as const)
			expect(problemIn(code, type, text).outcome).toContain(`HTTP ${code}`);
	});
});

describe("what is heard", () => {
	const canaries = ["canary-words"];

	it("holds no words of the bystander, no stack, and for visitors nothing internal", () => {
		expect(leaked("visitor", JSON.stringify(refusal("invalid_frame")), canaries)).toEqual([]);
		for (const raw of [
			'{"text":"canary-words"}',
			"for-staff-only",
			'{"kind":"note"}',
			'{"publicSeq":1}',
			'"usr_0000"',
			'{"message":"TypeError: x\\n    at receive (exchange.ts:10:20)"}',
			"Error: x\n    at async fetch (worker.js:1:2)",
		])
			expect(leaked("visitor", raw, canaries), raw).toHaveLength(1);
		expect(leaked("agent", '{"kind":"note","text":"for-staff-only"}', canaries)).toEqual([]);
		expect(leaked("nobody", "canary-words", canaries)).toHaveLength(1);
	});

	it("says of the runtime that it has faults, where it has", () => {
		expect(faultsIn("all is well\n\n")).toEqual([]);
		expect(faultsIn("exception = kj::Exception; outputGateBroken\nfine")).toHaveLength(1);
		expect(faultsIn('{"event":"frame_failed","error":"TypeError"}')).toHaveLength(1);
		expect(faultsIn('{"event":"request","status":500}')).toHaveLength(1);
		const lost = '{"event":"history_not_stored","error":"NeonDbError","databaseCode":"undefined"}';
		expect(faultsIn(lost)).toEqual([]);
		expect(faultsIn(lost.replace('"undefined"', '"22021"'))).toHaveLength(1);
		expect(faultsIn("failed: WebSocket protocol error; protocolError.statusCode = 1002")).toEqual([]);
	});

	it("tells a reset, a changed bystander, and a run that only met limits", () => {
		expect(reborn({ a: 1, b: 1 })).toEqual([]);
		expect(reborn({ a: 1, b: 2 })).toHaveLength(1);
		expect(changed(log(), log())).toEqual([]);
		expect(changed(log(), log().slice(1))).toHaveLength(1);
		expect(
			drowned(
				new Map([
					["ack", 6],
					["rate_limited", 4],
				]),
			),
		).toEqual([]);
		expect(
			drowned(
				new Map([
					["ack", 4],
					["rate_limited", 6],
				]),
			),
		).toHaveLength(1);
		expect(unstored(new Map([["cnv_1", 2]]), new Map([["cnv_1", 2]]))).toEqual([]);
		expect(unstored(new Map([["cnv_1", 2]]), new Map([["cnv_1", 1]]))).toHaveLength(1);
		expect(unstored(new Map([["cnv_1", 2]]), new Map())).toHaveLength(1);
		const [ack, refused] = [{ outcome: "ack" }, { outcome: "rate_limited" }];
		expect(unflooded("it", [ack, refused])).toEqual([]);
		expect(unflooded("it", [ack, ack])).toHaveLength(1);
		expect(unflooded("it", [refused])).toHaveLength(1);
		expect(unflooded("it", [refused], 4429)).toEqual([]);
		expect(unflooded("it", [refused], null)).toHaveLength(1);
	});
});

/** A visitor's message, an agent's note, a visitor's message. */
function log(): SeenEntry[] {
	const at = "2026-11-23T09:30:00.000Z";
	const visitor = { kind: "visitor", id: "vis_1" };
	return [
		{ seq: 1, publicSeq: 1, at, author: visitor, clientId: "send-0001", content: { kind: "message", text: "Hello" } },
		{
			seq: 2,
			publicSeq: 1,
			at,
			author: { kind: "agent", id: "usr_1" },
			clientId: "note-0001",
			content: { kind: "note", text: "New" },
		},
		{ seq: 3, publicSeq: 2, at, author: visitor, clientId: "send-0002", content: { kind: "message", text: "You?" } },
	];
}

describe("a log", () => {
	const acknowledged = (): Acknowledged[] =>
		log().map(({ publicSeq = 0, ...entry }) => {
			const side = entry.author.kind === "visitor" ? "visitor" : "agent";
			const { clientId = "", content } = entry;
			const seen = { ...entry, seq: side === "visitor" ? publicSeq : entry.seq };
			return { sender: entry.author.id ?? "", side, clientId, entry: seen, command: { clientId, text: content.text } };
		});

	it("that holds exactly what was acknowledged is whole", () => {
		expect(tornLog(log(), acknowledged())).toEqual([]);
		// What was acknowledged without an entry (an introduction) may be there.
		expect(
			tornLog(
				log(),
				acknowledged().map(({ entry, ...one }) => one),
			),
		).toEqual([]);
	});

	it("with a gap, a lost, a changed or an unasked entry is torn", () => {
		const [first, second, third] = log();
		if (!first || !second || !third) throw new Error("three entries");
		expect(tornLog([first, third], acknowledged())).not.toEqual([]);
		expect(tornLog([first, second], acknowledged())).not.toEqual([]);
		expect(
			tornLog([first, second, { ...third, content: { kind: "message", text: "other" } }], acknowledged()),
		).not.toEqual([]);
		expect(tornLog(log(), acknowledged().slice(1))).toHaveLength(1);
		expect(tornLog([first, { ...second, publicSeq: 2 }, third], acknowledged())).not.toEqual([]);
		const others = acknowledged().map((one) => ({ ...one, command: { clientId: one.clientId, text: "other words" } }));
		expect(tornLog(log(), others)).toHaveLength(3);
	});

	it("is asked for what was cleaned, where it could not be stored as it was sent", () => {
		const [first] = log();
		if (!first) throw new Error("an entry");
		const kept = { ...first, content: { kind: "message", text: "a\ufffdb" } };
		const { publicSeq: _, ...entry } = kept;
		const command = { clientId: "send-0001", text: "a\ud800\u0000b" };
		expect(tornLog([kept], [{ sender: "vis_1", side: "visitor", clientId: "send-0001", entry, command }])).toEqual([]);
	});
});

describe("the recorder", () => {
	it("counts by door, family and answer, and finds a crash in a transcript", () => {
		const recorder = new Recorder(["canary-words"]);
		const input = { ...truncated, data: '{"type"' } as const;
		recorder.settle(input, answer(refusal("invalid_frame")));
		expect(recorder.violationsInAll).toBe(0);
		recorder.settle(input, { ...answer(refusal("internal")), closed: 1011 });
		recorder.hear("visitor", "canary-words");
		expect(recorder.violationsInAll).toBeGreaterThan(1);
		expect(violationsInWords(recorder).join("\n")).toMatch(/internal[\s\S]*canary-words/);
		expect(answersOf(recorder.counts)).toEqual(
			new Map([
				["invalid_frame", 1],
				["internal", 1],
			]),
		);
		expect(inputsTable(recorder)).toMatch(/truncated +\| +2 \|/);
	});

	it("keeps in a ledger what was acknowledged to whom", () => {
		const ledger = new Ledger();
		const input: Input = {
			door: "visitor",
			family: "good",
			expects: ["ack"],
			command: { clientId: "send-0001", text: "x" },
		};
		ledger.take("vis_1", input, { outcome: "ack", clientId: "send-0001" });
		ledger.take("vis_1", input, { outcome: "invalid_frame", clientId: "send-0001" });
		expect(ledger.acknowledged).toMatchObject([{ sender: "vis_1", side: "visitor", clientId: "send-0001" }]);
	});
});
