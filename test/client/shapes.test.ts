// The checks by hand against the protocol's schemas: what a server may say is heard, and nothing breaks the client.
import { describe, expect, it } from "vitest";
import { isConversationFrame } from "../../src/client/conversation-frames.ts";
import { isDeskFrame } from "../../src/client/desk-frames.ts";
import { isFields } from "../../src/client/shape.ts";
import { agentFrame, visitorFrame } from "../../src/protocol/conversation-frames.ts";
import { deskFrame } from "../../src/protocol/desk-frames.ts";
import {
	AT,
	CONVERSATION,
	conversationState,
	message,
	staffEntry,
	statusEntry,
	TEAM,
	USER,
	welcome,
} from "./frames.ts";

const event = {
	id: "evt-1",
	kind: "order.created",
	connectionId: `cnn_${"c".repeat(20)}`,
	connector: "shopify",
	topic: "orders/create",
	objectType: "order",
	objectId: "1",
	reference: "#1",
	summary: "Order #1",
	occurredAt: AT,
	facts: {},
};
const staff = (content: object) => ({ ...staffEntry(1), content });
const card = { connectionId: event.connectionId, connector: "shopify", title: "Orders", state: "loading", items: [] };
const shared = [
	{ type: "typing", author: { kind: "agent", name: "Mia" }, on: true },
	{ type: "read", by: "agent", seq: 3 },
	{ type: "presence", presence: { visitor: true, agents: [{ name: "Mia" }] } },
	{ type: "error", code: "rate_limited", message: "Wait.", retry: true, clientId: "client-id-1" },
	{ type: "error", code: "invalid_frame", message: "No.", retry: false },
	{ type: "ack", clientId: "client-id-1" },
];
const visitorFrames = [
	...shared,
	welcome([message(1), statusEntry(2, "resolved")], { status: "resolved" }),
	welcome(),
	{ type: "entry", entry: message(1, { clientId: "client-id-1" }) },
	{ type: "entries", entries: [message(1)], hasBefore: false, hasAfter: true },
	{ type: "ack", clientId: "client-id-1", entry: message(1) },
];
const agentFrames = [
	...shared,
	welcome([staffEntry(1)], { conversation: conversationState(1, { assignee: { id: USER, name: "Mia" } }) }),
	{ type: "entry", entry: staff({ kind: "event", event }) },
	{ type: "entry", entry: staff({ kind: "assignment", teamId: TEAM, assignee: null }) },
	{ type: "entry", entry: staff({ kind: "assignment", teamId: TEAM, assignee: { id: USER, name: "Mia" } }) },
	{ type: "entry", entry: staff({ kind: "identified", verified: true, name: "Anna", email: "anna@shop.example" }) },
	{ type: "entry", entry: staff({ kind: "priority", priority: "high" }) },
	{ type: "entry", entry: staff({ kind: "tag", tag: "vip", on: false }) },
	{ type: "state", conversation: conversationState(2) },
	{ type: "state", conversation: { ...conversationState(2), priority: "urgent", tags: ["vip"], rulesHeld: 1 } },
	{ type: "card", card },
	{ type: "card", card: { ...card, state: "failed", reason: "It is down.", fetchedAt: AT } },
];
const deskFrames = [
	{
		type: "welcome",
		teamId: TEAM,
		rows: [],
		total: 0,
		alerts: [],
		alertsTotal: 0,
		agents: [{ id: USER, name: "Mia", away: false }],
		at: AT,
	},
	{
		type: "welcome",
		teamId: TEAM,
		rows: [],
		total: 0,
		alerts: [],
		alertsTotal: 1,
		alertsAt: 5,
		alertsSince: 3,
		alertsGone: ["alr_0000000000000001"],
		agents: [],
		at: AT,
	},
	{ type: "alert_gone", alertId: "alr_0000000000000001", teamId: TEAM, change: 4 },
	{ type: "alerts", clientId: "client-id-1", alerts: [], more: true },
	{ type: "gone", conversationId: CONVERSATION, revision: 3 },
	{ type: "agents", agents: [] },
	{ type: "ack", clientId: "client-id-1" },
	{ type: "error", code: "not_found", message: "Gone.", retry: false, clientId: "client-id-1" },
];

describe.each([
	["visitor", visitorFrames, visitorFrame, isConversationFrame],
	["agent", agentFrames, agentFrame, isConversationFrame],
	["desk", deskFrames, deskFrame, isDeskFrame],
] as const)("frames for a %s", (_, frames, schema, fits) => {
	it.each(frames.map((frame) => [JSON.stringify(frame).slice(0, 70), frame]))("are heard: %s", (__, frame) => {
		expect(schema.safeParse(frame).error).toBeUndefined();
		expect(isFields(frame) && fits(frame)).toBe(true);
	});

	it("break nothing, whatever part of them is something else", () => {
		let refused = 0;
		for (const frame of frames) {
			for (const broken of damaged(frame)) {
				const isHeard = isFields(broken) && fits(broken);
				if (!isHeard) refused += 1;
				// What the schema takes in spite of the damage (an absent option, an unknown key) is heard too.
				if (schema.safeParse(broken).success) expect(isHeard, JSON.stringify(broken)).toBe(true);
			}
		}
		expect(refused).toBeGreaterThan(frames.length * 5);
	});
});

/** Copies of `value`, each with one part of it, however deep, gone or replaced. */
function damaged(value: unknown): unknown[] {
	const replacements = [null, undefined, 7.5, -1, "text", true, [], {}, [null]];
	if (Array.isArray(value)) {
		return [...replacements, ...value.flatMap((item, index) => damaged(item).map((bad) => value.with(index, bad)))];
	}
	if (!isFields(value)) return replacements;
	return [
		...replacements,
		...Object.entries(value).flatMap(([key, part]) => damaged(part).map((bad) => ({ ...value, [key]: bad }))),
	];
}
