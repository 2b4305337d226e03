// Mapped REST: any system that answers a GET with JSON. What the answer means, a mapping of the workspace says.
import type { Connector, SystemFetch, TestLine } from "../connector.ts";
import { tested } from "../failure.ts";
import { unsignedHooks } from "../own-events.ts";
import { ask, lookup } from "./lookup.ts";
import { type Settings, settings } from "./settings.ts";

/** Nobody's (RFC 2606, and a number that no country gives out): the test asks about a customer whom no system knows. */
const NOBODY = { email: "heddle-test@example.invalid", phone: "+0000000000", externalId: "heddle-test" };

export const mappedRest: Connector<Settings> = {
	name: "mapped-rest",
	title: "Mapped REST",
	group: "own",
	summary: "Anything else that answers with JSON: an address, a key, and a mapping from its answer to cards. No code.",
	fields: [
		{
			key: "url",
			label: "Address",
			help: "With {email}, {phone} or {externalId} where the customer goes. Only what is proven about a customer is put there; without it the system is not asked.",
			placeholder: "https://api.example.com/members/{email}",
			secret: false,
			required: true,
		},
		{
			key: "auth",
			label: "How Heddle signs in",
			help: "As the system's own documentation says.",
			secret: false,
			required: true,
			options: [
				{ value: "bearer", label: "Bearer token" },
				{ value: "header", label: "Key in a header of its own" },
				{ value: "basic", label: "User name and password (Basic)" },
				{ value: "none", label: "Not at all" },
			],
		},
		{
			key: "name",
			label: "Header or user name",
			help: "For a key in a header: the header's name. For Basic: the user name. Else empty.",
			placeholder: "X-Api-Key",
			secret: false,
			required: false,
		},
		{
			key: "secret",
			label: "Token, key or password",
			help: "Of an account that may read, and no more.",
			secret: true,
			required: false,
		},
	],
	settings,
	origin: ({ url, origin }) => origin ?? new URL(url).origin,
	lookup,
	test,
	hooks: unsignedHooks("Where your system can call an address when something happens, have it POST JSON to this one."),
	needsMapping: true,
};

function test(settings: Settings, fetchSystem: SystemFetch): Promise<TestLine[]> {
	return tested("The system", async () => {
		const read = await ask(NOBODY, settings, fetchSystem);
		if (!read.ok) return [{ ok: false, text: read.reason }];
		const signedIn = settings.auth === "none" ? "The system answers." : "The system answers, and accepts the sign-in.";
		return [
			{ ok: true, text: signedIn },
			{
				ok: true,
				text: read.value.known
					? "It answers with JSON also for an address that is nobody's: let the mapping give nothing then."
					: "It says 404 to an address that is nobody's.",
			},
		];
	});
}
