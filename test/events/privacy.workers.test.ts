import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { conversations } from "../../src/db/schema/conversation.ts";
import { audit } from "../../src/db/schema/workspace.ts";
import { deadLetter } from "../../src/protocol/dead-letter.ts";
import { conversation } from "../../src/protocol/http.ts";
import { pageOf } from "../../src/protocol/http-parts.ts";
import { apply, SOON } from "../support/server/applied.ts";
import { refusalOf } from "../support/server/call.ts";
import { deliveryOf } from "../support/server/delivery.ts";
import { expectFaults } from "../support/server/faults.ts";
import { deskSocket, visitorSocket } from "../support/server/frame-socket.ts";
import { consume, storedEntries } from "../support/server/history.ts";
import { found } from "../support/server/home.ts";
import { failStatements } from "../support/server/outside.ts";
import {
	ADA,
	EMAIL,
	entriesInObject,
	HERS,
	receipts,
	redactAda,
	rowsOf,
	SHOP,
	settled,
	world,
} from "../support/server/privacy-world.ts";
import { connectShop, openShop, order, sendShopify } from "../support/server/shop.ts";
import { talk } from "../support/server/talk.ts";

beforeEach(() => {
	openShop();
});

describe("customers/redact", () => {
	it("erases what is held about the customer, in objects and Postgres alike, and nobody else; ten deliveries leave one receipt", async () => {
		const { home, shop, ada, grace } = await world();
		const before = await rowsOf(home);
		expect(JSON.stringify(before.told)).toMatch(HERS);
		await apply(() => redactAda(shop, { eventId: "redact-1" }));

		const after = await rowsOf(home);
		expect(JSON.stringify([after.told, after.objects, after.rung])).not.toMatch(HERS);
		expect(after.people.filter(({ email }) => email !== null).map(({ name }) => name)).toEqual(["Grace"]);
		expect(await entriesInObject(home, ada.id)).not.toMatch(HERS);
		const inPostgres = await storedEntries(home, ada.id);
		expect(JSON.stringify(inPostgres)).not.toMatch(HERS);
		const [row] = await home.db.query((query) =>
			query.select().from(conversations).where(eq(conversations.id, ada.id)),
		);
		expect(row?.preview).not.toMatch(HERS);
		expect(await (await home.owner.ask("GET", "/v1/search?q=Hello")).text()).not.toContain(ada.id);
		expect(inPostgres.map(({ seq }) => seq)).toEqual(inPostgres.map((_, i) => i + 1));

		expect(after.objects.filter(({ objectType }) => objectType === "order").map(({ reference }) => reference)).toEqual([
			"#2042",
		]);
		expect(after.letters).toHaveLength(1);
		expect(after.told).toHaveLength(before.told.length + 1);
		expect(await entriesInObject(home, grace.id)).toMatch(/Hello\?/);
		expect(await entriesInObject(home, grace.id)).toMatch(/#2042/);

		await apply(...Array(9).fill(() => redactAda(shop, { eventId: "redact-1" })));
		const all = await receipts(home);
		expect(all).toMatchObject([
			{
				topic: "customers/redact",
				what: "erase_customer",
				connectionId: shop.id,
				counts: { customers: 1, conversations: 1, events: 1, objects: 1, alerts: 1, deadLetters: 1 },
				exportUntil: null,
			},
		]);
		expect(all[0]?.remains.length).toBeGreaterThan(0);
		expect(all[0]?.subject).toMatch(/^[0-9a-f]{32}$/);
		await settled(home, ada.id);
		expect((await storedEntries(home, ada.id)).filter(({ clientId }) => clientId.startsWith("erase:"))).toHaveLength(1);
	});

	it("shows the desk no name any more, in rows and alerts; a token of before brings none back", async () => {
		const { home, shop, ada } = await world();
		const before = await deskSocket(home.owner, home.teamId);
		expect(JSON.stringify((await before.next("welcome")).alerts)).toMatch(HERS);
		await apply(() => redactAda(shop));
		const again = await visitorSocket(ada.session);
		await again.next("welcome");
		again.send({ type: "send", clientId: crypto.randomUUID(), after: 1, text: "I am back" });
		expect((await again.next("ack")).entry?.author).toEqual({ kind: "visitor" });
		const desk = await deskSocket(home.owner, home.teamId);
		const { rows, alerts: rung } = await desk.next("welcome");
		expect(JSON.stringify(rows.find(({ conversationId }) => conversationId === ada.id))).not.toMatch(HERS);
		expect(rung).toHaveLength(2);
		expect(JSON.stringify(rung)).not.toMatch(HERS);
		expect((await before.next("alert")).alert).toMatchObject({ customer: null, event: { reference: "erased" } });
		await settled(home, ada.id);
		const { data } = await home.owner.get("/v1/conversations?limit=100", pageOf(conversation));
		expect(data.find(({ id }) => id === ada.id)?.customer).toMatchObject({ name: null, email: null, verified: false });
	});

	it("finds the customer by the shop's own id alone, where an event has shown whose it is", async () => {
		const { home, shop, ada } = await world();
		const customer = { id: ADA.id, email: EMAIL };
		await consume("heddle-events", [
			await deliveryOf(home, shop, order({ id: 1050, name: "#1050", email: EMAIL, customer })),
		]);
		await settled(home, ada.id);
		const byId = { ...SHOP, customer: { id: ADA.id, email: null, phone: null }, orders_to_redact: [] };
		await apply(() => sendShopify(shop, "customers/redact", byId));
		expect(await entriesInObject(home, ada.id)).not.toMatch(/hello\?|1050/i);
		expect((await receipts(home))[0]).toMatchObject({ counts: { customers: 1, conversations: 1 } });
	});

	it("leaves alone who only says that the address is theirs, and the receipt says so", async () => {
		const { home, shop } = await world();
		const stranger = await talk(home, home.owner);
		stranger.visitor.send({ type: "introduce", clientId: crypto.randomUUID(), after: 1, email: EMAIL });
		await expect
			.poll(async () => (await rowsOf(home)).people.filter(({ email }) => email === EMAIL).length, SOON)
			.toBe(2);
		await apply(() => redactAda(shop));
		expect(await entriesInObject(home, stranger.id)).toMatch(/Hello\?/);
		expect((await receipts(home))[0]?.remains.join(" ")).toMatch(/1 visitor only says/);
	});

	it("that is interrupted anywhere is done by the next try", async () => {
		const { home, shop, ada } = await world();
		const one = await deliveryOf(home, shop, { ...SHOP, customer: ADA, orders_to_redact: [1042] }, "customers/redact");
		const faults = expectFaults();
		for (const statement of [
			/update "entries"/,
			/update "alerts"/,
			/update "customers"/,
			/insert into "privacy_receipts"/,
		]) {
			const broken = failStatements(statement);
			expect(await consume("heddle-events", [one])).toMatchObject({ retried: [0] });
			expect(await receipts(home)).toEqual([]);
			broken.end();
		}
		expect(await consume("heddle-events", [one, one])).toMatchObject({ acked: [0, 1] });
		expect(faults.events()).toHaveLength(4);
		expect(await receipts(home)).toHaveLength(1);
		expect(JSON.stringify(await storedEntries(home, ada.id))).not.toMatch(HERS);
		expect(JSON.stringify((await rowsOf(home)).told)).not.toMatch(HERS);
	});
});

describe("customers/data_request", () => {
	it("makes a file of all that is held about the customer, for this workspace's admins and for 30 days", async () => {
		const { home, shop } = await world();
		const other = await found("Elm");
		await apply(() =>
			sendShopify(shop, "customers/data_request", {
				...SHOP,
				customer: ADA,
				orders_requested: [1042],
				data_request: { id: 1 },
			}),
		);
		const [receipt] = await receipts(home);
		expect(receipt).toMatchObject({
			what: "export",
			counts: { customers: 1, conversations: 1, events: 1, objects: 1 },
		});
		const days = (Date.parse(receipt?.exportUntil ?? "") - Date.now()) / (24 * 60 * 60 * 1000);
		expect(days).toBeGreaterThan(29.9);
		const path = `/v1/privacy-receipts/${receipt?.id}/export`;
		const answer = await home.owner.ask("GET", path);
		expect(answer.headers.get("content-disposition")).toContain("attachment");
		const text = new TextDecoder().decode(await answer.arrayBuffer());
		const file = JSON.parse(text);
		expect(file.customers).toMatchObject([{ email: EMAIL, name: "Ada" }]);
		expect(JSON.stringify(file.conversations)).toContain("Hello?");
		expect(file.events).toMatchObject([{ event: { reference: "#1042" } }]);
		expect(text).not.toMatch(/grace|\b2042\b(?!-)/i);
		expect((await receipts(home))[0]?.downloadedAt).not.toBeNull();
		const log = await home.db.query((query) =>
			query
				.select()
				.from(audit)
				.where(eq(audit.target, receipt?.id ?? "")),
		);
		expect(log.map(({ action }) => action)).toEqual(["privacy.export_fetched"]);
		expect(await refusalOf(await other.owner.ask("GET", path))).toBe("404 not_found");
		expect(await env.DOORS.get(`export:${receipt?.id}`)).toMatch(/^v1\.[^{}"@]+$/);
		await env.DOORS.delete(`export:${receipt?.id}`);
		expect(await refusalOf(await home.owner.ask("GET", path))).toBe("404 not_found");
	});
});

describe("shop/redact", () => {
	it("erases what came by the connection, and leaves what people wrote and other connections", async () => {
		const { home, shop, ada } = await world();
		const second = await connectShop(home, {
			settings: { shop: "elm.myshopify.com", accessToken: "shpat_0000000000000001" },
		});
		await apply(() => sendShopify(second, "orders/create", order({ id: 3042, name: "#3042", email: EMAIL })));
		await settled(home, ada.id);
		await apply(() => sendShopify(shop, "shop/redact", SHOP));
		const after = await rowsOf(home);
		expect(after.told.map(({ event }) => event.topic).toSorted()).toEqual(["orders/create", "shop/redact"]);
		expect(after.objects.map(({ reference }) => reference)).toContain("#3042");
		expect(JSON.stringify([after.objects, after.rung])).not.toMatch(/\b1042\b(?!-)|"#2042/);
		expect(after.letters).toEqual([]);
		const said = await entriesInObject(home, ada.id);
		expect(said).toMatch(/Hello\?/);
		expect(said).toMatch(/#3042/);
		expect(said).not.toMatch(/\b1042\b(?!-)/);
		expect(JSON.stringify(await storedEntries(home, ada.id))).not.toMatch(/\b1042\b(?!-)/);
		expect(await receipts(home)).toMatchObject([{ what: "erase_shop", counts: { events: 2, deadLetters: 2 } }]);
	});
});

describe("a privacy request", () => {
	it.each(["customers/data_request", "customers/redact", "shop/redact"])(
		"%s of a forger is 401 and does nothing",
		async (topic) => {
			const home = await found("Oak");
			const shop = await connectShop(home);
			const answer = await sendShopify(shop, topic, { ...SHOP, customer: ADA }, { secret: "a guess" });
			expect(await refusalOf(answer)).toBe("401 invalid_signature");
			expect(await receipts(home)).toEqual([]);
		},
	);

	it("about another shop, or nobody, erases nothing and ends among the dead letters with its reason", async () => {
		const { home, shop, ada } = await world();
		const faults = expectFaults();
		for (const payload of [{ ...SHOP, shop_domain: "elm.myshopify.com", customer: ADA }, SHOP]) {
			const one = await deliveryOf(home, shop, payload, "customers/redact");
			expect(await consume("heddle-events", [one], crypto.randomUUID(), 101)).toMatchObject({ retried: [0] });
			await consume("heddle-dead", [one]);
			const { data } = await home.owner.get("/v1/dead-letters", pageOf(deadLetter));
			expect(data.find(({ eventId }) => eventId === one.eventId)?.reason).toMatch(/names no customer, or another shop/);
		}
		expect(faults.events()).toHaveLength(2);
		expect(await receipts(home)).toEqual([]);
		expect(await entriesInObject(home, ada.id)).toMatch(/Hello\?/);
	});

	it("in one workspace erases nothing in another, whatever addresses they share", async () => {
		const [one, two] = [await world(), await world()];
		await apply(() => redactAda(one.shop));
		expect(await entriesInObject(two.home, two.ada.id)).toMatch(/Hello\?/);
		expect((await rowsOf(two.home)).people.map(({ email }) => email)).toContain(EMAIL);
		expect(await receipts(two.home)).toEqual([]);
	});
});
