import { jwtVerify } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openPlayground, openReceiver, type Playground, START } from "./playground.ts";

const SECRET = "identity-secret-of-the-inbox-0123456789";

let playground: Playground;
beforeEach(async () => {
	playground = await openPlayground();
	await playground.control("PUT", "tenants/loom/widget", { inboxId: "inb_loom", identitySecret: SECRET });
});
afterEach(() => playground.close());

async function page(path: string, language?: string): Promise<string> {
	const response = await fetch(`${playground.sandbox.origin}${path}`, {
		headers: language ? { "accept-language": language } : {},
	});
	expect(response.status).toBe(200);
	return response.text();
}

/** Calls the shop as a browser that has `cookie`. */
function call(
	method: string,
	path: string,
	{ cookie = "", body }: { cookie?: string; body?: object } = {},
): Promise<Response> {
	return fetch(`${playground.sandbox.origin}/shop/${path}`, {
		method,
		headers: { cookie, "content-type": "application/json" },
		...(body ? { body: JSON.stringify(body) } : {}),
	});
}

async function signIn(tenant: "loom" | "nordlicht", email: string): Promise<string> {
	const customer = playground.sandbox.tenants[tenant].customers.find((one) => one.email === email);
	const response = await call("PUT", `${tenant}/session`, { body: { customerId: customer?.id } });
	expect(response.status).toBe(204);
	const cookie = response.headers.get("set-cookie") ?? "";
	expect(cookie).toMatch(/HttpOnly; SameSite=Lax/);
	return cookie.split(";")[0] ?? "";
}

describe("the demo shops", () => {
	it("embed the widget of their own inbox, and nothing before there is one", async () => {
		expect(await page("/")).toContain(
			'<script async src="http://heddle.example/widget/heddle.js" data-inbox="inb_loom"></script>',
		);
		expect(await page("/nordlicht")).not.toContain("heddle.js");
	});

	it.each([
		["/", "de-DE,de;q=0.9,en;q=0.5", "de", "Stoff beginnt mit einem Faden"],
		["/", "zh-CN", "zh", "布，始于一根线"],
		["/", "fr-FR,de;q=0.9", "en", "Cloth begins with a thread"],
		["/?lang=de", "zh-CN", "de", "Bestellen"],
		["/nordlicht?lang=zh", undefined, "zh", "基尔焊接"],
		["/nordlicht?lang=xx", undefined, "en", "Built for the dark half of the year"],
	])("speak the visitor's language: %s for %s", async (path, accepted, language, text) => {
		const html = await page(path, accepted);
		expect(html).toContain(`<html lang="${language}"`);
		expect(html).toContain(text);
	});

	it("load nothing from elsewhere but the widget", async () => {
		for (const path of ["/", "/nordlicht", "/sandbox"]) {
			const html = await page(path);
			const sources = [...html.matchAll(/(?:src|<link[^>]* href)="([^"]+)"/g)].map(([, source]) => source);
			expect(sources.filter((source) => source?.startsWith("http"))).toEqual(
				path === "/" ? ["http://heddle.example/widget/heddle.js"] : [],
			);
			for (const own of sources.filter((source) => source?.startsWith("/"))) {
				expect((await fetch(`${playground.sandbox.origin}${own}`)).status, own).toBe(200);
			}
		}
	});
});

describe("a signed-in customer", () => {
	it("is proven to Heddle by a token of five minutes, signed with the inbox's secret", async () => {
		const cookie = await signIn("loom", "wang.xiaoyu@example.com");
		const response = await call("GET", "loom/identity", { cookie });
		const token = await response.text();
		const key = new TextEncoder().encode(SECRET);
		const { payload, protectedHeader } = await jwtVerify(token, key, { algorithms: ["HS256"], currentDate: START });
		expect(protectedHeader.alg).toBe("HS256");
		const id = playground.sandbox.tenants.loom.customers.find(({ email }) => email === "wang.xiaoyu@example.com")?.id;
		const issued = Math.floor(START.getTime() / 1000);
		expect(payload).toEqual({
			sub: id,
			email: "wang.xiaoyu@example.com",
			name: "王小雨",
			phone: "+8613912345678",
			iat: issued,
			exp: issued + 300,
		});
		await expect(jwtVerify(token, new TextEncoder().encode(`${SECRET}x`), { currentDate: START })).rejects.toThrow();
		playground.pass(301_000);
		const later = new Date(START.getTime() + 301_000);
		await expect(jwtVerify(token, key, { currentDate: later })).rejects.toThrow(/exp/);
		const renewed = await (await call("GET", "loom/identity", { cookie })).text();
		expect((await jwtVerify(renewed, key, { currentDate: later })).payload.sub).toBe(id);
	});

	it("is told apart from nobody, from strangers, and from the other shop's customers", async () => {
		expect((await call("GET", "loom/identity")).status).toBe(401);
		expect((await call("GET", "loom/identity", { cookie: "sandbox_loom=999" })).status).toBe(401);
		const nordlicht = await signIn("nordlicht", "lena.hoffmann@example.com");
		expect((await call("GET", "loom/identity", { cookie: nordlicht.replace("nordlicht", "loom") })).status).toBe(401);
		expect((await call("GET", "nordlicht/identity", { cookie: nordlicht })).status).toBe(409);
		expect((await call("PUT", "loom/session", { body: { customerId: nordlicht.split("=")[1] } })).status).toBe(422);
	});

	it("has a page that knows them, until they sign out", async () => {
		const cookie = await signIn("loom", "siobhan.oneill@example.com");
		const html = await (await fetch(`${playground.sandbox.origin}/`, { headers: { cookie } })).text();
		expect(html).toMatch(/data-signed-in="\d+"/);
		expect(html).toMatch(/<option value="\d+" selected>Siobhán O&#39;Neill</);
		const gone = await call("DELETE", "loom/session", { cookie });
		expect(gone.headers.get("set-cookie")).toContain("Max-Age=0");
	});

	it("orders, pays and sees it, while the shop tells Heddle", async () => {
		const receiver = await openReceiver();
		await playground.control("PUT", "tenants/loom/hooks", { shopify: { url: receiver.url, secret: "s" } });
		const cookie = await signIn("loom", "jose.garcia@example.net");
		const placed = await call("POST", "loom/orders", { cookie, body: { sku: "KIT-TAPESTRY", shipping: "express" } });
		expect(placed.status).toBe(201);
		const { name } = await placed.json();
		await receiver.count(2);
		expect(receiver.received.map(({ headers }) => headers.get("x-shopify-topic"))).toEqual([
			"orders/create",
			"orders/paid",
		]);
		const [newest] = await (await call("GET", "loom/orders", { cookie })).json();
		expect(newest).toMatchObject({
			name,
			title: "First Tapestry Kit",
			total: "68.90",
			state: "UNFULFILLED",
			financial: "PAID",
		});
		await receiver.close();
	});

	it("cannot order what is not sold, and nobody orders unsigned", async () => {
		const cookie = await signIn("loom", "jose.garcia@example.net");
		expect(
			(await call("POST", "loom/orders", { cookie, body: { sku: "BIKE-FJORD-7", shipping: "standard" } })).status,
		).toBe(422);
		expect(
			(await call("POST", "loom/orders", { cookie, body: { sku: "KIT-TAPESTRY", shipping: "drone" } })).status,
		).toBe(400);
		expect((await call("POST", "loom/orders", { body: { sku: "KIT-TAPESTRY", shipping: "standard" } })).status).toBe(
			401,
		);
		expect((await call("GET", "loom/orders")).status).toBe(401);
	});
});
