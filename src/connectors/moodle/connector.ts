// Moodle: the customer's courses by web service functions. It sends no webhooks: cards are fetched anew.
import type { Connector, SystemFetch, TestLine } from "../connector.ts";
import { tested } from "../failure.ts";
import { siteInfo } from "./answers.ts";
import { lookup } from "./lookup.ts";
import { type Settings, settings } from "./settings.ts";
import { call, FUNCTIONS } from "./site.ts";

export const moodle: Connector<Settings> = {
	name: "moodle",
	title: "Moodle",
	group: "courses",
	summary: "The customer's courses: how far they are, and what comes next.",
	fields: [
		{
			key: "url",
			label: "Site address",
			help: "As in the browser, with its folder if Moodle has one.",
			placeholder: "https://learn.example.com",
			secret: false,
			required: true,
		},
		{
			key: "token",
			label: "Web service token",
			help: "Site administration → Server → Web services → Manage tokens.",
			secret: true,
			required: true,
		},
	],
	settings,
	origin: ({ url, origin }) => origin ?? new URL(url).origin,
	lookup: (keys, settings, fetchSystem, noteUnknown) => lookup(keys, settings, fetchSystem, noteUnknown),
	test,
	hooks: null,
};

/** Moodle itself lists the functions that the token may call. */
function test(settings: Settings, fetchSystem: SystemFetch): Promise<TestLine[]> {
	return tested("Moodle", async () => {
		const read = await call({ settings, fetchSystem }, "core_webservice_get_site_info", {}, siteInfo);
		if (!read.ok) return [{ ok: false, text: read.reason }];
		const { sitename, fullname, siteurl, userissiteadmin, functions } = read.value;
		const allowed = new Set(functions.map(({ name }) => name));
		return [
			{ ok: true, text: `Connected to ${sitename} as ${fullname}.` },
			...addressLine(siteurl, settings),
			...(userissiteadmin
				? [{ ok: true, text: "The token is an administrator's: one of a user made for Heddle could do less harm." }]
				: []),
			...Object.keys(FUNCTIONS).map((name) =>
				allowed.has(name)
					? { ok: true, text: `${name} may be called.` }
					: { ok: false, text: `${name} is missing: add it to the token's service (External services → Functions).` },
			),
		];
	});
}

/** Links lead to the address that was typed in: it has to be the site's own. */
function addressLine(siteurl: string, { url }: Settings): TestLine[] {
	const own = siteurl.replace(/\/$/, "");
	if (own.toLowerCase() === url.toLowerCase()) return [];
	const said = /^https?:\/\/[\w.:/~-]{1,200}$/.test(own) ? own : "another address";
	return [{ ok: false, text: `Moodle calls itself ${said}: enter that as the site address.` }];
}
