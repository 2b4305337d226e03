import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { customerLinks } from "../../src/db/schema/customer.ts";
import { events } from "../../src/db/schema/event.ts";
import { type Delivery, packed } from "../../src/events/delivery.ts";
import { derivedId } from "../../src/platform/ids.ts";
import { newTraceId } from "../../src/platform/tracing.ts";
import { conversation } from "../../src/protocol/http.ts";
import { pageOf } from "../../src/protocol/http-parts.ts";
import { mention } from "../../src/protocol/mentions.ts";
import { stored } from "../support/server/applied.ts";
import { batchesOf, consume } from "../support/server/history.ts";
import { found, type Home } from "../support/server/home.ts";
import { connectShop, identityOf, type MadeConnection, openShop, order, ordersOf } from "../support/server/shop.ts";
import { arrive, talk } from "../support/server/talk.ts";
import { write } from "../support/server/visitor.ts";

let home: Home;
let other: Home;
let shop: MadeConnection;
let second: MadeConnection;

beforeAll(async () => {
	[home, other] = [await found("Oak"), await found("Elm")];
	[shop, second] = [await connectShop(home), await connectShop(home, { name: "The second shop" })];
});

beforeEach(() => {
	openShop();
});

/** Applied before this returns; answers with its row. */
async function happen(at: Home, { id: connectionId }: MadeConnection, topic: string, payload: object) {
	const sourceEventId = crypto.randomUUID();
	const eventId = await derivedId("event", connectionId, topic, sourceEventId);
	const raw = new TextEncoder().encode(JSON.stringify(payload));
	const one: Delivery = {
		version: 1,
		workspaceId: at.workspaceId,
		jurisdiction: "none",
		connectionId,
		eventId,
		topic,
		sourceEventId,
		receivedAt: new Date().toISOString(),
		traceId: newTraceId(),
		body: await packed(env, at.workspaceId, eventId, new Uint8Array(raw)),
	};
	expect(await consume("heddle-events", [one])).toEqual({ acked: [0], retried: [] });
	const [row] = await at.db.query((query) => query.select().from(events).where(eq(events.id, eventId)));
	if (row?.state !== "applied") throw new Error("it was not applied");
	return row;
}

/** A proven customer with a conversation, known to Postgres. */
async function customerOf(at: Home, says = "Hello?") {
	const email = `${crypto.randomUUID()}@example.com`;
	const { session, visitor, id } = await arrive(at, await identityOf(at, { sub: crypto.randomUUID(), email }));
	await write(visitor, says);
	await stored(at, id);
	const { data } = await at.owner.get("/v1/conversations?limit=100", pageOf(conversation));
	const row = data.find((one) => one.id === id);
	if (!row) throw new Error("a stored conversation is listed");
	return { email, session, conversationId: id, customerId: row.customer.id };
}

/** Numbers that nothing else here has. */
let next = 500_000;
const number = () => (next += 1);
const person = (id: number, email: string | null) => ({ customer: { id, email } });

const mentions = (at: Home, conversationId: string, ...numbers: (string | number)[]) =>
	at.owner.get(
		`/v1/conversations/${conversationId}/mentions?numbers=${encodeURIComponent(numbers.join())}`,
		z.object({ data: z.array(mention) }),
	);

describe("an event that names its customer by the system's own id only", () => {
	it("reaches them once an event of that connection has shown id and verified e-mail together", async () => {
		const { email, customerId, conversationId } = await customerOf(home);
		const [own, first] = [number(), number()];
		const before = await happen(home, shop, "orders/create", order({ id: number(), ...person(own, null) }));
		expect(before.customerId).toBeNull();
		await happen(home, shop, "orders/create", order({ id: first, ...person(own, email) }));
		const after = await happen(home, shop, "orders/create", order({ id: number(), ...person(own, null) }));
		expect(after).toMatchObject({ customerId, conversationId });
	});

	it("is nobody's in another connection of the workspace, and in another workspace", async () => {
		const { email } = await customerOf(home);
		const own = number();
		const known = await happen(home, shop, "orders/create", order({ id: number(), ...person(own, email) }));
		expect(known.customerId).not.toBeNull();
		const elsewhere = await connectShop(other);
		for (const [at, connection] of [
			[home, second],
			[other, elsewhere],
		] as const) {
			const stranger = await happen(at, connection, "orders/create", order({ id: number(), ...person(own, null) }));
			expect(stranger.customerId).toBeNull();
		}
	});

	it("learns nothing from an e-mail that somebody only claims, nor from one that was typed at the checkout", async () => {
		const email = `${crypto.randomUUID()}@example.com`;
		const [batch] = batchesOf(home, ["that is me"]);
		if (!batch) throw new Error("no batch");
		await consume("heddle-history", [{ ...batch, customer: { ...batch.customer, email } }]);
		const victim = await customerOf(home);
		const [claimed, guest] = [number(), number()];
		await happen(home, shop, "orders/create", order({ id: number(), ...person(claimed, email) }));
		await happen(home, shop, "orders/create", order({ ...person(guest, null), id: number(), email: victim.email }));
		for (const own of [claimed, guest]) {
			const links = await home.db.query((query) =>
				query
					.select()
					.from(customerLinks)
					.where(eq(customerLinks.externalId, String(own))),
			);
			expect(links).toEqual([]);
		}
	});

	it("is theirs by what a look-up has shown", async () => {
		openShop(ordersOf);
		const { customerId, conversationId } = await customerOf(home);
		// As the shop's API answers (fixtures/customer-orders.json): customer 544365967.
		await (await home.owner.ask("GET", `/v1/conversations/${conversationId}/profile?refresh=1`)).arrayBuffer();
		const learned = async () =>
			(
				await home.db.query((query) =>
					query.select().from(customerLinks).where(eq(customerLinks.customerId, customerId)),
				)
			).map(({ connectionId, externalId }) => ({ connectionId, externalId }));
		await expect.poll(learned).toContainEqual({ connectionId: shop.id, externalId: "544365967" });
		const row = await happen(home, shop, "orders/create", order({ id: number(), ...person(544365967, null) }));
		expect(row.customerId).toBe(customerId);
	});
});

describe("an event that names only its order", () => {
	it.each([
		["refunds/create", { id: 71, transactions: [] }],
		["fulfillment_events/create", { id: 72, fulfillment_id: 1, status: "in_transit" }],
	])("is its customer's: %s", async (topic, payload) => {
		const { email, customerId, conversationId } = await customerOf(home);
		const placed = number();
		await happen(home, shop, "orders/create", order({ id: placed, ...person(number(), email) }));
		const about = { ...payload, id: number(), order_id: placed };
		expect(await happen(home, shop, topic, about)).toMatchObject({ customerId, conversationId });
		expect(await happen(home, second, topic, { ...about, id: number() })).toMatchObject({ customerId: null });
	});
});

describe("a number that a visitor has written", () => {
	const placed = (email: string | null, name: string, own = number()) =>
		order({
			id: number(),
			name,
			...person(own, email),
			fulfillments: [{ id: 1, tracking_numbers: [`1Z999AA1${own}`] }],
		});

	it("is linked to this verified customer's order, by the order's number and by the parcel's", async () => {
		const { email, conversationId } = await customerOf(home);
		const [name, own] = [`#${number()}`, number()];
		await happen(home, shop, "orders/create", placed(email, name, own));
		const { data } = await mentions(home, conversationId, name, `1z999aa1${own}`, 999_999_999);
		expect(data).toMatchObject([
			{ state: "linked", number: name.slice(1), objects: [{ reference: name, item: { type: "order" } }] },
			{ state: "linked", number: `1Z999AA1${own}`, objects: [{ reference: name }] },
		]);
		expect(data).toHaveLength(2);
	});

	it("is found for an order that came before its customer was known, once the shop's id of them is", async () => {
		const own = number();
		const name = `#${number()}`;
		await happen(home, shop, "orders/create", placed(null, name, own));
		const { email, conversationId } = await customerOf(home);
		expect((await mentions(home, conversationId, name)).data).toEqual([
			{ state: "unconfirmed", number: name.slice(1) },
		]);
		await happen(home, shop, "orders/create", placed(email, `#${number()}`, own));
		expect((await mentions(home, conversationId, name)).data).toMatchObject([
			{ state: "linked", objects: [{ reference: name }] },
		]);
	});

	it("is unconfirmed where it is somebody else's, and nothing of it is told; a claim proves nothing", async () => {
		const owner = await customerOf(home);
		const name = `#${number()}`;
		await happen(home, shop, "orders/create", placed(owner.email, name));
		const curious = await customerOf(home);
		const stranger = await talk(home, home.owner);
		stranger.visitor.send({ type: "introduce", clientId: crypto.randomUUID(), after: 1, email: owner.email });
		for (const id of [curious.conversationId, stranger.id])
			expect(await mentions(home, id, name)).toEqual({ data: [{ state: "unconfirmed", number: name.slice(1) }] });
		expect((await mentions(home, owner.conversationId, name)).data).toMatchObject([{ state: "linked" }]);
	});

	it("is nothing at all where another workspace has such an order", async () => {
		const name = `#${number()}`;
		const there = await customerOf(other);
		await happen(other, await connectShop(other), "orders/create", placed(there.email, name));
		const here = await customerOf(home);
		expect(await mentions(home, here.conversationId, name)).toEqual({ data: [] });
		expect((await mentions(other, there.conversationId, name)).data).toMatchObject([{ state: "linked" }]);
	});
});
