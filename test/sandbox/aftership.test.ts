import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { aftershipGet, openPlayground, type Playground } from "./playground.ts";

let playground: Playground;
beforeEach(async () => {
	playground = await openPlayground();
});
afterEach(() => playground.close());

async function ask(path: string, tenant: "loom" | "nordlicht" = "loom") {
	const response = await aftershipGet(playground, tenant, path);
	return { status: response.status, headers: response.headers, json: await response.json() };
}

describe("trackings", () => {
	it("are one for each shipment, found by what the keyword may stand in", async () => {
		const { json, headers } = await ask("?keyword=ELEANOR.hartley");
		expect(json).toMatchObject({ meta: { code: 200 }, data: { pagination: { has_next_page: false } } });
		const [newest] = json.data.trackings;
		expect(newest).toMatchObject({ tag: "InTransit", slug: "dhl", order_number: "#2049" });
		expect(newest.customers).toMatchObject([{ email: "eleanor.hartley@example.com" }]);
		expect(headers.get("x-ratelimit-limit")).toBe("6");
		expect((await ask(`?tracking_numbers=${newest.tracking_number}`)).json.data.trackings).toEqual([newest]);
		expect((await ask(`/${newest.id}`)).json.data).toEqual(newest);
		expect((await ask("?keyword=nobody")).json.data.trackings).toEqual([]);
	});

	it("tell of a delay as an exception, with the day first named and the newest", async () => {
		const [held] = (await ask("?tag=Exception")).json.data.trackings;
		expect(held).toMatchObject({
			slug: "fedex",
			subtag: "Exception_004",
			subtag_message: "Delayed (Customs clearance)",
		});
		const [first, latest] = [held.first_estimated_delivery.datetime, held.latest_estimated_delivery.datetime];
		expect((Date.parse(latest) - Date.parse(first)) / 86_400_000).toBe(6);
		expect(held.checkpoints.at(-1)).toMatchObject({ message: "Held at customs", tag: "Exception" });
		const times = held.checkpoints.map(({ checkpoint_time }: Record<string, string>) => checkpoint_time);
		expect(times.toSorted()).toEqual(times);
	});

	it("come in pages, and are kept for 120 days", async () => {
		const { data } = (await ask("?limit=2")).json;
		expect([data.trackings.length, data.pagination.has_next_page]).toEqual([2, true]);
		const next = (await ask(`?limit=200&cursor=${data.pagination.next_cursor}`)).json.data.trackings;
		expect(next).toHaveLength(data.pagination.total - 2);
		playground.pass(130 * 86_400_000);
		expect((await ask("")).json.data.trackings).toEqual([]);
	});
});

describe("what is refused", () => {
	it.each([
		["?limit=201", 400, 4008, "BadRequest"],
		["/none", 404, 4004, "NotFound"],
		["/a/b", 404, 404, "NotFound"],
	])("%s, as AfterShip refuses it", async (path, status, code, type) => {
		const refused = await ask(path);
		expect([refused.status, refused.json.meta.code, refused.json.meta.type]).toEqual([status, code, type]);
	});

	it("a wrong key", async () => {
		const path = `${playground.sandbox.systems.aftership}/tracking/2026-07/trackings`;
		const wrong = await fetch(path, { headers: { "as-api-key": "wrong" } });
		expect([wrong.status, (await wrong.json()).meta.type]).toEqual([401, "Unauthorized"]);
	});

	it("more than six calls in a second, with the time when there are more", async () => {
		for (let n = 0; n < 6; n++) expect((await ask("?limit=1")).status).toBe(200);
		const { status, headers } = await ask("?limit=1");
		expect([status, headers.get("x-ratelimit-remaining"), headers.get("x-ratelimit-reset")]).toEqual([
			429,
			"0",
			String(Date.parse("2026-11-23T09:00:01Z") / 1000),
		]);
		playground.pass(1_000);
		expect((await ask("?limit=1")).status).toBe(200);
	});
});
