// What rules do in conversations: each once, however often and in whatever order events come.
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { MOST_TURNS_AN_HOUR } from "../../src/conversations/rule-turns.ts";
import { rules } from "../../src/db/schema/event.ts";
import { newId } from "../../src/platform/ids.ts";
import { type Entry, type EntryKind, entry as entryShape } from "../../src/protocol/entry.ts";
import type { ConversationId } from "../../src/protocol/ids.ts";
import { problem } from "../../src/protocol/problem.ts";
import { dryRun, type RuleSettings } from "../../src/protocol/rules.ts";
import { stored } from "../support/server/applied.ts";
import { deliveryOf } from "../support/server/delivery.ts";
import { agentSocket, deskSocket } from "../support/server/frame-socket.ts";
import { consume } from "../support/server/history.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import { conversationOf } from "../support/server/objects.ts";
import type { Person } from "../support/server/person.ts";
import { connectShop, identityOf, type MadeConnection, makeRule, openShop, order } from "../support/server/shop.ts";
import { caughtUp, talk } from "../support/server/talk.ts";

const EVENTS = "heddle-events";
let home: Home;
let other: Home;
let bob: Person;
let bobId: string;
let shop: MadeConnection;
let foreignShop: MadeConnection;

beforeAll(async () => {
	[home, other] = [await found("Oak"), await found("Elm")];
	bob = await invite(home, "Bob", "agent");
	bobId = (await bob.me()).user.id;
	[shop, foreignShop] = [await connectShop(home), await connectShop(other)];
});

beforeEach(() => {
	openShop();
});

/** A proven customer in an open conversation that Postgres knows. */
async function customerOf(at: Home, person: Person = at.owner) {
	const email = `${crypto.randomUUID()}@example.com`;
	const talked = await talk(at, person, await identityOf(at, { sub: crypto.randomUUID(), email, name: "Lena" }));
	await stored(at, talked.session.conversationId);
	return { email, ...talked };
}

async function entriesOf(at: Home, id: ConversationId): Promise<Entry[]> {
	const result = await conversationOf(at, id).page({ after: 0, limit: 200 });
	if (!result.ok) throw new Error(result.code);
	return z.array(entryShape).parse(result.page.entries);
}

const ofKind = (entries: readonly Entry[], kind: EntryKind) => entries.filter(({ content }) => content.kind === kind);
const byRule = (entries: readonly Entry[], ruleId: string) => entries.filter(({ author }) => author.id === ruleId);
/** A word that makes a rule fire for one test's orders alone. */
const tagged = (): { tag: string; any: RuleSettings["any"] } => {
	const tag = crypto.randomUUID();
	return { tag, any: [{ fact: "tag", is: tag }] };
};
const orderOf = (email: string, tag: string, id: string = crypto.randomUUID()) =>
	deliveryOf(home, shop, order({ id, name: `#${id.slice(0, 4)}`, email, tags: `vip, ${tag}` }));

function shuffled<T>(all: readonly T[]): T[] {
	return all
		.map((one) => ({ one, at: Math.random() }))
		.sort((a, b) => a.at - b.at)
		.map(({ one }) => one);
}

async function deliverAll(deliveries: readonly object[]): Promise<void> {
	for (let from = 0; from < deliveries.length; from += 10)
		expect((await consume(EVENTS, deliveries.slice(from, from + 10))).retried).toEqual([]);
}

describe("a rule that fires", () => {
	it("does all its actions once for each event, delivered ten times and shuffled", async () => {
		const { tag, any } = tagged();
		const rule = await makeRule(home, {
			name: "Big fish",
			any,
			actions: [
				{ type: "priority", priority: "urgent" },
				{ type: "tag", tag: "big fish" },
				{ type: "assign", teamId: home.teamId, assigneeId: (await bob.me()).user.id },
				{ type: "note", text: "Look at {reference} first." },
				{ type: "message", texts: { en: "We have {reference}." }, once: "object", quiet: null },
				{ type: "alert", severity: "urgent", climbsAfterS: 120 },
			],
		});
		const { email, id, visitor } = await customerOf(home);
		const desk = await deskSocket(home.owner, home.teamId);
		const three = await Promise.all([1, 2, 3].map(() => orderOf(email, tag)));
		await deliverAll(shuffled(three.flatMap((one) => Array.from({ length: 10 }, () => one))));

		const mine = byRule(await entriesOf(home, id), rule.id);
		expect(mine.every(({ author }) => author.kind === "system" && author.name === "Big fish")).toBe(true);
		expect(ofKind(mine, "priority")).toHaveLength(1);
		expect(ofKind(mine, "tag")).toHaveLength(1);
		expect(ofKind(mine, "assignment")).toHaveLength(1);
		expect(ofKind(mine, "note")).toHaveLength(3);
		expect(ofKind(mine, "message")).toHaveLength(3);
		expect(ofKind(mine, "note")[0]?.content).toMatchObject({ text: expect.stringMatching(/^Look at #\w{4} first\.$/) });

		const agent = await agentSocket(bob, id);
		const { conversation } = await agent.next("welcome");
		expect(conversation).toMatchObject({
			priority: "urgent",
			tags: ["big fish"],
			assignee: { id: bobId, name: "Bob" },
		});
		const { row } = await desk.next("row", ({ row }) => row.conversationId === id && row.priority === "urgent");
		expect(row.tags).toEqual(["big fish"]);
		// The alert is for whom the rule has given the conversation to.
		const { alert } = await desk.next("alert", ({ alert }) => alert.ruleId === rule.id);
		expect(alert.assigneeId).toBe(bobId);

		await caughtUp(visitor);
		const seen = visitor.all("entry").map(({ entry }) => entry);
		expect(seen.map(({ content }) => content.kind)).toEqual(["message", "message", "message"]);
		expect(seen.map(({ author }) => author)).toEqual(Array(3).fill({ kind: "system" }));
		expect(visitor.raw.join()).not.toContain("big fish");
	});

	it("never does anything for another workspace's event, nor in another's conversation", async () => {
		const { tag, any } = tagged();
		const rule = await makeRule(home, { any, actions: [{ type: "note", text: "ours" }] });
		const theirs = await customerOf(other);
		await deliverAll([await deliveryOf(other, foreignShop, order({ id: 1, email: theirs.email, tags: tag }))]);
		const entries = await entriesOf(other, theirs.id);
		expect(ofKind(entries, "event")).toHaveLength(1);
		expect(byRule(entries, rule.id)).toEqual([]);
		const ours = await customerOf(home);
		await deliverAll([await orderOf(ours.email, tag)]);
		expect(byRule(await entriesOf(home, ours.id), rule.id)).toHaveLength(1);
	});

	it("assigns to nobody of another workspace, and does the rest where its person has gone", async () => {
		const { tag, any } = tagged();
		const toStranger = (teamId: string, assigneeId: string | null) => ({
			name: "Away",
			enabled: true,
			kinds: ["order.created"],
			any,
			actions: [
				{ type: "assign", teamId, assigneeId },
				{ type: "tag", tag: "kept" },
			],
		});
		for (const body of [toStranger(other.teamId, null), toStranger(home.teamId, other.ownerId)]) {
			const refused = await home.owner.ask("POST", "/v1/rules", { body });
			expect(refused.status).toBe(422);
			expect(problem.parse(await refused.json()).issues?.[0]?.path).toBe("actions.0");
		}
		const id = newId("rule");
		const settings = { ...(await makeRule(home, { any })), name: "Away" };
		await home.db.query((query) =>
			query.insert(rules).values({
				workspaceId: home.workspaceId,
				id,
				enabled: true,
				settings: {
					...settings,
					actions: [
						{ type: "assign", teamId: home.teamId, assigneeId: newId("user") },
						{ type: "tag", tag: "kept" },
					],
				},
			}),
		);
		const customer = await customerOf(home);
		await deliverAll([await orderOf(customer.email, tag)]);
		expect(byRule(await entriesOf(home, customer.id), id).map(({ content }) => content)).toEqual([
			{ kind: "tag", tag: "kept", on: true },
		]);
	});
});

describe("a message to the customer", () => {
	it("goes once for each customer, whichever conversation and however many orders", async () => {
		const { tag, any } = tagged();
		const texts = { en: "Thank you!" };
		const rule = await makeRule(home, { any, actions: [{ type: "message", texts, once: "customer", quiet: null }] });
		const { email, id } = await customerOf(home);
		await deliverAll(shuffled(await Promise.all([1, 2, 3].map(() => orderOf(email, tag)))));
		expect(ofKind(byRule(await entriesOf(home, id), rule.id), "message")).toHaveLength(1);
		const next = await customerOf(home);
		await deliverAll([await orderOf(next.email, tag)]);
		expect(ofKind(byRule(await entriesOf(home, next.id), rule.id), "message")).toHaveLength(1);
	});

	it("is not sent for a test, and a test keeps no real event from sending it", async () => {
		const { tag, any } = tagged();
		const texts = { en: "It is on its way." };
		const rule = await makeRule(home, { any, actions: [{ type: "message", texts, once: "customer", quiet: null }] });
		const { email, id } = await customerOf(home);
		await deliverAll([{ ...(await orderOf(email, tag)), test: true }]);
		expect(byRule(await entriesOf(home, id), rule.id).map(({ content }) => content.kind)).toEqual(["note"]);
		await deliverAll([await orderOf(email, tag)]);
		expect(byRule(await entriesOf(home, id), rule.id).map(({ content }) => content.kind)).toEqual(["note", "message"]);
	});
});

describe("the guard", () => {
	it("stops a rule that acts too often in one conversation, says so once, and counts the rest", async () => {
		const { tag, any } = tagged();
		const rule = await makeRule(home, { any, actions: [{ type: "note", text: "again" }] });
		const { email, id } = await customerOf(home);
		const many = await Promise.all(Array.from({ length: MOST_TURNS_AN_HOUR + 4 }, () => orderOf(email, tag)));
		await deliverAll(many);
		await deliverAll(many.slice(-4));
		const notes = byRule(await entriesOf(home, id), rule.id);
		expect(notes).toHaveLength(MOST_TURNS_AN_HOUR + 1);
		expect(ofKind(await entriesOf(home, id), "event")).toHaveLength(many.length);
		const described = await conversationOf(home, id).describe();
		expect(described).toMatchObject({ conversation: { rulesHeld: 4 } });
	});
});

describe("a dry run", () => {
	it("finds what really fired, with what was known then, and does nothing", async () => {
		const { tag } = tagged();
		const any: RuleSettings["any"] = [
			{ fact: "tag", is: tag },
			{ fact: "firstOrder", is: true },
		];
		const settings: RuleSettings = {
			name: "First order",
			enabled: true,
			kinds: ["order.created"],
			any,
			match: "all",
			actions: [{ type: "note", text: "first" }],
		};
		const rule = await makeRule(home, settings);
		const { email, id } = await customerOf(home);
		const [first, second] = [await orderOf(email, tag), await orderOf(email, tag)];
		const nobodys = await orderOf("", tag);
		await deliverAll([first]);
		await deliverAll([second, first, nobodys, await orderOf(email, "another")]);
		const before = await entriesOf(home, id);
		expect(byRule(before, rule.id)).toHaveLength(1);
		expect(
			ofKind(before, "event").map(({ content }) => content.kind === "event" && content.event.facts.firstOrder),
		).toEqual([true, false, false]);

		const would = await home.owner.post("/v1/rules/dry-run", { ...settings, enabled: false }, dryRun);
		expect(would).toMatchObject({
			fired: 1,
			inConversation: 1,
			objects: 1,
			newest: [{ id: first.eventId, inConversation: true }],
		});
		expect(would.looked).toBeGreaterThanOrEqual(4);
		expect(await entriesOf(home, id)).toEqual(before);
		const theirs = await other.owner.post("/v1/rules/dry-run", settings, dryRun);
		expect(theirs).toMatchObject({ fired: 0, newest: [] });
	});
});
