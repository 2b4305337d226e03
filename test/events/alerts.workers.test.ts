import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import deliveryNote from "../../src/connectors/erpnext/fixtures/hook-delivery-note.json";
import { alerts } from "../../src/db/schema/event.ts";
import type { Alert } from "../../src/protocol/desk-frames.ts";
import type { Rule } from "../../src/protocol/rules.ts";
import { apply, SOON, stored } from "../support/server/applied.ts";
import { type DeskSocket, deskSocket } from "../support/server/frame-socket.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import { deskOf } from "../support/server/objects.ts";
import type { Person } from "../support/server/person.ts";
import {
	connectErp,
	connectShop,
	identityOf,
	type MadeConnection,
	makeRule,
	openShop,
	order,
	sendFrappe,
	sendShopify,
} from "../support/server/shop.ts";
import { talk } from "../support/server/talk.ts";

let home: Home;
let other: Home;
let bob: Person;
let shop: MadeConnection;
let erp: MadeConnection;
let large: Rule;

beforeAll(async () => {
	[home, other] = [await found("Oak"), await found("Elm")];
	bob = await invite(home, "Bob", "agent");
	[shop, erp] = [await connectShop(home), await connectErp(home)];
	large = await makeRule(home, { any: [{ fact: "total", atLeast: 100_000, currency: "USD" }] });
	await makeRule(home, {
		name: "Late delivery",
		kinds: ["delivery.delayed"],
		any: [{ fact: "delayDays", atLeast: 2 }],
		actions: [{ type: "alert", severity: "warning" }],
	});
});

beforeEach(() => {
	openShop();
});

const dear = (id: number, change: object = {}) =>
	order({ id, name: `#${id}`, current_total_price: "1500.00", ...change });
const about = (objectId: number | string) => (frame: { alert: Alert }) =>
	frame.alert.event.objectId === String(objectId);
const created = (payload: object) => () => sendShopify(shop, "orders/create", payload);

/** Everything that was sent to this desk's socket before now has come. */
async function caughtUp(desk: DeskSocket): Promise<void> {
	const clientId = crypto.randomUUID();
	desk.send({ type: "acknowledge", clientId, alertId: `alr_${"0".repeat(22)}` });
	await desk.next("error", (error) => error.clientId === clientId);
}

async function welcomed(person: Person) {
	const desk = await deskSocket(person, home.teamId);
	return { desk, welcome: await desk.next("welcome") };
}

describe("an event that a rule puts in front of agents", () => {
	it("alerts the desk once, with the customer, the conversation and whom it is for", async () => {
		const identity = await identityOf(home, { sub: "51", email: "rich@example.com", name: "Rich" });
		const { session, command } = await talk(home, bob, identity);
		await command({ type: "claim" });
		await stored(home, session.conversationId);
		const { desk } = await welcomed(bob);
		await apply(created(dear(51, { email: "rich@example.com" })));
		const { alert } = await desk.next("alert", about(51));
		expect(alert).toMatchObject({
			ruleId: large.id,
			ruleName: "Large order",
			severity: "urgent",
			event: { kind: "order.created", reference: "#51", facts: { total: { amount: 150_000, currency: "USD" } } },
			customer: { name: "Rich" },
			conversationId: session.conversationId,
			teamId: home.teamId,
			assigneeId: (await bob.me()).user.id,
			acknowledged: null,
		});
		await apply(created(dear(51)), created(dear(51, { updated_at: "2026-11-23T09:00:00Z" })));
		await caughtUp(desk);
		expect(desk.all("alert").filter(about(51))).toHaveLength(1);
	});

	it("comes from the ERP too, by its own rule", async () => {
		const { desk } = await welcomed(bob);
		const note = (name: string, change: object = {}) => ({
			...deliveryNote.body,
			name,
			modified: new Date().toISOString(),
			...change,
		});
		await apply(
			() => sendFrappe(erp, note("MAT-DN-LATE")),
			() => sendFrappe(erp, note("MAT-DN-SOON", { custom_expected_delivery_date: "2026-11-28" })),
		);
		const { alert } = await desk.next("alert", about("MAT-DN-LATE"));
		expect(alert).toMatchObject({ severity: "warning", event: { kind: "delivery.delayed", facts: { delayDays: 5 } } });
		expect(desk.all("alert").filter(about("MAT-DN-SOON"))).toEqual([]);
	});

	it("is nothing to an event below the limit, of another kind or in another currency, nor to a rule that is off or gone", async () => {
		const off = await makeRule(home, { name: "Off", enabled: false });
		const gone = await makeRule(home, { name: "Gone" });
		expect((await home.owner.ask("DELETE", `/v1/rules/${gone.id}`)).status).toBe(204);
		const { desk } = await welcomed(bob);
		await apply(
			created(dear(61, { current_total_price: "999.99" })),
			created(dear(62, { currency: "EUR" })),
			() => sendShopify(shop, "orders/updated", dear(63)),
			created(dear(64)),
		);
		await desk.next("alert", about(64));
		await caughtUp(desk);
		expect(desk.all("alert").map(({ alert }) => [alert.event.objectId, alert.ruleId])).toEqual([["64", large.id]]);
		expect(off.enabled).toBe(false);
	});

	it("reaches no other workspace's desk", async () => {
		const foreign = await deskSocket(other.owner, other.teamId);
		const { desk } = await welcomed(bob);
		await apply(created(dear(65)));
		await desk.next("alert", about(65));
		await caughtUp(foreign);
		expect(foreign.all("alert")).toEqual([]);
	});
});

describe("an alert", () => {
	it("stays until somebody acknowledges it: through reconnects and the desk's sleep", async () => {
		await apply(created(dear(71)));
		const open = async () => (await welcomed(bob)).welcome.alerts.filter((alert) => alert.event.objectId === "71");
		expect(await open()).toHaveLength(1);
		await evictDurableObject(deskOf(home, home.teamId), { webSockets: "close" });
		expect(await open()).toHaveLength(1);
	});

	it("is acknowledged by one; the other is told by whom, and a second word changes nothing", async () => {
		const [{ desk: first }, { desk: second }] = [await welcomed(bob), await welcomed(home.owner)];
		await apply(created(dear(72)));
		const { alert } = await first.next("alert", about(72));
		const { alert: same } = await second.next("alert", about(72));
		expect(same).toEqual(alert);
		const acknowledge = async (desk: DeskSocket) => {
			const clientId = crypto.randomUUID();
			desk.send({ type: "acknowledge", clientId, alertId: alert.id });
			await desk.next("ack", (ack) => ack.clientId === clientId);
		};
		await acknowledge(first);
		const told = await second.next("alert", about(72));
		expect(told.alert.acknowledged).toMatchObject({ by: { name: "Bob" } });
		await acknowledge(second);
		await caughtUp(first);
		expect(first.all("alert").filter(about(72)).at(-1)?.alert.acknowledged?.by.name).toBe("Bob");
		expect((await welcomed(bob)).welcome.alerts.map(({ id }) => id)).not.toContain(alert.id);
		await apply(created(dear(72)));
		expect((await welcomed(bob)).welcome.alerts.map(({ id }) => id)).not.toContain(alert.id);
	});

	it("leaves a lasting record, which says who acknowledged it", async () => {
		const { desk } = await welcomed(bob);
		await apply(created(dear(73)));
		const { alert } = await desk.next("alert", about(73));
		desk.send({ type: "acknowledge", clientId: crypto.randomUUID(), alertId: alert.id });
		await desk.next("ack");
		const record = async () => {
			await runDurableObjectAlarm(deskOf(home, home.teamId));
			return (await home.db.query((query) => query.select().from(alerts).where(eq(alerts.id, alert.id))))[0]?.alert;
		};
		await expect.poll(record, SOON).toMatchObject({ acknowledged: { by: { name: "Bob" } } });
	});
});
