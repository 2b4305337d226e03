// Tryton for real: a customer, sales and shipments made by its RPC as its clients do it, and the card of them.
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import type { Lookup, Translated, VerifiedKeys } from "../../src/connectors/connector.ts";
import { tryton as connector } from "../../src/connectors/tryton/connector.ts";
import { instant } from "../../src/connectors/tryton/wire.ts";
import { needPackages, versionOf } from "./debian.ts";
import { expectEqual } from "./expectation.ts";
import { reach } from "./reach.ts";
import type { RealSystem } from "./real-system.ts";
import { onStage, type Stage } from "./stage.ts";
import { foundIn } from "./sweep.ts";
import { type Business, daysFromToday, makeBusiness } from "./tryton-business.ts";
import { DATABASE, startTryton, type TrytonServer } from "./tryton-server.ts";

const LENA = { name: "Lena Hoffmann", email: "Lena_Hoffmann@example.com", phone: "+4940123456" };
const HEDDLE = { login: "heddle", password: "Weaving-4711-loom" };
const ONLOOKER = { login: "onlooker", password: "Spindle-4712-tree" };
const SITE = "https://erp.example";
const NOBODY = { ok: true, found: false, items: [] };
type Report = (line: string) => void;

export const tryton: RealSystem = {
	name: "tryton",
	async run(report) {
		needPackages(["tryton-server", "tryton-modules-sale", "tryton-modules-stock"], report);
		report(`Tryton ${versionOf("tryton-server")}`);
		await onStage("tryton", (stage) => play(stage, report));
		report("stopped, nothing is left of it");
	},
};

async function play(stage: Stage, report: Report): Promise<void> {
	const beganMs = Date.now();
	const server = await startTryton(stage);
	report(`runs at ${server.origin}/${DATABASE}/`);
	const business = await makeBusiness(server, LENA);
	await business.makeUser({ ...HEDDLE, groups: ["Sales", "Stock"], works: true });
	await business.makeUser({ ...ONLOOKER, groups: [], works: false });
	report("made a company, its accounts, an article, and a customer");
	await checkCards(server, business, report);
	await checkSweeps(server, business, beganMs, report);
	await checkRefusals(server, report);
}

async function checkCards(server: TrytonServer, business: Business, report: Report): Promise<void> {
	const heddle = connect(server, HEDDLE);
	expectEqual(report, "the self-test is green in every line", await heddle.test(), [
		{ ok: true, text: `Signed in to the database ${DATABASE} as heddle.` },
		{ ok: true, text: "Works for Nordlicht GmbH." },
		{ ok: true, text: "Can read contact mechanisms of parties." },
		{ ok: true, text: "Can read sales." },
		{ ok: true, text: "Can read customer shipments." },
	]);
	const bare = { ok: true, found: true, items: [] };
	expectEqual(report, "a customer without a sale is known", await heddle.lookup({ email: LENA.email }), bare);

	await business.sell({ quantity: 2, shipOn: -5 }, ["quote", "confirm", "process"]);
	await business.planNewestShipment(-5);
	await business.sell({ quantity: 1, shipOn: 3 }, ["quote", "confirm", "process"]);
	await business.sendNewestShipment();
	await business.sell({ quantity: 3, shipOn: 3, reference: "PO-7" }, []);
	await business.sell({ quantity: 1, shipOn: 3 }, ["quote", "cancel"]);
	report("made four sales: late, sent, a draft and a cancelled one");

	const expected = { ok: true, found: true, items: await expectedItems(server) };
	expectEqual(
		report,
		"the card has them all, the late one first",
		await heddle.lookup({ email: LENA.email.toLowerCase() }),
		expected,
	);
	const byPhone = await heddle.lookup({ email: "nobody@example.com", phone: LENA.phone });
	expectEqual(report, "the same by telephone number, where the address is nobody's", byPhone, expected);
	for (const email of ["nobody@example.com", "LenaXHoffmann@example.com", "%", "_ena_Hoffmann@example.com", "\\"])
		expectEqual(report, `nobody is known by ${email}`, await heddle.lookup({ email }), NOBODY);
}

async function checkSweeps(server: TrytonServer, business: Business, beganMs: number, report: Report): Promise<void> {
	const heddle = connect(server, HEDDLE);
	const inWords = (all: Translated[]) => all.map(({ kind, summary }) => `${kind}: ${summary}`);
	const found = await heddle.found(beganMs);
	expectEqual(report, "a sweep finds every sale and shipment, also those that were never written to", inWords(found), [
		"order.created: Sale 1 confirmed (waits for payment, to be shipped), 259.80 EUR",
		"order.created: Sale 2 confirmed (waits for payment, shipped), 129.90 EUR",
		"order.updated: Sale PO-7 changed (draft), 389.70 EUR",
		"order.cancelled: Sale 3 cancelled, 129.90 EUR",
		"delivery.created: Shipment 1 created (late)",
		"delivery.created: Shipment 2 created (shipped)",
	]);
	const customer = { externalId: String(business.customer), email: LENA.email, phone: LENA.phone };
	expectEqual(
		report,
		"it says of each whose it is",
		found.map((one) => one.customer),
		found.map(() => customer),
	);
	const [sales, shipments] = [await timesOf(server.rpc, "sale.sale"), await timesOf(server.rpc, "stock.shipment.out")];
	expectEqual(
		report,
		"and when it changed, to the millisecond",
		found.map(({ version }) => version),
		[...sales, ...shipments].map(({ created, written }) => written ?? created),
	);
	const quietMs = Date.now();
	await pause(5);
	await server.rpc("model.sale.sale.write", [3], { reference: "PO-8" }, {});
	const later = await heddle.found(quietMs);
	expectEqual(report, "a later one finds what changed since, and nothing else", inWords(later), [
		"order.updated: Sale PO-8 changed (draft), 389.70 EUR",
	]);
	expectEqual(report, "and the next one nothing", await heddle.found(Date.now()), []);
}

/** What was made above, in Heddle's words. Only the times are Tryton's. */
async function expectedItems({ rpc }: TrytonServer): Promise<object[]> {
	const [late, sent, draft, cancelled] = await timesOf(rpc, "sale.sale");
	const [lateShipment] = await timesOf(rpc, "stock.shipment.out");
	const shared = (id: number, quantity: number, cents: number) => ({
		type: "order",
		id: String(id),
		href: `${SITE}/#${DATABASE}/model/sale.sale/${id}`,
		total: { amount: cents, currency: "EUR" },
		lines: [{ title: "Rigid loom", quantity }],
		parcels: [],
	});
	const both = (label: string) => ({ payment: { label, tone: "neutral" }, fulfilment: { label, tone: "neutral" } });
	const delivery = (id: number, quantity: number) => ({
		type: "delivery",
		id: String(id),
		reference: String(id),
		href: `${SITE}/#${DATABASE}/model/stock.shipment.out/${id}`,
		lines: [{ title: "Rigid loom", quantity }],
	});
	const unpaid = { label: "Waits for payment", tone: "warn" };
	return [
		{
			...delivery(1, 2),
			postedAt: lateShipment?.created,
			expectedAt: noon(-5),
			state: { label: "Late", tone: "bad" },
		},
		{
			...shared(2, 1, 12_990),
			reference: "2",
			placedAt: sent?.created,
			payment: unpaid,
			fulfilment: { label: "Shipped", tone: "good" },
		},
		{
			...shared(1, 2, 25_980),
			reference: "1",
			placedAt: late && noon(-5),
			payment: unpaid,
			fulfilment: { label: "To be shipped", tone: "neutral" },
		},
		{
			...shared(4, 1, 12_990),
			reference: "3",
			placedAt: cancelled?.created,
			...both("Cancelled"),
			cancelledAt: cancelled?.written,
		},
		{ ...shared(3, 3, 38_970), reference: "PO-7", placedAt: draft?.created, ...both("Draft") },
		{ ...delivery(2, 1), postedAt: noon(0), state: { label: "Shipped", tone: "good" } },
	];
}

/** Of all records, oldest first, in ISO 8601. */
async function timesOf(rpc: TrytonServer["rpc"], model: string) {
	const records = z.array(z.object({ create_date: instant, write_date: instant.nullable() }));
	const fields = ["create_date", "write_date"];
	const read = await rpc(`model.${model}.search_read`, [], 0, 20, [["id", "ASC"]], fields, {});
	return records.parse(read).map(({ create_date, write_date }) => ({ created: create_date, written: write_date }));
}

async function checkRefusals(server: TrytonServer, report: Report): Promise<void> {
	const onlooker = connect(server, ONLOOKER);
	const refused = "Tryton does not let this user read sales. Put the user into the group Sales.";
	expectEqual(report, "the self-test names the company and the groups that a user is without", await onlooker.test(), [
		{ ok: true, text: `Signed in to the database ${DATABASE} as onlooker.` },
		{ ok: false, text: "The user works for no company: choose one in the user's record, else no sale can be seen." },
		{ ok: true, text: "Can read contact mechanisms of parties." },
		{ ok: false, text: refused },
		{ ok: false, text: "Tryton does not let this user read customer shipments. Put the user into the group Stock." },
	]);
	expectEqual(report, "and so does the look-up", await onlooker.lookup({ email: LENA.email }), {
		ok: false,
		reason: refused,
	});
	const wrong = { ok: false, reason: notAccepted(DATABASE) };
	const forger = connect(server, { ...HEDDLE, password: "wrong" });
	expectEqual(report, "a wrong password is named by the look-up", await forger.lookup({ email: LENA.email }), wrong);
	expectEqual(report, "a wrong password is named by the self-test", await forger.test(), [
		{ ok: false, text: wrong.reason },
	]);
	const lost = connect(server, HEDDLE, "another");
	expectEqual(report, "a wrong database is named", await lost.test(), [
		{ ok: false, text: "Tryton has no database another. Check its name." },
	]);
}

function notAccepted(database: string): string {
	return `Tryton does not accept the user and password for the database ${database}. Check all three.`;
}

/** The address that a business would type, and this machine's in place of it. */
function connect({ origin }: TrytonServer, user: { login: string; password: string }, database = DATABASE) {
	const form = { url: SITE, database, user: user.login, password: user.password, origin };
	const settings = connector.settings.parse(form);
	const fetchSystem = reach(origin);
	return {
		lookup: (keys: VerifiedKeys): Promise<Lookup> => connector.lookup(keys, settings, fetchSystem),
		test: () => connector.test(settings, fetchSystem),
		found: (afterMs: number) => foundIn(connector, settings, fetchSystem, afterMs),
	};
}

function noon(days: number): string {
	const { year, month, day } = daysFromToday(days);
	return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}T12:00:00.000Z`;
}
