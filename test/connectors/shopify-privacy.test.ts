import { expect, it } from "vitest";
import { PRIVACY_TOPICS, readPrivacy } from "../../src/connectors/shopify/privacy.ts";
import { topics } from "../../src/connectors/shopify/translate.ts";

const SETTINGS = { shop: "oak.myshopify.com", accessToken: "shpat_0000000000000000", origin: undefined };
const SHOP = { shop_id: 954889, shop_domain: "oak.myshopify.com" };
const CUSTOMER = { id: 191167, email: "john@example.com", phone: "555-625-1199" };
const KEYS = { externalId: "191167", email: "john@example.com", phone: "555-625-1199" };

// Payloads as in https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance
it.each([
	[
		"customers/data_request",
		{ ...SHOP, customer: CUSTOMER, orders_requested: [299938, 280263], data_request: { id: 9999 } },
		{ what: "export", customer: KEYS, objects: ["299938", "280263"] },
	],
	[
		"customers/redact",
		{ ...SHOP, customer: CUSTOMER, orders_to_redact: [299938] },
		{ what: "erase_customer", customer: KEYS, objects: ["299938"] },
	],
	["shop/redact", SHOP, { what: "erase_shop", customer: {}, objects: [] }],
])("%s is read as Shopify documents it", (topic, payload, request) => {
	expect(readPrivacy(topic, payload, SETTINGS)).toEqual(request);
});

it.each(["customers/data_request", "customers/redact"])("%s that names nobody is no request", (topic) => {
	for (const customer of [undefined, null, {}, { email: null }, "john", 7])
		expect(readPrivacy(topic, { ...SHOP, customer }, SETTINGS)).toBeUndefined();
});

it.each(PRIVACY_TOPICS)(
	"%s about another shop, whose app has the same secret, is none of this connection's",
	(topic) => {
		const payload = { ...SHOP, shop_domain: "elm.myshopify.com", customer: CUSTOMER };
		expect(readPrivacy(topic, payload, SETTINGS)).toBeUndefined();
		expect(readPrivacy(topic, { ...payload, shop_domain: "OAK.myshopify.com" }, SETTINGS)).toBeDefined();
		expect(readPrivacy(topic, { customer: CUSTOMER }, SETTINGS)).toBeUndefined();
	},
);

it("is listed among the topics to subscribe to", () => {
	expect(topics).toEqual(expect.arrayContaining([...PRIVACY_TOPICS]));
});
