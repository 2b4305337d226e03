import { describe, expect, it } from "vitest";
import { fromStripe } from "../../src/connectors/stripe/amount.ts";
import { failureWords, methodWords } from "../../src/connectors/stripe/words.ts";
import { item, type Payment } from "../../src/protocol/card.ts";
import { type FakeSystem, fixture, payload } from "./fake-system.ts";
import { CHARGES, charges, DISPUTES, lookUp, SEARCH } from "./stripe-account.ts";

async function payments(looked: ReturnType<typeof lookUp>): Promise<Payment[]> {
	const found = await looked.result;
	if (!found.ok) throw new Error(found.reason);
	return found.items.map((one) => {
		const payment = item.parse(one);
		if (payment.type !== "payment") throw new Error(`a ${payment.type} is no payment`);
		return payment;
	});
}

const paths = ({ requests }: Pick<FakeSystem, "requests">) =>
	requests.map(({ path }) => decodeURIComponent(path.split("&")[0] ?? ""));

describe("the payments of a customer", () => {
	it("come in the order in which they need an eye, with what became of each", async () => {
		const looked = lookUp();
		const shown = await payments(looked);
		expect(shown.map(({ id, state, dispute }) => [id, state.label, state.tone, dispute?.state.label])).toEqual([
			["ch_failed002", "Failed", "bad", undefined],
			["ch_bounce005", "Refund bounced", "bad", undefined],
			["ch_disput006", "Paid", "good", "Dispute needs a response"],
			["ch_partly004", "Partly refunded", "warn", undefined],
			["ch_iceld008", "Refunded", "warn", undefined],
			["ch_author09", "Authorized, not captured", "warn", undefined],
			["ch_retry0003", "Failed, paid later", "neutral", undefined],
			["ch_paid0001", "Paid", "good", undefined],
			["ch_yen000007", "Paid", "good", undefined],
		]);
		expect(looked.noted).toEqual([]);
		const of = (id: string) => shown.find((payment) => payment.id === id);
		expect(of("ch_paid0001")).toEqual({
			type: "payment",
			id: "ch_paid0001",
			reference: "1834-2210",
			href: "https://dashboard.stripe.com/test/payments/ch_paid0001",
			at: "2025-11-26T08:00:00.000Z",
			amount: { amount: 1_099, currency: "USD" },
			state: { label: "Paid", tone: "good" },
			method: "Visa ending in 4242",
			description: "Order #1042",
		});
		expect(of("ch_failed002")?.failure).toBe("Not enough money in the account");
		expect(of("ch_bounce005")?.failure).toBe("The refund bounced: the card has expired or was cancelled");
		expect(of("ch_partly004")?.refunded).toEqual({ amount: 400, currency: "USD" });
		expect(of("ch_yen000007")).toMatchObject({
			amount: { amount: 1_200, currency: "JPY" },
			method: "SEPA debit ending in 3000",
		});
		expect(of("ch_iceld008")?.refunded).toEqual({ amount: 500, currency: "ISK" });
		expect(of("ch_disput006")?.dispute).toEqual({
			state: { label: "Dispute needs a response", tone: "bad" },
			reason: "The goods did not arrive",
			amount: { amount: 9_900, currency: "USD" },
			answerBy: "2025-12-04T23:59:59.000Z",
			href: "https://dashboard.stripe.com/test/disputes/du_1MtJUT2eZvKYlo2CNaw2HvEv",
		});
	});

	it("take three calls, with the pinned version and nothing of the key in a path", async () => {
		const looked = lookUp();
		await looked.result;
		expect(paths(looked)).toEqual([
			`${SEARCH}?query=email:"lena@example.com"`,
			`${CHARGES}?customer=cus_NffrFeUfNV2Hib`,
			`${DISPUTES}?charge=ch_disput006`,
		]);
		expect(looked.requests[1]?.path).toContain("expand%5B%5D=data.refunds");
		for (const { headers } of looked.requests)
			expect(headers).toEqual({ Authorization: "Bearer rk_test_secret", "Stripe-Version": "2026-10-28.endive" });
	});

	it("are those of the equal address, found in the list where the search is behind or not to be had", async () => {
		for (const search of ["customers-none.json", "search-unavailable.json"]) {
			const looked = lookUp({ [SEARCH]: fixture("stripe", search) });
			expect((await payments(looked)).length).toBeGreaterThan(0);
			expect(paths(looked).slice(1, 3)).toEqual([
				"/v1/customers?email=lena@example.com",
				`${CHARGES}?customer=cus_listed`,
			]);
		}
		const stranger = lookUp({}, { email: "ena@example.com" });
		expect(await stranger.result).toEqual({ ok: true, found: false, items: [] });
		expect(stranger.requests).toHaveLength(2);
	});

	it("are looked for by phone too, never by a shop's own id, and no key breaks out of the query", async () => {
		expect(await lookUp({}, { phone: "+4940123456" }).result).toMatchObject({ found: true });
		const tricky = lookUp({}, { email: 'x\\" OR email~"example', externalId: "cus_NffrFeUfNV2Hib" });
		expect(await tricky.result).toMatchObject({ ok: true, found: false });
		expect(new URL(tricky.requests[0]?.path ?? "", "https://x.example").searchParams.get("query")).toBe(
			'email:"x\\\\\\" OR email~\\"example"',
		);
	});

	it("of a customer without any are none, and of many customers those of three", async () => {
		const none = await lookUp({ [CHARGES]: { body: { data: [] } } }).result;
		expect(none).toEqual({ ok: true, found: true, items: [] });
		const guests = Array.from({ length: 30 }, (_, n) => ({ id: `cus_${n}`, email: "LENA@example.com" }));
		const looked = lookUp({ [SEARCH]: { body: { data: guests } } });
		expect(await payments(looked)).toHaveLength(10);
		expect(paths(looked).filter((path) => path.startsWith(CHARGES))).toHaveLength(3);
		expect(paths(looked).filter((path) => path.startsWith(DISPUTES))).toHaveLength(3);
	});
});

describe("a payment's state", () => {
	it.each([
		["pending", { status: "pending" }, "Pending", "neutral"],
		["given back before it was captured", { captured: false, amount_refunded: 1_099 }, "Voided", "neutral"],
		["free of charge", { amount: 0 }, "Paid", "good"],
		["refunded after a bounced one", { amount_refunded: 1_099 }, "Refunded", "warn"],
	])("is told when it is %s", async (_, change, label, tone) => {
		expect((await payments(lookUp({ [CHARGES]: charges(change) })))[0]?.state).toEqual({ label, tone });
	});

	it.each([
		["pending", "Refund under way"],
		["requires_action", "Refund waits for the customer"],
		["canceled", "Paid"],
	])("tells of a refund that is %s", async (status, label) => {
		const refund = { id: "re_1", amount: 100, currency: "usd", created: 1_764_150_000, status };
		const bounced = { ...refund, id: "re_0", created: 1_764_140_000, status: "failed" };
		const looked = lookUp({ [CHARGES]: charges({ refunds: { data: [bounced, refund] } }) });
		expect((await payments(looked))[0]?.state.label).toBe(label);
	});

	it("that nobody knows is shown in its own words, and told to the admins", async () => {
		const looked = lookUp({ [CHARGES]: charges({ status: "on_ice" }) });
		expect((await payments(looked))[0]?.state).toEqual({ label: "On ice", tone: "neutral" });
		expect(looked.noted).toEqual([["charge.status", "on_ice", true]]);
		const refund = { id: "re_1", amount: 1, currency: "usd", created: 1, status: "in_orbit" };
		const refunded = lookUp({ [CHARGES]: charges({ refunds: { data: [refund] } }) });
		expect((await payments(refunded))[0]?.state.label).toBe("Paid");
		expect(refunded.noted).toEqual([["refund.status", "in_orbit", true]]);
		const [dispute] = JSON.parse(JSON.stringify(payload("stripe", "disputes.json").data));
		const strange = { data: [{ ...dispute, status: "in_mediation", reason: "buyers_remorse" }] };
		const disputed = lookUp({ [DISPUTES]: { body: strange } });
		expect((await payments(disputed)).find(({ id }) => id === "ch_disput006")?.dispute).toMatchObject({
			state: { label: "In mediation", tone: "neutral" },
			reason: "Buyers remorse",
		});
		expect(disputed.noted.map(([path, value]) => [path, value])).toEqual([
			["dispute.status", "in_mediation"],
			["dispute.reason", "buyers_remorse"],
		]);
	});

	it.each([
		["won", "Dispute won", "good"],
		["lost", "Dispute lost", "warn"],
		["warning_needs_response", "Inquiry needs a response", "bad"],
	])("of a dispute is told: %s", async (status, label, tone) => {
		const [dispute] = JSON.parse(JSON.stringify(payload("stripe", "disputes.json").data));
		const body = { data: [{ ...dispute, status, evidence_details: { due_by: 0 } }] };
		const told = (await payments(lookUp({ [DISPUTES]: { body } }))).find(({ dispute }) => dispute)?.dispute;
		expect(told).toMatchObject({ state: { label, tone } });
		expect(told).not.toHaveProperty("answerBy");
	});

	it("is 'disputed' where the key may not read disputes", async () => {
		const looked = lookUp({ [DISPUTES]: fixture("stripe", "missing-permission.json") });
		expect((await payments(looked)).find(({ id }) => id === "ch_disput006")).toMatchObject({
			state: { label: "Disputed", tone: "bad" },
		});
	});
});

describe("amounts", () => {
	it.each([
		["two digits", 1_250, "eur", 1_250],
		["none", 1_250, "jpy", 1_250],
		["three", 5_120, "kwd", 5_120],
		["cents that are history (ISK)", 500, "isk", 5],
		["cents that are history (UGX)", 500, "ugx", 5],
		["whole ariary", 5, "mga", 500],
		["forints, which differ in payouts only", 1_045, "huf", 1_045],
		["Taiwan dollars, the same", 80_045, "twd", 80_045],
	])("of currencies with %s", (_, amount, currency, minor) => {
		expect(fromStripe(amount, currency)).toEqual({ amount: minor, currency: currency.toUpperCase() });
	});

	it("that are none are left out", () => {
		expect(fromStripe(1, "euro")).toBeUndefined();
		expect(fromStripe(2 ** 53, "mga")).toBeUndefined();
	});
});

it("reasons are told by the bank's code first, and never more than may be told", () => {
	expect(failureWords(["stolen_card", "card_declined"], "x")).toMatch(/reported stolen: tell the customer only/);
	expect(failureWords([null, "brand_new_code"], "Your bank is closed.")).toBe("Your bank is closed.");
	expect(failureWords([undefined, "brand_new_code"], undefined)).toBe("Brand new code");
	expect(failureWords([], undefined)).toBe("No reason given");
	expect(methodWords({ type: "klarna" })).toBe("Klarna");
	expect(methodWords({ type: "card", brand: "amex", last4: "0005" })).toBe("American Express ending in 0005");
});

it("links lead to the mode that the payment is in", async () => {
	const [live] = await payments(lookUp({ [CHARGES]: charges({ livemode: true }) }));
	expect(live?.href).toBe("https://dashboard.stripe.com/payments/ch_paid0001");
});
