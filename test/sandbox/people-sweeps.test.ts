// Asking the sandbox's Zendesk and HubSpot what changed: tickets and contacts, as their webhooks would have told of them.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { Business } from "../../scripts/sandbox/business.ts";
import type { SystemKey } from "../../scripts/sandbox/tenants.ts";
import { tenants } from "../../scripts/sandbox/tenants.ts";
import type { Connector } from "../../src/connectors/connector.ts";
import { hubspot } from "../../src/connectors/hubspot/connector.ts";
import { zendesk } from "../../src/connectors/zendesk/connector.ts";
import { openPlayground, type Playground, START } from "./playground.ts";
import { sweeping } from "./sweeping.ts";

let playground: Playground;
beforeEach(async () => {
	playground = await openPlayground();
});
afterEach(() => playground.close());

const { credentials } = tenants.loom;
const LENA = "lena.hoffmann@example.com";
const ALWAYS = START.getTime() - 10_000 * 86_400_000;
const NOW = START.getTime();

function connected<Settings>(connector: Connector<Settings>, system: SystemKey, form: object) {
	const { found: all, translate: told, asked } = sweeping(connector, form, playground.sandbox.systems[system]);
	/** `between` happens after the first page. */
	const found = (afterMs: number, untilMs: number, between?: () => Promise<unknown>) =>
		all(afterMs, untilMs, async (page) => {
			if (page === 0) await between?.();
			playground.pass(1_000);
		});
	return { connector, told, found, asked };
}

async function change(path: string, body: object): Promise<void> {
	const response = await playground.control("POST", `tenants/loom/${path}`, body);
	expect(response.status, await response.clone().text()).toBe(201);
}

/** A business as no story tells it. */
async function rewrite(how: (business: Business) => void): Promise<void> {
	const path = join(playground.dataDir, "sandbox.json");
	const state = z
		.looseObject({ loom: z.looseObject({ business: Business }) })
		.parse(JSON.parse(readFileSync(path, "utf8")));
	how(state.loom.business);
	writeFileSync(path, JSON.stringify(state));
	playground = await playground.restart();
}

describe("Zendesk", () => {
	const open = () => connected(zendesk, "zendesk", { subdomain: "loom", ...credentials.zendesk });

	it("tells a ticket that was solved as what it is, with the state that its card shows", async () => {
		const { found, told, connector } = open();
		const before = await found(ALWAYS, NOW);
		const open_ = before.map(told).find(({ item }) => item?.type === "ticket" && item.state.label === "Open");
		if (!open_?.item) throw new Error("a ticket is open");
		playground.pass(60_000);
		await change(`tickets/${open_.objectId}`, { status: "solved" });
		const [finding, ...more] = await found(NOW, NOW + 3_600_000);
		if (!finding) throw new Error("it is found");
		expect(more).toEqual([]);
		const news = connector.poll?.besideLast?.(finding, open_.item);
		expect(news && told(news)).toMatchObject({
			objectType: "ticket",
			objectId: open_.objectId,
			summary: expect.stringContaining("status changed, solved"),
			customer: open_.customer,
			item: { type: "ticket", state: { label: "Solved" } },
		});
		expect(open_.customer.externalId).toMatch(/^\d+$/);
		expect(await found(NOW + 3_600_000, NOW + 7_200_000)).toEqual([]);
	});

	it("is read to the end over many pages, also where tickets change meanwhile", async () => {
		const at = (n: number) => new Date(NOW - 3_600_000 + Math.floor(n / 7) * 1_000).toISOString();
		await rewrite(({ tickets }) => {
			const [first] = tickets;
			if (!first) throw new Error("there are tickets");
			for (let n = 0; n < 120; n++) tickets.push({ ...first, id: 900_000 + n, createdAt: at(n), updatedAt: at(n) });
		});
		const { found, told, asked } = open();
		const meanwhile = () => change("tickets/900119", { status: "solved" });
		const window = [NOW - 4_000_000, NOW - 1_000] as const;
		const all = (await found(...window, meanwhile)).map((one) => told(one).objectId);
		expect(all.length).toBe(120);
		expect(new Set(all).size).toBe(120);
		expect(asked.length).toBe(3);
	});
});

describe("HubSpot", () => {
	const open = () => connected(hubspot, "hubspot", credentials.hubspot);

	it("tells what changed of a contact and whose it is, and nothing of one that was only seen", async () => {
		const { found, told } = open();
		playground.pass(60_000);
		await change("contacts", { customer: LENA, properties: { lifecyclestage: "evangelist", phone: "+49 40 7" } });
		await change("contacts", { customer: "eleanor.hartley@example.com", seen: true });
		const [finding, ...more] = await found(NOW, NOW + 3_600_000);
		if (!finding) throw new Error("it is found");
		expect(more).toEqual([]);
		expect(told(finding)).toMatchObject({
			kind: "customer.updated",
			objectType: "contact",
			summary: expect.stringMatching(/ changed: phone, lifecyclestage is now evangelist$/),
			customer: { email: LENA },
			href: expect.stringContaining("/record/0-1/"),
		});
	});

	it("finds a change whose contact was touched again after the window", async () => {
		const { found, told } = open();
		playground.pass(60_000);
		await change("contacts", { customer: LENA, properties: { hs_lead_status: "CONNECTED" } });
		playground.pass(120_000);
		await change("contacts", { customer: LENA, seen: true });
		const all = await found(NOW, NOW + 90_000);
		expect(all.map((one) => told(one).summary)).toEqual([expect.stringContaining("hs_lead_status is now CONNECTED")]);
		expect(await found(NOW + 90_000, NOW + 200_000)).toEqual([]);
	});

	it("is read to the end over many pages, also where contacts move meanwhile or share a moment", async () => {
		const at = (n: number) => new Date(NOW - 600_000 + (n < 150 ? 0 : n)).toISOString();
		await rewrite(({ customers }) => {
			const lena = customers.find(({ email }) => email === LENA);
			if (!lena?.contact) throw new Error("the CRM knows her");
			for (let n = 0; n < 230; n++) {
				const contact = { ...lena.contact, id: String(900_000 + n), lastContactedAt: null };
				customers.push({ ...lena, id: 800_000 + n, email: `n${n}@example.com`, createdAt: at(n), contact });
			}
		});
		const { found, told } = open();
		const meanwhile = () => change("contacts", { customer: "n0@example.com", seen: true });
		const all = await found(NOW - 700_000, NOW - 60_000, meanwhile);
		expect(new Set(all.map((one) => told(one).objectId)).size).toBe(230);
	});
});
