// Pull card: what an endpoint of the business's own says about a customer, by Heddle's contract (docs/pull-card.md).
import type { Connector, SystemFetch, TestLine } from "../connector.ts";
import { tested } from "../failure.ts";
import { ask, clockLine, type Endpoint } from "./endpoint.ts";
import { lookup } from "./lookup.ts";
import { type Settings, settings } from "./settings.ts";

/** Nobody's (RFC 2606): the test asks about a customer that no endpoint knows. */
const NOBODY = { customer: { email: "heddle-test@example.invalid" } };

export const pullCard: Connector<Settings> = {
	name: "pull-card",
	title: "Pull card",
	group: "own",
	summary: "Anything else: an endpoint of your own answers with cards. No connector needed, twenty lines of code.",
	fields: [
		{
			key: "url",
			label: "Endpoint",
			help: "Heddle POSTs to it, signed. docs/pull-card.md has the contract and an endpoint to copy.",
			placeholder: "https://api.example.com/heddle/card",
			secret: false,
			required: true,
		},
		{
			key: "secret",
			label: "Signing secret",
			help: "Made by you, the same in your endpoint. To make one: echo whsec_$(openssl rand -base64 32).",
			placeholder: "whsec_…",
			secret: true,
			required: true,
		},
	],
	settings,
	origin: ({ url, origin }) => origin ?? new URL(url).origin,
	lookup: (keys, settings, fetchSystem) => lookup(keys, endpointOf(settings, fetchSystem)),
	test,
	hooks: null,
};

function endpointOf(settings: Settings, fetchSystem: SystemFetch): Endpoint {
	return { settings, fetchSystem, nowMs: () => Date.now(), newId: () => `msg_${crypto.randomUUID()}` };
}

/** One question with a good signature, one with a bad one: an endpoint that answers both would tell anybody everything. */
function test(settings: Settings, fetchSystem: SystemFetch): Promise<TestLine[]> {
	return tested("The endpoint", async () => {
		const endpoint = endpointOf(settings, fetchSystem);
		const { answer, read } = await ask(endpoint, NOBODY);
		if (!read.ok) return [{ ok: false, text: read.reason }];
		const clock = clockLine(answer, Date.now());
		return [
			{ ok: true, text: "The endpoint accepts Heddle's signature." },
			read.value
				? { ok: false, text: "It has a card for an address that is nobody's: answer 404 for who you do not know." }
				: { ok: true, text: "It says that it does not know an address that is nobody's." },
			...(clock ? [{ ok: false, text: clock }] : []),
			await forged(endpoint),
		];
	});
}

async function forged(endpoint: Endpoint): Promise<TestLine> {
	const secret = `whsec_${btoa(crypto.randomUUID() + crypto.randomUUID()).slice(0, 64)}`;
	const { answer } = await ask({ ...endpoint, settings: { ...endpoint.settings, secret } }, NOBODY);
	return answer.status === 401 || answer.status === 403
		? { ok: true, text: "It refuses a signature that is not Heddle's." }
		: {
				ok: false,
				text: `It answers ${answer.status} to a signature that is not Heddle's: anybody could read your customers' data. Answer 401.`,
			};
}
