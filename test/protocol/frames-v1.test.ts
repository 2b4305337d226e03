// The version rule: every frame of heddle.v1's first release is still read by today's server and understood by today's
// client. The fixtures are what was on the wire then: add to them, never change them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { projectRoot } from "../../scripts/project.ts";
import { isConversationFrame } from "../../src/client/conversation-frames.ts";
import { DeskClient } from "../../src/client/desk.ts";
import { isDeskFrame } from "../../src/client/desk-frames.ts";
import { agentFrame, clientFrame, visitorFrame } from "../../src/protocol/conversation-frames.ts";
import { deskClientFrame, deskFrame } from "../../src/protocol/desk-frames.ts";
import type { Entry } from "../../src/protocol/entry.ts";
import { HandClock, settled } from "../client/hand-clock.ts";
import { open } from "../client/opened.ts";
import { noHttp } from "../client/scripted-http.ts";
import { dial } from "../client/scripted-socket.ts";
import { fieldsIn, fieldsOf } from "./fields.ts";

const read = (name: string) =>
	z
		.array(z.looseObject({ type: z.string() }))
		.parse(JSON.parse(readFileSync(join(projectRoot, `test/protocol/fixtures/v1/${name}.json`), "utf8")));
const sets = [
	["client", clientFrame, undefined],
	["desk-client", deskClientFrame, undefined],
	["visitor", visitorFrame, isConversationFrame],
	["agent", agentFrame, isConversationFrame],
	["desk", deskFrame, isDeskFrame],
] as const;

const desks: DeskClient[] = [];
afterEach(() => {
	for (const desk of desks.splice(0)) desk.close();
});

describe.each(sets)("the first release's frames: %s", (name, schema, understands) => {
	it.each(read(name).map((frame) => [JSON.stringify(frame).slice(0, 80), frame]))("still fit: %s", (_, frame) => {
		// Equal: a field that was renamed would be dropped without a word.
		expect(schema.parse(frame)).toEqual(frame);
		if (understands !== undefined) expect(understands({ ...frame })).toBe(true);
	});
});

it("the fixtures are complete: every type and field is there, and each optional one is left out somewhere too", () => {
	const { all, optional } = fieldsOf(sets.map(([, schema]) => schema));
	const { present, absent } = fieldsIn(sets.flatMap(([name]) => read(name)));
	expect([...all]).toEqual(expect.arrayContaining(["content(message).text", "(welcome).reads", "lines.inStock"]));
	expect([...all].filter((field) => !present.has(field))).toEqual([]);
	expect([...optional].filter((field) => !absent(field))).toEqual([]);
});

describe("today's client makes of them what they meant", () => {
	it("as a visitor's conversation", async () => {
		const { client, line } = await open();
		client.send("Where is my order?");
		const [first, ...others] = read("visitor");
		line.last().say(first ?? {});
		const sent = line.last().sentOf("send")[0];
		for (const frame of others)
			line.last().say(frame.type === "ack" && frame.entry ? { ...frame, clientId: sent?.clientId } : frame);
		expect(client.view).toMatchObject({
			link: "live",
			status: "open",
			pending: [],
			reads: { visitor: 2, agent: 2 },
			presence: { visitor: true, agents: [] },
			typing: [{ kind: "agent", name: "Sam Okafor" }],
		});
		expect(client.view.entries.map(({ seq, content }) => `${seq} ${content.kind}`)).toEqual([
			"1 message",
			"2 message",
			"3 status",
			"4 message",
			"5 status",
		]);
	});

	it("as an agent's conversation", async () => {
		const { client, line } = await open<Entry>({ audience: "agent" });
		for (const frame of read("agent")) line.last().say(frame);
		expect(client.view).toMatchObject({
			link: "live",
			status: "resolved",
			conversation: { revision: 13, assignee: null, customer: { verified: false }, priority: "urgent", tags: ["vip"] },
			reads: { visitor: 3, agent: 2 },
			typing: [{ kind: "visitor", name: "Priya Raman" }],
		});
		expect(client.view.entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
		expect([...client.view.cards.values()].map(({ state }) => state)).toEqual(["no_verified_key"]);
	});

	it("as a desk", async () => {
		const line = dial();
		const world = { WebSocket: line.WebSocket, fetch: noHttp, clock: new HandClock() };
		const desk = new DeskClient({
			origin: "https://heddle.example",
			teamId: "tem_1",
			token: async () => "t",
			...world,
		});
		desks.push(desk);
		await settled();
		const [welcome, ...others] = read("desk");
		line.last().say(welcome ?? {});
		expect(desk.view).toMatchObject({
			link: "live",
			total: 1,
			rows: [{ revision: 3 }],
			alerts: [{ severity: "urgent" }],
		});
		for (const frame of others) line.last().say(frame);
		expect(desk.view).toMatchObject({ total: 0, rows: [], alerts: [{ severity: "info" }], agents: [{ away: true }] });
	});
});
