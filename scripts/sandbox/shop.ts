// The two demo shops: their pages, who is signed in, and the proof of it that Heddle asks for.
import { readFileSync } from "node:fs";
import { Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { SignJWT } from "jose";
import { z } from "zod";
import { type Customer, decimal, fullName } from "./business.ts";
import { NewOrder, orderPlaced } from "./happenings.ts";
import { fulfillmentStatus, totalCents } from "./orders.ts";
import { demandJson } from "./own-page.ts";
import { shopPage } from "./pages/shop-page.ts";
import { Language } from "./pages/words.ts";
import { perform, type Stage } from "./stage.ts";
import { type TenantKey, tenantKeys, tenants } from "./tenants.ts";
import { SendOptions } from "./webhooks/dispatch.ts";

/** Heddle takes a proof that is valid for at most five minutes; the widget asks for a new one when it needs it. */
const PROOF_SECONDS = 300;
const SHIPPING = { standard: { title: "Standard", price: 4.9 }, express: { title: "Express", price: 14.9 } };

export function shop(stage: Stage & { heddleOrigin: string }): Hono {
	const app = new Hono();
	const file = (name: string): string => readFileSync(new URL(`pages/${name}`, import.meta.url), "utf8");
	const styles = file("shop-brand.css") + file("shop.css");
	const script = file("shop.js");
	app.get("/shop/shop.css", (c) => c.body(styles, 200, { "content-type": "text/css; charset=utf-8" }));
	app.get("/shop/shop.js", (c) => c.body(script, 200, { "content-type": "text/javascript; charset=utf-8" }));

	for (const key of tenantKeys) {
		const own = () => stage.memory.state[key];
		const visitor = (id: string | undefined): Customer | undefined =>
			own().business.customers.find((customer) => String(customer.id) === id);
		const cookie = `sandbox_${key}`;

		app.get(tenants[key].shopPath, (c) => {
			const language = languageOf(c.req.query("lang"), c.req.header("accept-language"));
			return c.html(
				shopPage({
					tenantKey: key,
					language,
					customers: own().business.customers,
					signedIn: visitor(getCookie(c, cookie)),
					inboxId: own().widget?.inboxId,
					heddleOrigin: stage.heddleOrigin,
				}),
			);
		});
		app.use(`/shop/${key}/*`, demandJson);
		app.put(`/shop/${key}/session`, async (c) => {
			const body = z.object({ customerId: z.string() }).safeParse(await c.req.json().catch(() => undefined));
			const customer = body.success ? visitor(body.data.customerId) : undefined;
			if (!customer) return c.json({ error: "no such customer" }, 422);
			setCookie(c, cookie, String(customer.id), { httpOnly: true, sameSite: "Lax", path: "/" });
			return c.body(null, 204);
		});
		app.delete(`/shop/${key}/session`, (c) => {
			deleteCookie(c, cookie, { path: "/" });
			return c.body(null, 204);
		});
		app.get(`/shop/${key}/identity`, async (c) => {
			const customer = visitor(getCookie(c, cookie));
			if (!customer) return c.json({ error: "nobody is signed in" }, 401);
			const { widget } = own();
			if (!widget) return c.json({ error: "the shop has no identity secret yet" }, 409);
			return c.text(await proofOf(customer, widget.identitySecret, stage.post.now()));
		});
		app.get(`/shop/${key}/orders`, (c) => {
			const customer = visitor(getCookie(c, cookie));
			return customer ? c.json(ordersOf(stage, key, customer)) : c.json({ error: "nobody is signed in" }, 401);
		});
		app.post(`/shop/${key}/orders`, async (c) => {
			const customer = visitor(getCookie(c, cookie));
			if (!customer) return c.json({ error: "nobody is signed in" }, 401);
			const wish = z
				.object({ sku: z.string(), shipping: z.enum(["standard", "express"]) })
				.safeParse(await c.req.json().catch(() => undefined));
			if (!wish.success) return c.json({ error: z.prettifyError(wish.error) }, 400);
			const { title, price } = SHIPPING[wish.data.shipping];
			const order = NewOrder.parse({
				customer: customer.email,
				lines: [{ sku: wish.data.sku, quantity: 1 }],
				shippingTitle: title,
				shippingPrice: price,
				steps: ["paid"],
			});
			// The buyer does not wait for webhooks: their log is on the sandbox page.
			const outcome = perform(stage, key, SendOptions.parse({}), (scene) => {
				const placed = orderPlaced(scene, order);
				return placed.ok ? { ...placed, result: { name: `#${placed.order.number}` } } : placed;
			});
			return outcome.ok ? c.json(outcome.result, 201) : c.json({ error: outcome.message }, outcome.status);
		});
	}
	return app;
}

/** `?lang=` wins, then the browser's own language (what navigator.language says), then English. */
function languageOf(asked: string | undefined, accepted: string | undefined): Language {
	const own = accepted?.split(",")[0]?.trim().slice(0, 2).toLowerCase();
	return Language.safeParse(asked).data ?? Language.safeParse(own).data ?? "en";
}

/** HS256 with the inbox's identity secret; `sub` is the shop's own customer id. */
function proofOf(customer: Customer, secret: string, now: Date): Promise<string> {
	const issuedAt = Math.floor(now.getTime() / 1000);
	return new SignJWT({
		email: customer.email,
		name: fullName(customer),
		...(customer.phone ? { phone: customer.phone } : {}),
	})
		.setProtectedHeader({ alg: "HS256", typ: "JWT" })
		.setSubject(String(customer.id))
		.setIssuedAt(issuedAt)
		.setExpirationTime(issuedAt + PROOF_SECONDS)
		.sign(new TextEncoder().encode(secret));
}

function ordersOf(stage: Stage, key: TenantKey, customer: Customer): object[] {
	return stage.memory.state[key].business.orders
		.filter(({ customerId }) => customerId === customer.id)
		.reverse()
		.map((order) => ({
			name: `#${order.number}`,
			createdAt: order.createdAt,
			title: order.lines.map(({ title, quantity }) => (quantity > 1 ? `${quantity} × ${title}` : title)).join(", "),
			total: decimal(totalCents(order)),
			currency: tenants[key].currency,
			state: order.cancelledAt ? "CANCELLED" : (order.shipments.at(-1)?.status ?? fulfillmentStatus(order)),
			financial: order.financial,
		}));
}
