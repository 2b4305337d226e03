// Tryton: the customer's sales and shipments by JSON-RPC. Tryton has no webhooks of its own: what changed is
// asked for (poll.ts).
import type { Connector, SystemFetch, TestLine } from "../connector.ts";
import { tested } from "../failure.ts";
import { unsignedHooks } from "../own-events.ts";
import { lookup } from "./lookup.ts";
import { MECHANISM, SALE, SHIPMENT, USER } from "./models.ts";
import { poll } from "./poll.ts";
import { call, type Model, type Server, searchRead } from "./server.ts";
import { type Settings, settings } from "./settings.ts";

export const tryton: Connector<Settings> = {
	name: "tryton",
	title: "Tryton",
	group: "erp",
	summary: "Sales with their payment, and shipments with what is late.",
	fields: [
		{
			key: "url",
			label: "Server's address",
			help: "Where the web client is, without what stands after #.",
			placeholder: "https://erp.example.com",
			secret: false,
			required: true,
		},
		{
			key: "database",
			label: "Database",
			help: "As it is chosen when signing in; in the web client the first word after #.",
			placeholder: "company",
			secret: false,
			required: true,
		},
		{
			key: "user",
			label: "User name",
			help: "Of a user made for Heddle, in the groups Sales and Stock.",
			placeholder: "heddle",
			secret: false,
			required: true,
		},
		{ key: "password", label: "Password", help: "That user's.", secret: true, required: true },
	],
	settings,
	origin: ({ url, origin }) => origin ?? url,
	lookup: (keys, settings, fetchSystem, noteUnknown) => lookup(keys, settings, fetchSystem, noteUnknown),
	test,
	hooks: unsignedHooks(
		"In Tryton, add a trigger (Administration → Models → Triggers) whose action POSTs JSON to this address.",
	),
	poll,
};

function test(settings: Settings, fetchSystem: SystemFetch): Promise<TestLine[]> {
	const server = { settings, fetchSystem };
	return tested("Tryton", async () => {
		const own = await call(server, USER, "get_preferences", [true, {}]);
		if (!own.ok) return [{ ok: false, text: own.reason }];
		const company = own.value["company.rec_name"];
		return [
			{ ok: true, text: `Signed in to the database ${settings.database} as ${settings.user}.` },
			company
				? { ok: true, text: `Works for ${company}.` }
				: {
						ok: false,
						text: "The user works for no company: choose one in the user's record, else no sale can be seen.",
					},
			...(await Promise.all([MECHANISM, SALE, SHIPMENT].map((model) => readable(server, model)))),
		];
	});
}

/** One record with all the fields that a look-up reads. */
async function readable(server: Server, model: Model): Promise<TestLine> {
	const read = await searchRead(server, model, [], 1);
	return read.ok ? { ok: true, text: `Can read ${model.holds}.` } : { ok: false, text: read.reason };
}
