import { describe, expect, it } from "vitest";
import { decide, identify, isPublic, number, publicFace } from "../../src/conversations/rules.ts";
import { EMPTY, type State, state as stateShape } from "../../src/conversations/state.ts";
import { newId } from "../../src/platform/ids.ts";
import { type CommandFrame, commandFrame } from "../../src/protocol/conversation-frames.ts";
import { type Content, content } from "../../src/protocol/entry.ts";
import type { Result } from "../../src/protocol/errors.ts";

const NOW = Date.parse("2026-11-23T09:00:00Z");
const teamId = newId("team");
const bob = { kind: "agent", userId: newId("user"), name: "Bob" } as const;
const ann = { kind: "agent", userId: newId("user"), name: "Ann" } as const;
const customer = { id: newId("customer"), verified: false };
const visitor = { kind: "visitor", visitorId: newId("visitor"), customer } as const;

const state = (change: Partial<State> = {}): State => ({
	...stateShape.parse({
		version: 1,
		id: newId("conversation"),
		workspaceId: newId("workspace"),
		jurisdiction: "none",
		inboxId: newId("inbox"),
		teamId,
		status: "open",
		assignee: null,
		customer,
		createdAt: new Date(NOW).toISOString(),
		confirmed: 0,
		reads: { visitor: 0, agent: 0 },
	}),
	...change,
});
const command = (frame: object): CommandFrame => commandFrame.parse({ clientId: "client-id-1", after: 0, ...frame });
const assignedTo = ({ userId: id, name }: typeof bob | typeof ann) => ({ id, name });
const TWENTY = Array.from({ length: 20 }, (_, i) => `tag ${i}`);
const outcome = (result: Result<{ contents: Content[]; state: State }>) =>
	result.ok ? result.contents.map(({ kind }) => kind) : result.code;

describe("a command", () => {
	const mine = state({ assignee: assignedTo(bob) });
	const resolved = state({ status: "resolved" });
	it.each<[what: string, from: State, actor: typeof bob | typeof visitor, frame: object, becomes: string[] | string]>([
		["a visitor writes", state(), visitor, { type: "send", text: "x" }, ["message"]],
		["a visitor writes into a resolved one", resolved, visitor, { type: "send", text: "x" }, ["message", "status"]],
		["an agent's last word", resolved, bob, { type: "send", text: "x" }, ["message"]],
		["a note", resolved, bob, { type: "note", text: "x" }, ["note"]],
		["a visitor's note", state(), visitor, { type: "note", text: "x" }, "forbidden"],
		["a visitor's claim", state(), visitor, { type: "claim" }, "forbidden"],
		["a claim of what is free", state(), bob, { type: "claim" }, ["assignment"]],
		["a claim of what is mine", mine, bob, { type: "claim" }, []],
		["a release of what is mine", mine, bob, { type: "release" }, ["assignment"]],
		["a release of what is free", state(), bob, { type: "release" }, []],
		[
			"an assignment to another team",
			mine,
			bob,
			{ type: "assign", teamId: newId("team"), assignee: null },
			["assignment"],
		],
		["an assignment that changes nothing", mine, bob, { type: "assign", teamId, assignee: mine.assignee }, []],
		["resolving", mine, bob, { type: "status", status: "resolved" }, ["status"]],
		["a priority", state(), bob, { type: "priority", priority: "urgent" }, ["priority"]],
		["the priority that it has", state({ priority: "high" }), bob, { type: "priority", priority: "high" }, []],
		["a visitor's priority", state(), visitor, { type: "priority", priority: "urgent" }, "forbidden"],
		["a tag", state(), bob, { type: "tag", tag: "vip", on: true }, ["tag"]],
		["a tag in other letters", state({ tags: ["VIP"] }), bob, { type: "tag", tag: "vip", on: true }, []],
		["a tag off, in other letters", state({ tags: ["VIP"] }), bob, { type: "tag", tag: "vip", on: false }, ["tag"]],
		["a tag off that is not there", state(), bob, { type: "tag", tag: "vip", on: false }, []],
		["a visitor's tag", state(), visitor, { type: "tag", tag: "vip", on: true }, "forbidden"],
		["a tag too many", state({ tags: TWENTY }), bob, { type: "tag", tag: "vip", on: true }, "too_many_tags"],
		["resolving twice", resolved, bob, { type: "status", status: "resolved" }, []],
	])("%s", (_, from, actor, frame, becomes) => {
		expect(outcome(decide(from, actor, command(frame)))).toEqual(becomes);
	});

	it("of another agent takes and releases nothing that is somebody's, but may assign it", () => {
		expect(outcome(decide(mine, ann, command({ type: "claim" })))).toBe("already_assigned");
		expect(outcome(decide(mine, ann, command({ type: "release" })))).toBe("not_assigned");
		const assign = command({ type: "assign", teamId, assignee: assignedTo(ann) });
		const taken = decide(mine, ann, assign);
		expect(taken.ok && taken.state.assignee).toEqual(assignedTo(ann));
	});
});

describe("a claim of who one is", () => {
	const lena = { type: "introduce", name: "Lena", email: "lena@example.com" };
	const decided = (from: State, actor: typeof bob | typeof visitor) => decide(from, actor, command(lena));

	it("fills what nobody has proven, and is no proof", () => {
		const made = decided(state(), visitor);
		expect(outcome(made)).toEqual(["identified"]);
		expect(made.ok && made.state.customer).toEqual({ ...customer, name: "Lena", email: "lena@example.com" });
		expect(outcome(made.ok ? decided(made.state, visitor) : made)).toEqual([]);
	});

	it("is refused where the shop has signed for the customer, and to agents", () => {
		expect(outcome(decided(state({ customer: { ...customer, verified: true } }), visitor))).toBe("forbidden");
		expect(outcome(decided(state(), bob))).toBe("forbidden");
	});
});

describe("numbers", () => {
	const contents: Content[] = [
		{ kind: "message", text: "a" },
		{ kind: "note", text: "b" },
		{ kind: "status", status: "resolved" },
	];
	const author = { kind: "agent", id: bob.userId, name: "Bob" } as const;

	it("have no gaps, count public entries apart, and time never runs backwards", () => {
		const first = number(EMPTY, author, "client-id-1", contents, NOW);
		expect(first.entries.map(({ seq, publicSeq }) => [seq, publicSeq])).toEqual([
			[1, 1],
			[2, 1],
			[3, 2],
		]);
		const second = number(first.head, author, "client-id-2", contents.slice(0, 1), NOW - 60_000);
		expect(second.entries).toMatchObject([{ seq: 4, publicSeq: 3, at: new Date(NOW).toISOString() }]);
	});

	it("of a visitor are the public ones; ids of staff and client ids of others stay behind", () => {
		const { entries } = number(EMPTY, author, "client-id-1", contents, NOW);
		expect(entries.map((entry) => publicFace(entry))).toEqual([
			{ seq: 1, at: new Date(NOW).toISOString(), author: { kind: "agent", name: "Bob" }, content: contents[0] },
			undefined,
			{ seq: 2, at: new Date(NOW).toISOString(), author: { kind: "agent", name: "Bob" }, content: contents[2] },
		]);
		const own = number(EMPTY, { kind: "visitor", id: "vis", name: "V" }, "client-id-9", contents.slice(0, 1), NOW);
		expect(own.entries.map((entry) => publicFace(entry))).toMatchObject([
			{ clientId: "client-id-9", author: { kind: "visitor" } },
		]);
		expect(JSON.stringify(own.entries.map((entry) => publicFace(entry)))).not.toContain('vis"');
	});

	it("take every kind of entry for internal that is not named public", () => {
		const shown = contents.concat([
			{ kind: "assignment", teamId, assignee: null },
			{ kind: "identified", verified: true },
			{ kind: "priority", priority: "high" },
			{ kind: "tag", tag: "vip", on: true },
		]);
		expect(shown.filter(isPublic).map(({ kind }) => kind)).toEqual(["message", "status"]);
		const kinds = content.options.map((option) => option.shape.kind.value);
		expect(new Set(shown.map(({ kind }) => kind)).add("event")).toEqual(new Set(kinds));
	});
});

describe("who a customer is", () => {
	const proven = (id: string, name: string) => ({
		...customer,
		id: newId("customer"),
		verified: true,
		externalId: id,
		name,
	});
	const lena = proven("7", "Lena");

	it.each<[what: string, known: State["customer"], claimed: State["customer"], becomes: string[] | string]>([
		["a stranger stays a stranger", customer, customer, []],
		["a stranger proves who they are", customer, lena, ["identified"]],
		["a proof that says the same again", lena, lena, []],
		["a proof with a new name", lena, { ...lena, name: "Lena H." }, ["identified"]],
		["a token from before the proof is worth nothing after it", lena, customer, "unauthenticated"],
		["another customer's proof does not replace a proof", lena, proven("8", "Eve"), "not_found"],
		["another stranger is not this one", customer, { id: newId("customer"), verified: false }, "not_found"],
	])("%s", (_, known, claimed, becomes) => {
		const decision = identify(state({ customer: known }), claimed);
		expect(outcome(decision)).toEqual(becomes);
		if (decision.ok) expect(decision.state.customer).toEqual(claimed.verified ? claimed : known);
	});
});
