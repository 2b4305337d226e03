import { beforeAll, describe, expect, it } from "vitest";
import { frames } from "../../src/protocol/http.ts";
import { FRAME_BURST } from "../../src/protocol/limits.ts";
import { SOON } from "../support/server/applied.ts";
import { answerOf, call } from "../support/server/call.ts";
import { deskSocket, visitorSocket } from "../support/server/frame-socket.ts";
import { storedEntries } from "../support/server/history.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import type { Person } from "../support/server/person.ts";
import { arrive, caughtUp, talk } from "../support/server/talk.ts";
import { write } from "../support/server/visitor.ts";

let home: Home;
let bob: Person;

beforeAll(async () => {
	home = await found("Oak");
	bob = await invite(home, "Bob", "agent");
});

const send = (more: object = {}) => ({ type: "send", clientId: "client-id-1", after: 0, text: "x", ...more });

describe("a frame that is none", () => {
	it.each<[what: string, frame: string, code: string]>([
		["no JSON", '{"type": "send"', "invalid_frame"],
		["empty", "", "invalid_frame"],
		["a list", "[]", "invalid_frame"],
		["null", "null", "invalid_frame"],
		["a number", "7", "invalid_frame"],
		["without a type", "{}", "invalid_frame"],
		["of an unknown type", '{"type": "shout"}', "unknown_frame"],
		["of the type __proto__", '{"type": "__proto__"}', "unknown_frame"],
		["of a type of the server", '{"type": "welcome"}', "unknown_frame"],
		["deeply nested", `${'{"type":'.repeat(3_000)}1${"}".repeat(3_000)}`, "invalid_frame"],
		["without a client id", JSON.stringify(send({ clientId: undefined })), "invalid_frame"],
		["with a short client id", JSON.stringify(send({ clientId: "x" })), "invalid_frame"],
		["with a negative cursor", JSON.stringify(send({ after: -1 })), "invalid_frame"],
		["with a cursor beyond all numbers", JSON.stringify(send()).replace('"after":0', '"after":1e999'), "invalid_frame"],
		["without a word", JSON.stringify(send({ text: " \n\u200b\t".trim() })), "invalid_frame"],
		["with a text that is none", JSON.stringify(send({ text: { toString: "x" } })), "invalid_frame"],
		["of 10,000 characters", JSON.stringify(send({ text: "x".repeat(10_000) })), "text_too_long"],
		["of one character too many", JSON.stringify(send({ text: "x".repeat(8_001) })), "text_too_long"],
		["with an endless page", '{"type": "page", "limit": 100000}', "invalid_frame"],
	])("%s is answered by its code, and its socket goes on", async (_, frame, code) => {
		const { visitor, agent } = await talk(home, bob);
		visitor.sendRaw(frame);
		expect(await visitor.next("error")).toMatchObject({ code, retry: false });
		expect((await write(visitor, "still here", 1)).seq).toBe(2);
		expect((await agent.next("entry")).entry).toMatchObject({ seq: 2 });
	});

	it.each<[what: string, frame: string | ArrayBuffer, code: string, close: number]>([
		["of 33 KB", JSON.stringify(send({ text: "x".repeat(33 * 1024) })), "frame_too_large", 4413],
		[
			"of 33 KB in bytes, not in characters",
			JSON.stringify(send({ text: "羊".repeat(11_300) })),
			"frame_too_large",
			4413,
		],
		["of a megabyte", "x".repeat(1024 * 1024), "frame_too_large", 4413],
		["in binary", new ArrayBuffer(64), "binary_frame", 4400],
	])("%s ends its own socket, and the neighbours go on", async (_, frame, code, close) => {
		const { visitor, agent, session } = await talk(home, bob);
		visitor.sendRaw(frame);
		expect(await visitor.next("error")).toMatchObject({ code });
		expect(await visitor.closed).toMatchObject({ code: close });
		const back = await visitorSocket(session, 1);
		expect((await write(back, "back again", 1)).seq).toBe(2);
		expect((await agent.next("entry")).entry).toMatchObject({ seq: 2 });
	});

	it("carries nothing into the log that the protocol does not name", async () => {
		const { visitor, agent } = await talk(home, bob);
		const given = { __proto__: { polluted: true }, constructor: { prototype: { polluted: true } } };
		const text = JSON.stringify(send({ seq: 99, author: { kind: "agent" }, at: "1970", entry: {} }));
		visitor.sendRaw(
			text.replace(
				"{",
				`{"__proto__":${JSON.stringify({ polluted: true })},"constructor":${JSON.stringify(given.constructor)},`,
			),
		);
		const { entry } = await visitor.next("ack");
		expect(entry).toMatchObject({ seq: 2, author: { kind: "visitor" }, content: { kind: "message", text: "x" } });
		expect(Object.keys(entry ?? {}).toSorted()).toEqual(["at", "author", "clientId", "content", "seq"]);
		expect(Object.keys({})).toEqual([]);
		expect("polluted" in {}).toBe(false);
		await agent.next("entry");
		expect(agent.raw.join()).not.toContain("polluted");
	});
});

describe("text", () => {
	it("that Postgres cannot hold reaches it harmlessly, and stops nobody's history", async () => {
		const { visitor, agent, stub, id } = await talk(home, bob);
		const hostile =
			"NUL \u0000 lone \ud800 tail \udc00 <script>alert(1)</script> '; drop table entries; -- \\ \u202e 👩‍👩‍👧";
		visitor.sendRaw(JSON.stringify(send({ text: hostile })));
		const { entry } = await visitor.next("ack");
		const stored = hostile.replace("\u0000", "").replace("\ud800", "\ufffd").replace("\udc00", "\ufffd");
		expect(entry?.content).toEqual({ kind: "message", text: stored });
		expect((await agent.next("entry")).entry.content).toEqual({ kind: "message", text: stored });
		await write(visitor, "the next", 2);
		agent.send({ type: "claim", clientId: "claim-it-1", after: 3 });
		await expect.poll(() => storedEntries(home, id), SOON).toHaveLength(4);
		const result = await stub.page({ after: 0, limit: 10 });
		expect(result.ok && result.page.entries).toEqual(await storedEntries(home, id));
	});

	it("of the longest length goes through, whatever its characters", async () => {
		const { visitor } = await arrive(home);
		for (const text of ["x".repeat(8_000), "羊".repeat(8_000), "👋".repeat(4_000)])
			expect((await write(visitor, text)).content).toEqual({ kind: "message", text });
	});
});

describe("too many frames", () => {
	it("are answered rate_limited under their client id, keep the socket, and leave the neighbours alone", async () => {
		const { visitor, agent } = await talk(home, bob);
		const burst = FRAME_BURST + 40;
		for (let i = 0; i < burst; i++)
			visitor.send({ type: "send", clientId: `burst-number-${i}`, after: 1, text: `${i}` });
		const refused = await visitor.next("error");
		expect(refused).toMatchObject({ code: "rate_limited", retry: true });
		expect(refused.clientId).toMatch(/^burst-number-\d+$/);
		await expect.poll(() => visitor.all("ack").length - 1 + visitor.all("error").length, SOON).toBe(burst);
		const refusedIds = new Set(visitor.all("error").map(({ clientId }) => clientId));
		for (const { clientId } of visitor.all("ack")) expect(refusedIds).not.toContain(clientId);
		agent.send({ type: "note", clientId: "neighbour-1", after: 1, text: "all well" });
		expect((await agent.next("ack")).entry?.content).toEqual({ kind: "note", text: "all well" });
	});
});

describe("a desk's socket", () => {
	it("answers nonsense by its code and goes on", async () => {
		const desk = await deskSocket(bob, home.teamId);
		await desk.next("welcome");
		for (const [frame, code] of [
			["{", "invalid_frame"],
			['{"type": "send"}', "unknown_frame"],
			['{"type": "acknowledge", "clientId": "client-id-1", "alertId": "nonsense"}', "invalid_frame"],
			[`{"type": "acknowledge", "clientId": "client-id-1", "alertId": "alr_${"x".repeat(22)}"}`, "not_found"],
		] as const) {
			desk.sendRaw(frame);
			expect(await desk.next("error")).toMatchObject({ code });
		}
		desk.sendRaw(new ArrayBuffer(8));
		expect(await desk.closed).toMatchObject({ code: 4400 });
	});
});

describe("frames over HTTP, for who cannot open a socket", () => {
	it("do what they do on a socket: once for each client id, told to the others, refused alike", async () => {
		const { session, agent, id } = await talk(home, bob);
		const path = `/v1/conversations/${id}/frames`;
		const headers = { authorization: `Bearer ${session.token}` };
		const post = async (body: object) =>
			(await answerOf(frames, await call(path, { method: "POST", headers, body }))).frames;
		const frame = send({ clientId: "polled-send-1", after: 1, text: "by polling" });
		const [ack] = await post(frame);
		expect(ack).toMatchObject({ type: "ack", clientId: "polled-send-1", entry: { seq: 2 } });
		expect(await post(frame)).toEqual([ack]);
		expect((await agent.next("entry")).entry).toMatchObject({ seq: 2, content: { text: "by polling" } });
		expect(await post({ type: "claim", clientId: "polled-claim-1", after: 2 })).toMatchObject([
			{ type: "error", code: "forbidden", clientId: "polled-claim-1" },
		]);
		agent.send({ type: "note", clientId: "a-secret-note", after: 2, text: "internal" });
		await agent.next("ack");
		const polled = await call(`${path}?after=1`, { headers });
		const text = await polled.text();
		expect(text).not.toMatch(/internal|usr_|tem_|"publicSeq"/);
		expect(frames.parse(JSON.parse(text)).frames).toMatchObject([{ type: "welcome", entries: [{ seq: 2 }] }]);
		await caughtUp(agent);
		expect(agent.all("entry")).toHaveLength(1);
	});
});
