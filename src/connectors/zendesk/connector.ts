// Zendesk: the customer's tickets by REST, changes of tickets by webhook.
import type { Connector, SystemFetch, TestLine } from "../connector.ts";
import { tested } from "../failure.ts";
import { me } from "./answers.ts";
import { get, lookup } from "./lookup.ts";
import { poll } from "./poll.ts";
import { type Settings, settings } from "./settings.ts";
import { topics, translate } from "./translate.ts";
import { verify } from "./verify.ts";

export const zendesk: Connector<Settings> = {
	name: "zendesk",
	title: "Zendesk",
	group: "tickets",
	summary: "The customer's tickets, open ones first.",
	fields: [
		{
			key: "subdomain",
			label: "Subdomain",
			help: "The first part of your-company.zendesk.com.",
			placeholder: "your-company",
			secret: false,
			required: true,
		},
		{
			key: "email",
			label: "Agent's e-mail address",
			help: "Heddle sees what this agent may see.",
			secret: false,
			required: true,
		},
		{
			key: "apiToken",
			label: "API token",
			help: "Admin Center → Apps and integrations → API tokens.",
			secret: true,
			required: true,
		},
	],
	settings,
	origin: ({ subdomain, origin }) => origin ?? `https://${subdomain}.zendesk.com`,
	lookup,
	test,
	hooks: {
		secretFrom: "vendor",
		topics,
		instructions:
			"In Admin Center → Apps and integrations → Webhooks, create a webhook for Zendesk events (ticket events) with this address, method POST and format JSON, then paste here its signing secret.",
		verify,
		translate,
	},
	poll,
};

function test(settings: Settings, fetchSystem: SystemFetch): Promise<TestLine[]> {
	return tested("Zendesk", async () => {
		const read = await get("/api/v2/users/me.json", settings, fetchSystem, me);
		if (!read.ok) return [{ ok: false, text: read.reason }];
		const { id, name, role } = read.value.user;
		if (id === null)
			return [{ ok: false, text: "Zendesk does not know these credentials. Check the e-mail address and the token." }];
		const staff = role === "admin" || role === "agent";
		return [
			{ ok: true, text: `Signed in as ${name}.` },
			staff
				? { ok: true, text: "This agent can read tickets." }
				: { ok: false, text: "This is a customer's account: use an agent's." },
		];
	});
}
