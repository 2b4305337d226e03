// What a connection to Stripe can and cannot do, line by line.
import type { SystemAnswer, SystemFetch, TestLine } from "../connector.ts";
import { tested } from "../failure.ts";
import { anyList } from "./answers.ts";
import { get } from "./api.ts";
import type { Settings } from "./settings.ts";

/** Signatures of webhooks are believed for five minutes (verify.ts): a clock that is off by two is worth a word. */
const CLOCK_TOLERANCE_MS = 120_000;

/** One small call for each thing that a look-up reads, with the permission that it needs. */
const RIGHTS: [path: string, permission: string, without: string][] = [
	["/v1/customers", "Customers", "no customer can be found"],
	["/v1/charges", "Charges and Refunds", "no payment can be shown"],
	["/v1/refunds", "Charges and Refunds", "no refund can be shown"],
	["/v1/disputes", "Disputes", "a disputed payment shows neither reason nor deadline"],
];

export function test(settings: Settings, fetchSystem: SystemFetch, nowMs: number = Date.now()): Promise<TestLine[]> {
	return tested("Stripe", async () => {
		let date: string | null = null;
		const kept: SystemFetch = async (request) => {
			const answer: SystemAnswer = await fetchSystem(request);
			date ??= answer.headers.get("date");
			return answer;
		};
		const reads = await Promise.all(RIGHTS.map(([path]) => get(path, { limit: "1" }, anyList, settings, kept)));
		const refused = reads.find((read) => !read.ok && !("status" in read && read.status === 403));
		if (refused && !refused.ok) return [{ ok: false, text: refused.reason }];
		return [
			{ ok: true, text: modeWords(settings) },
			...RIGHTS.map(([path, permission, without], place) => {
				const what = path.slice("/v1/".length);
				return reads[place]?.ok
					? { ok: true, text: `The key may read ${what}.` }
					: { ok: false, text: `The key may not read ${what}: give it ${permission}: Read. Without it ${without}.` };
			}),
			...clockLine(date, nowMs),
		];
	});
}

function modeWords({ apiKey }: Settings): string {
	const kind = apiKey.startsWith("rk_") ? "restricted key" : "secret key (a restricted one is safer)";
	return apiKey.includes("_test_")
		? `Connected to Stripe in test mode, with a ${kind}: real payments are not seen.`
		: `Connected to Stripe in live mode, with a ${kind}.`;
}

/** Nothing where the answer carries no usable date. */
function clockLine(date: string | null, nowMs: number): TestLine[] {
	const offMs = Math.abs(Date.parse(date ?? "") - nowMs);
	if (Number.isNaN(offMs)) return [];
	if (offMs <= CLOCK_TOLERANCE_MS) return [{ ok: true, text: "The clocks agree, as signatures of webhooks need." }];
	const minutes = Math.round(offMs / 60_000);
	return [{ ok: false, text: `Heddle's clock and Stripe's are ${minutes} minutes apart: webhooks will be refused.` }];
}
