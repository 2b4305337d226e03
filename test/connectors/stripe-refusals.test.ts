import { describe, expect, it } from "vitest";
import { stripe } from "../../src/connectors/stripe/connector.ts";
import { test } from "../../src/connectors/stripe/self-test.ts";
import { fakeSystem, fixture, HOSTILE } from "./fake-system.ts";
import { CHARGES, charges, DISPUTES, LIST, lookUp, SEARCH } from "./stripe-account.ts";

describe("what Stripe refuses", () => {
	it.each([
		["a wrong key", fixture("stripe", "invalid-key.json"), { reason: expect.stringContaining("does not accept") }],
		[
			"a missing permission",
			fixture("stripe", "missing-permission.json"),
			{ reason: "Stripe does not let this key read: give it the permission Disputes: Read." },
		],
		["a refusal without a sentence", { status: 403 }, { reason: expect.stringContaining("permissions") }],
		["too many calls", fixture("stripe", "rate-limited.json"), { retryAfterMs: 1_000 }],
		["too many calls, with a time", { status: 429, headers: { "retry-after": "7" } }, { retryAfterMs: 7_000 }],
		["a fault of its own", fixture("stripe", "api-fault.json"), { reason: expect.stringContaining("(500)") }],
		["a page that is no JSON", {}, { reason: expect.stringContaining("no JSON") }],
		["another shape", { body: { data: [{ id: null }] } }, { drift: { path: "data.0.id" } }],
	])("is told for %s", async (_, reply, told) => {
		const outcome = await lookUp({ [SEARCH]: reply }).result;
		expect(outcome).toMatchObject({ ok: false, ...told });
		expect(JSON.stringify(outcome)).not.toMatch(/secret|lena|status/);
	});

	it("is told of the list, the charges and the disputes as well, and names the field that has changed", async () => {
		const none = { [SEARCH]: fixture("stripe", "customers-none.json") };
		expect(await lookUp({ ...none, [LIST]: { status: 400 } }).result).toMatchObject({
			reason: "Stripe refused the request (400).",
		});
		const unknown = { body: { error: { code: "parameter_unknown", message: "lena@example.com" } }, status: 400 };
		expect(await lookUp({ ...none, [LIST]: unknown }).result).toMatchObject({
			reason: "Stripe refused the request (parameter_unknown).",
		});
		expect(await lookUp({ [CHARGES]: charges({ amount: "10.99" }) }).result).toMatchObject({
			ok: false,
			drift: { path: "data.0.amount", before: "number", after: "text" },
		});
		expect(await lookUp({ [CHARGES]: charges({ created: 1e18 }) }).result).toMatchObject({
			drift: { path: "data.0.created" },
		});
		expect(await lookUp({ [DISPUTES]: { status: 503 } }).result).toMatchObject({ ok: false });
	});

	it.each(HOSTILE)("is never an exception: %s", async (_, hostile) => {
		for (const place of [SEARCH, LIST, CHARGES, DISPUTES])
			for (const body of [hostile, { data: hostile }, { data: [hostile] }])
				expect(await lookUp({ [place]: { body } }).result).toHaveProperty("ok");
	});
});

describe("the test of a connection", () => {
	const NOW = Date.parse("2026-11-25T09:00:00Z");
	const sound = {
		[LIST]: fixture("stripe", "customers-list.json"),
		[CHARGES]: fixture("stripe", "charges.json"),
		"/v1/refunds": fixture("stripe", "refunds.json"),
		[DISPUTES]: fixture("stripe", "disputes.json"),
	};
	const run = (change: Parameters<typeof fakeSystem>[0] = {}, apiKey = "rk_test_secret") =>
		test({ apiKey, origin: undefined }, fakeSystem({ ...sound, ...change }).fetchSystem, NOW);
	const dated = (date: string) => ({ [LIST]: { ...sound[LIST], headers: { date } } });

	it("says what the key may read, and in which mode", async () => {
		const lines = await run(dated("Wed, 25 Nov 2026 09:00:40 GMT"));
		expect(lines.map(({ ok }) => ok)).toEqual([true, true, true, true, true, true]);
		expect(lines[0]?.text).toContain("test mode");
		expect((await run({}, "sk_live_secret"))[0]?.text).toMatch(/live mode, with a secret key/);
	});

	it.each([
		[LIST, "Customers: Read"],
		[CHARGES, "Charges and Refunds: Read"],
		["/v1/refunds", "Charges and Refunds: Read"],
		[DISPUTES, "Disputes: Read"],
	])("names the permission that %s needs", async (path, permission) => {
		const lines = await run({ [path]: fixture("stripe", "missing-permission.json") });
		expect(lines.filter(({ ok }) => !ok)).toEqual([{ ok: false, text: expect.stringContaining(permission) }]);
	});

	it("tells of a wrong key, and of clocks that disagree", async () => {
		expect(await run({ [CHARGES]: fixture("stripe", "invalid-key.json") })).toEqual([
			{ ok: false, text: expect.stringContaining("API key") },
		]);
		expect((await run(dated("Wed, 25 Nov 2026 09:07:00 GMT"))).at(-1)).toEqual({
			ok: false,
			text: expect.stringContaining("7 minutes apart"),
		});
	});
});

it.each(["pk_live_1", "sk_org_live_1", "rk_live_", "rk_live_a b", "whsec_1", ""])(
	"the settings take no key like %j",
	(apiKey) => {
		expect(stripe.settings.safeParse({ apiKey }).success).toBe(false);
	},
);
