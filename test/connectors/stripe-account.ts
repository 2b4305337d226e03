// A Stripe account made of fixtures, and a look-up in it.
import { stripe } from "../../src/connectors/stripe/connector.ts";
import { fakeSystem, fixture, payload } from "./fake-system.ts";

export const settings = stripe.settings.parse({ apiKey: "rk_test_secret" });
export const SEARCH = "/v1/customers/search";
export const LIST = "/v1/customers?";
export const CHARGES = "/v1/charges";
export const DISPUTES = "/v1/disputes";
const account = {
	[SEARCH]: fixture("stripe", "customers-search.json"),
	[LIST]: fixture("stripe", "customers-list.json"),
	[CHARGES]: fixture("stripe", "charges.json"),
	[DISPUTES]: fixture("stripe", "disputes.json"),
};

export function lookUp(change: Parameters<typeof fakeSystem>[0] = {}, keys: object = { email: "lena@example.com" }) {
	const { fetchSystem, requests } = fakeSystem({ ...account, ...change });
	const noted: unknown[][] = [];
	const note = (path: string, value: string, known: Iterable<string>) =>
		noted.push([path, value, [...known].length > 2]);
	return { requests, noted, result: stripe.lookup(keys, settings, fetchSystem, note) };
}

/** The charges of the fixture, one of them changed. */
export function charges(change: object) {
	const [one] = JSON.parse(JSON.stringify(payload("stripe", "charges.json").data));
	return { body: { object: "list", data: [{ ...one, ...change }] } };
}
