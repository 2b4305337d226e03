// Request Tracker 5 for real: tickets made by its REST 2.0, a token made on its own page, and the card of them.
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import type { Lookup } from "../../src/connectors/connector.ts";
import { requestTracker as connector } from "../../src/connectors/request-tracker/connector.ts";
import { versionOf } from "./debian.ts";
import { expectEqual } from "./expectation.ts";
import { reach } from "./reach.ts";
import type { RealSystem } from "./real-system.ts";
import {
	installRequestTracker,
	type Person,
	type RequestTrackerSite,
	startRequestTracker,
	WEB_PATH,
} from "./request-tracker-site.ts";
import { onStage } from "./stage.ts";
import { foundIn } from "./sweep.ts";

const LENA = "Lena.Hoffmann@example.com";
const OBRIEN = "siobhan.o'brien@example.com";
/** More than one answer of the connector's search holds. */
const OLD_TICKETS = 51;

const HEDDLE: Person = {
	name: "heddle",
	password: "warp-and-weft-4711",
	rights: ["SeeQueue", "ShowTicket", "ManageAuthTokens"],
};
const ONLOOKER: Person = { name: "onlooker", password: "warp-and-weft-4712", rights: ["ManageAuthTokens"] };

export const requestTracker: RealSystem = {
	name: "rt",
	async run(report) {
		installRequestTracker(report);
		report(`Request Tracker ${versionOf("request-tracker5")}`);
		await onStage("rt", async (stage) => {
			const beganMs = Date.now() - 1_000;
			const site = await startRequestTracker(stage, [HEDDLE, ONLOOKER]);
			report(`runs at ${site.origin}${WEB_PATH}`);
			const token = await site.tokenOf(HEDDLE);
			await checkCards(site, token, report);
			await checkSweeps(site, token, beganMs, report);
			await checkRefusals(site, await site.tokenOf(ONLOOKER), report);
		});
		report("stopped, nothing is left of it");
	},
};

async function checkCards(site: RequestTrackerSite, token: string, report: (line: string) => void): Promise<void> {
	const heddle = connect(site, token);
	expectEqual(
		report,
		"the self-test of an empty RT names its queues, and that no ticket is there",
		await heddle.test(),
		[
			{ ok: true, text: `Signed in to Request Tracker ${versionOf("request-tracker5")}.` },
			{ ok: true, text: "Queues that can be seen: General" },
			{ ok: false, text: expect.noTicket },
		],
	);
	const loom = await makeTicket(site, { Subject: "Where is my loom?", Requestor: LENA, Priority: 100 });
	const invoice = await makeTicket(site, { Subject: "Rechnung für „Webstuhl“", Requestor: [LENA, OBRIEN] });
	await site.rest("PUT", `/ticket/${invoice}`, { Status: "resolved" });
	await makeTicket(site, { Subject: "Somebody else's", Requestor: `x${LENA}` });
	report("made a customer with two tickets, and another customer whose address resembles theirs");

	const tickets = [
		{
			...(await shown(site, loom)),
			subject: "Where is my loom?",
			state: { label: "New", tone: "bad" },
			priority: "High",
		},
		{
			...(await shown(site, invoice)),
			subject: "Rechnung für „Webstuhl“",
			state: { label: "Resolved", tone: "good" },
			priority: "Low",
		},
	];
	const found = { ok: true, found: true, items: tickets };
	expectEqual(
		report,
		"the card has both tickets, the urgent one first",
		await heddle.lookup("lena.hoffmann@example.com"),
		found,
	);
	expectEqual(report, "an address with an apostrophe is found as any other", await heddle.lookup(OBRIEN), {
		...found,
		items: tickets.slice(1),
	});
	for (const stranger of ["nobody@example.com", "x' OR id > 0 OR Subject = '", "x\\' OR id > 0 OR Subject = \\'", "\\"])
		expectEqual(report, `nobody is known by ${stranger}`, await heddle.lookup(stranger), nobody);

	for (let n = 0; n < OLD_TICKETS; n++)
		await makeTicket(site, { Subject: `Old story ${n}`, Requestor: LENA, Status: "resolved" });
	const many = await heddle.lookup(LENA);
	expectEqual(report, `the open ticket is first also behind ${OLD_TICKETS} newer ones`, firstOf(many), tickets[0]);
	const lines = await heddle.test();
	expectEqual(
		report,
		"the self-test has nothing to complain of",
		lines.filter(({ ok }) => !ok),
		[],
	);
}

/** Whatever zone the user keeps, which RT reads times of day in. */
const ZONES = ["Pacific/Auckland", "America/Los_Angeles", "UTC"];

async function checkSweeps(
	site: RequestTrackerSite,
	token: string,
	beganMs: number,
	report: (line: string) => void,
): Promise<void> {
	const heddle = connect(site, token);
	const all = Array.from({ length: OLD_TICKETS + 3 }, (_, n) => String(n + 1));
	for (const Timezone of ZONES) {
		const said = JSON.stringify(await site.rest("PUT", `/user/${HEDDLE.name}`, { Timezone }));
		if (!said.includes(Timezone)) throw new Error(`RT did not take the zone: ${said}`);
		const found = await heddle.found(beganMs);
		expectEqual(
			report,
			`a sweep finds every ticket once, in ${Timezone}`,
			found.map(({ objectId }) => objectId),
			all,
		);
	}
	// Times of change are whole seconds.
	await pause(1_100);
	const quietMs = Date.now();
	await pause(1_100);
	await site.rest("PUT", "/ticket/2", { Status: "open", Subject: "Rechnung, noch einmal" });
	await pause(1_100);
	const [changed, ...more] = await heddle.found(quietMs);
	expectEqual(
		report,
		"a later one finds what changed since, and nothing else",
		[changed, ...more],
		[
			{
				...{ kind: "other", objectType: "ticket", objectId: "2", reference: "#2", facts: {} },
				summary: "Ticket #2 changed, open: Rechnung, noch einmal",
				href: changed?.href,
				version: (await shown(site, "2")).updatedAt,
				customer: { email: LENA },
				item: {
					...(await shown(site, "2")),
					subject: "Rechnung, noch einmal",
					state: { label: "Open", tone: "warn" },
					priority: "Low",
				},
			},
		],
	);
	expectEqual(report, "and the next one nothing", await heddle.found(Date.now()), []);
}

async function checkRefusals(site: RequestTrackerSite, token: string, report: (line: string) => void): Promise<void> {
	const onlooker = connect(site, token);
	const lines = await onlooker.test();
	expectEqual(report, "the self-test names both rights that a token's user has not", lines.slice(1), [
		{ ok: false, text: "No queue can be seen: give the token's user the right SeeQueue." },
		{ ok: false, text: expect.noTicket },
	]);
	expectEqual(report, "a token without rights shows nobody's tickets", await onlooker.lookup(LENA), nobody);
	const forger = connect(site, "1-27-00000000000000000000000000000000");
	const refused = { ok: false, reason: expect.wrongToken };
	expectEqual(report, "a wrong token is named by the look-up", await forger.lookup(LENA), refused);
	expectEqual(report, "a wrong token is named by the self-test", await forger.test(), [
		{ ok: false, text: expect.wrongToken },
	]);
	const lost = connect(site, token, "https://help.example/help-desk");
	expectEqual(report, "a wrong path is named", (await lost.test())[0]?.ok, false);
}

const nobody = { ok: true, found: false, items: [] };
const expect = {
	noTicket: "No ticket can be seen: give the token's user the right ShowTicket, unless RT has none yet.",
	wrongToken:
		"Request Tracker does not accept the token. Make a new one (Logged in as → Settings → Auth Tokens), and see that its user is enabled and privileged.",
};

/** The address that a business would type, and this machine's in place of it. */
function connect({ origin }: RequestTrackerSite, token: string, url = `https://help.example${WEB_PATH}`) {
	const settings = connector.settings.parse({ url, token, origin });
	const fetchSystem = reach(origin);
	return {
		lookup: (email: string): Promise<Lookup> => connector.lookup({ email }, settings, fetchSystem),
		test: () => connector.test(settings, fetchSystem),
		found: (afterMs: number) => foundIn(connector, settings, fetchSystem, afterMs),
	};
}

async function makeTicket(site: RequestTrackerSite, ticket: object): Promise<string> {
	const body = { Queue: "General", Content: "…", ContentType: "text/plain", ...ticket };
	return z.object({ id: z.string() }).parse(await site.rest("POST", "/ticket", body)).id;
}

/** What stands on a card of every ticket; the time is what RT itself says of it. */
async function shown(site: RequestTrackerSite, id: string) {
	const { LastUpdated } = z.object({ LastUpdated: z.string() }).parse(await site.rest("GET", `/ticket/${id}`));
	return {
		type: "ticket",
		id,
		reference: `#${id}`,
		href: `https://help.example/rt/Ticket/Display.html?id=${id}`,
		updatedAt: LastUpdated.replace("Z", ".000Z"),
	};
}

function firstOf(found: Lookup): unknown {
	return found.ok ? found.items[0] : found.reason;
}
