import { describe, expect, it } from "vitest";
import { aftership } from "../../src/connectors/aftership/connector.ts";
import { translate } from "../../src/connectors/aftership/translate.ts";
import { HOSTILE, hookRequest, payload, sign } from "./fake-system.ts";
import { checkTranslated } from "./translated.ts";

const NOW = Date.parse("2026-11-25T09:00:00Z");
const body = JSON.stringify(payload("aftership", "hook-tracking-update.json"), null, 1);
const verify = (text: string, signature: string | null, secrets = ["hush"]) => {
	if (!aftership.hooks) throw new Error("AfterShip has webhooks");
	const headers: Record<string, string> = signature === null ? {} : { "Aftership-Hmac-Sha256": signature };
	return aftership.hooks.verify(hookRequest(text, headers), secrets);
};
const REFUSED = { ok: false, code: "invalid_signature" };

describe("a webhook's signature", () => {
	it("covers the body, under any live secret", async () => {
		expect(await verify(body, sign("hush", body), ["new", "hush"])).toEqual({
			ok: true,
			head: {
				topic: "tracking_update",
				eventId: "3f645f5e-530b-4062-8695-db6a64420af8",
				occurredAt: "2026-11-25T09:00:00.000Z",
			},
		});
		expect(await verify(`${body} `, sign("hush", body))).toEqual(REFUSED);
		expect(await verify(JSON.stringify(JSON.parse(body)), sign("hush", body))).toEqual(REFUSED);
		expect(await verify(body, sign("hush", body), ["new"])).toEqual(REFUSED);
		expect(await verify(body, sign("", body), [""])).toEqual(REFUSED);
	});

	it("is base64, and has to be there", async () => {
		expect(await verify(body, Buffer.from(sign("hush", body), "base64").toString("hex"))).toEqual(REFUSED);
		expect(await verify(body, null)).toEqual({ ok: false, code: "missing_header" });
	});

	it("lets in a signed body that says nothing, as an unknown topic; without an id the body is its own", async () => {
		expect(await verify("{}", sign("hush", "{}"))).toMatchObject({ ok: true, head: { topic: "unknown" } });
		const bare = JSON.stringify({ event: "edd_revise", msg: {} });
		expect(await verify(bare, sign("hush", bare))).toMatchObject({
			head: { topic: "edd_revise", eventId: expect.stringMatching(/^[0-9a-f]{64}$/) },
		});
	});
});

const head = (topic: string) => ({ topic, eventId: "evt_1" });
/** The event with its tracking changed. */
function read(topic: string, name: string, change: object = {}, first?: boolean) {
	const event = JSON.parse(JSON.stringify(payload("aftership", name)));
	Object.assign(event.msg, change);
	if (first !== undefined) event.is_tracking_first_tag = first;
	return checkTranslated(translate(head(topic), event, NOW));
}
const UPDATE = "hook-tracking-update.json";

describe("an event in canonical form", () => {
	it.each([
		["tracking_update", UPDATE, "delivery.updated"],
		["tracking_update", "hook-delivered.json", "delivery.delivered"],
		["tracking_update", "hook-exception.json", "delivery.delayed"],
		["edd_revise", "hook-edd-revise.json", "delivery.delayed"],
		["tracking_pending_time", "hook-pending-time.json", "delivery.exception"],
	])("reads %s of %s", (topic, name, kind) => {
		expect(aftership.hooks?.topics).toContain(topic);
		expect(read(topic, name)).toMatchObject({ kind, objectType: "tracking", customer: { email: "Lena@example.com" } });
	});

	it.each([
		["announced for the first time", { tag: "InfoReceived" }, true, "delivery.created"],
		["announced again", { tag: "InfoReceived" }, false, "delivery.updated"],
		["out for delivery", { tag: "OutForDelivery" }, true, "delivery.updated"],
		["not handed over", { tag: "AttemptFail" }, true, "delivery.exception"],
		["lost", { tag: "Exception", subtag: "Exception_013" }, true, "delivery.exception"],
		["held up by the weather", { tag: "Exception", subtag: "Exception_017" }, true, "delivery.delayed"],
		["without news", { tag: "Expired" }, true, "delivery.exception"],
		["past its day", { latest_estimated_delivery: { datetime: "2026-11-20" } }, false, "delivery.delayed"],
		["a return in trouble", { tag: "Exception", shipment_direction: "return" }, true, "delivery.updated"],
	])("is told of a parcel that is %s", (_, change, first, kind) => {
		expect(read("tracking_update", UPDATE, change, first).kind).toBe(kind);
	});

	it("tells how many days later than first said, or than the day that has passed", () => {
		expect(read("edd_revise", "hook-edd-revise.json")).toMatchObject({
			reference: "9400111",
			summary: "Parcel 9400111 of order #1042 is expected later (2 days late), USPS: Arrived at hub",
			href: "https://tools.usps.com/go/TrackConfirmAction?tLabels=9400111",
			version: "2026-11-24T10:00:00.000Z",
			facts: { delayDays: 2 },
			item: { type: "parcel", order: "#1042" },
		});
		const sooner = { first_estimated_delivery: { datetime: "2026-11-29" } };
		expect(read("edd_revise", "hook-edd-revise.json", sooner)).toMatchObject({ kind: "delivery.updated", facts: {} });
		const passed = { latest_estimated_delivery: { datetime: "2026-11-21" }, first_estimated_delivery: null };
		expect(read("tracking_update", UPDATE, passed).facts).toEqual({ delayDays: 3 });
		expect(read("tracking_update", "hook-exception.json").facts).toEqual({ delayDays: 5 });
		expect(
			read("tracking_update", UPDATE, { latest_estimated_delivery: null, first_estimated_delivery: null }).facts,
		).toEqual({});
	});

	it("says of a delivered parcel no more than that", () => {
		expect(read("tracking_update", "hook-delivered.json").summary).toBe("Parcel 9400113 delivered to neighbor, USPS");
	});

	it.each(HOSTILE)("never throws: %s", (_, hostile) => {
		for (const topic of [...(aftership.hooks?.topics ?? []), "shipment_update", "__proto__", ""])
			for (const event of [
				hostile,
				{ msg: hostile },
				{ ...payload("aftership", UPDATE), is_tracking_first_tag: hostile },
			])
				checkTranslated(translate(head(topic), event, NOW));
	});
});
