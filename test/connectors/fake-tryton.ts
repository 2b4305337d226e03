// A Tryton made of fixtures, and a look-up in it.
import type { Lookup, SystemRequest } from "../../src/connectors/connector.ts";
import { lookup } from "../../src/connectors/tryton/lookup.ts";
import { settings as form } from "../../src/connectors/tryton/settings.ts";
import { item } from "../../src/protocol/card.ts";
import { fakeSystem, fixture, payload } from "./fake-system.ts";

export const settings = form.parse({
	url: "https://erp.example/",
	database: "loom",
	user: "heddle",
	password: "Zürich: 1",
});
export const LENA = "lena.hoffmann@example.com";
export const NOON = Date.parse("2026-11-25T12:00:00Z");
export const nobody = { ok: true, found: false, items: [] };

export const answer = (name: string) => fixture("tryton", name);
export const MECHANISM = "model.party.contact_mechanism.search_read";
export const SALE = "model.sale.sale.search_read";
export const SHIPMENT = "model.stock.shipment.out.search_read";
export const PREFERENCES = "model.res.user.get_preferences";
export type Reply = Parameters<typeof fakeSystem>[0][string];
const whole: Record<string, Reply> = {
	[MECHANISM]: answer("mechanisms.json"),
	[SALE]: answer("sales.json"),
	[SHIPMENT]: answer("shipments.json"),
	[PREFERENCES]: answer("preferences.json"),
};

/** All calls go to one path: what tells them apart is the method in the body. */
export function server(change: Record<string, Reply> = {}) {
	const { fetchSystem } = fakeSystem({ ...whole, ...change });
	const requests: SystemRequest[] = [];
	return {
		requests,
		fetchSystem: (request: SystemRequest) => {
			requests.push(request);
			return fetchSystem({ ...request, path: methodOf(request.json) });
		},
	};
}

export function methodOf(json: unknown): string {
	return typeof json === "object" && json !== null && "method" in json ? String(json.method) : "";
}

export function lookUp(change: Record<string, Reply> = {}, keys: object = { email: LENA }, nowMs = NOON) {
	const { fetchSystem, requests } = server(change);
	const unknown: string[] = [];
	const result = lookup(keys, settings, fetchSystem, (path, value) => unknown.push(`${path} ${value}`), nowMs);
	return { requests, unknown, result };
}

/** A fixture's first record, changed. */
export function changed(name: string, ...changes: object[]): Reply {
	const [one] = JSON.parse(JSON.stringify(payload("tryton", name).result));
	return { body: { id: 1, result: changes.map((change) => ({ ...one, ...change })) } };
}

export function day(year: number, month: number, date: number) {
	return { __class__: "date", year, month, day: date };
}

export function shown(found: Lookup) {
	if (!found.ok) throw new Error(found.reason);
	return found.items.map((one) => item.parse(one));
}
