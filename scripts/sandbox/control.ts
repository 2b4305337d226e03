// The control API: switches, hooks, and business events on demand. JSON in, JSON out.
import { type Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { customerOf, decimal, fullName } from "./business.ts";
import type { CallLog } from "./calls.ts";
import {
	Delay,
	deliveryDelayed,
	moneyTrouble,
	moneyTroubles,
	NewOrder,
	orderByKey,
	orderMoved,
	orderPlaced,
	orderSteps,
	type Refusal,
	type Scene,
	StepDetail,
} from "./happenings.ts";
import { fulfillmentStatus, totalCents } from "./orders.ts";
import { demandJson } from "./own-page.ts";
import { ContactChange, contactChanged, TicketChange, ticketChanged } from "./people.ts";
import { type Performed, perform, type Stage } from "./stage.ts";
import { Disturbance, Hook, type Memory, Widget } from "./state.ts";
import { type SystemKey, systemKeys, type TenantKey, tenantKeys, tenants } from "./tenants.ts";
import { SendOptions } from "./webhooks/dispatch.ts";

export type ControlPorts = Stage & {
	calls: CallLog;
	origin(): string;
	systems(): Record<SystemKey, string>;
};

const Key = z.enum(tenantKeys);

export function control(ports: ControlPorts): Hono {
	const { memory, calls } = ports;
	const app = new Hono();
	app.onError((error, c) => {
		if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 400);
		if (error instanceof HTTPException) return c.json({ error: error.message }, error.status);
		throw error;
	});
	app.use(demandJson);

	app.get("/state", (c) => c.json(overview(ports)));
	app.get("/log", (c) => c.json(ports.post.log));
	app.get("/calls", (c) =>
		c.json(Object.fromEntries([...tenantKeys, "nobody" as const].map((key) => [key, countsOf(calls, key)]))),
	);
	app.delete("/calls", (c) => {
		calls.reset();
		return c.body(null, 204);
	});
	app.post("/reset", (c) => {
		memory.reset();
		calls.reset();
		ports.post.log.length = 0;
		return c.body(null, 204);
	});

	app.use("/tenants/:tenant/*", async (c, next) => {
		if (!Key.safeParse(c.req.param("tenant")).success) return c.json({ error: "no such tenant" }, 404);
		return next();
	});
	app.get("/tenants/:tenant/calls", (c) => c.json(countsOf(calls, tenantOf(c))));
	app.put("/tenants/:tenant/hooks", async (c) => {
		const known = z.strictObject({ shopify: Hook.optional(), erpnext: Hook.optional(), stripe: Hook.optional() });
		const hooks = known.parse(await bodyOf(c));
		Object.assign(memory.state[tenantOf(c)].hooks, hooks);
		memory.save();
		return c.body(null, 204);
	});
	// What Shopify does after days of failed deliveries: the subscriptions are gone, and nobody is told.
	app.delete("/tenants/:tenant/subscriptions", (c) => {
		const state = memory.state[tenantOf(c)];
		state.subscribed = [];
		delete state.hooks.shopify;
		memory.save();
		return c.body(null, 204);
	});
	app.put("/tenants/:tenant/losing", async (c) => {
		const { next } = z.strictObject({ next: z.number().int().min(0).max(1_000) }).parse(await bodyOf(c));
		memory.state[tenantOf(c)].losing = next;
		memory.save();
		return c.body(null, 204);
	});
	app.put("/tenants/:tenant/widget", async (c) => {
		memory.state[tenantOf(c)].widget = Widget.parse(await bodyOf(c));
		memory.save();
		return c.body(null, 204);
	});
	app.put("/tenants/:tenant/systems/:system", async (c) => {
		const system = z.enum(systemKeys).safeParse(c.req.param("system"));
		if (!system.success) return c.json({ error: "no such system" }, 404);
		memory.state[tenantOf(c)].systems[system.data] = Disturbance.parse(await bodyOf(c));
		memory.save();
		return c.body(null, 204);
	});

	app.post("/tenants/:tenant/orders", async (c) => {
		const body = await bodyOf(c);
		return happen(c, ports, SendOptions.parse(body), (scene) => {
			const outcome = orderPlaced(scene, NewOrder.parse(body));
			if (!outcome.ok) return outcome;
			return { ...outcome, result: { order: orderLine(memory, tenantOf(c), outcome.order.id, scene) } };
		});
	});
	app.post("/tenants/:tenant/orders/:order/money/:what", async (c) => {
		const what = z.enum(moneyTroubles).safeParse(c.req.param("what"));
		if (!what.success) return c.json({ error: `what is one of ${moneyTroubles.join(", ")}` }, 404);
		const body = await bodyOf(c);
		return happen(c, ports, SendOptions.parse(body), (scene) => {
			const order = orderByKey(scene.state.business, c.req.param("order"));
			if (!order) return { ok: false, status: 404, message: "no such order" };
			const outcome = moneyTrouble(scene, order, what.data);
			return { ...outcome, result: { order: orderLine(memory, tenantOf(c), order.id, scene) } };
		});
	});
	app.post("/tenants/:tenant/orders/:order/:step", async (c) => {
		const step = z.enum(orderSteps).safeParse(c.req.param("step"));
		if (!step.success) return c.json({ error: `a step is one of ${orderSteps.join(", ")}` }, 404);
		const body = await bodyOf(c);
		return happen(c, ports, SendOptions.parse(body), (scene) => {
			const order = orderByKey(scene.state.business, c.req.param("order"));
			if (!order) return { ok: false, status: 404, message: "no such order" };
			const outcome = orderMoved(scene, order, step.data, StepDetail.parse(body));
			return outcome.ok ? { ...outcome, result: { order: orderLine(memory, tenantOf(c), order.id, scene) } } : outcome;
		});
	});
	app.post("/tenants/:tenant/deliveries/delay", async (c) => {
		const body = await bodyOf(c);
		return happen(c, ports, SendOptions.parse(body), (scene) => {
			const outcome = deliveryDelayed(scene, Delay.parse(body));
			return outcome.ok ? { ...outcome, result: { delivery: outcome.delivery } } : outcome;
		});
	});
	app.post("/tenants/:tenant/tickets/:ticket", async (c) => {
		const change = TicketChange.parse(await bodyOf(c));
		return happen(c, ports, SendOptions.parse({}), (scene) => {
			const ticket = ticketChanged(scene, c.req.param("ticket"), change);
			if (!ticket) return { ok: false, status: 404, message: "no such ticket" };
			return { ok: true, dispatches: [], result: { ticket } };
		});
	});
	app.post("/tenants/:tenant/contacts", async (c) => {
		const change = ContactChange.parse(await bodyOf(c));
		return happen(c, ports, SendOptions.parse({}), (scene) => {
			const customer = contactChanged(scene, change);
			if (!customer) return { ok: false, status: 404, message: `the CRM knows no ${change.customer}` };
			return { ok: true, dispatches: [], result: { contact: customer.contact } };
		});
	});
	app.notFound((c) => c.json({ error: "not found" }, 404));
	return app;
}

/** Lets something happen and answers how each delivery of its webhooks went. */
async function happen(
	c: Context,
	stage: Stage,
	options: SendOptions,
	event: (scene: Scene) => Performed<object> | Refusal,
): Promise<Response> {
	const outcome = perform(stage, tenantOf(c), options, event);
	if (!outcome.ok) return c.json({ error: outcome.message }, outcome.status);
	return c.json({ ...outcome.result, deliveries: await outcome.deliveries }, 201);
}

function overview({ memory, origin, systems }: ControlPorts): object {
	const tenantView = (key: TenantKey): object => {
		const { business, hooks, widget, systems: switches } = memory.state[key];
		const { name, shopPath, shopDomain, currency, credentials, products } = tenants[key];
		return {
			name,
			shopUrl: `${origin()}${shopPath}`,
			shopDomain,
			currency,
			credentials,
			products,
			systems: switches,
			// Secrets go in and never come out.
			hooks: {
				shopify: hooks.shopify?.url ?? null,
				erpnext: hooks.erpnext?.url ?? null,
				stripe: hooks.stripe?.url ?? null,
			},
			losing: memory.state[key].losing,
			widget: widget && { inboxId: widget.inboxId },
			customers: business.customers.map((customer) => ({
				id: customer.id,
				name: fullName(customer),
				email: customer.email,
				phone: customer.phone,
				locale: customer.locale,
			})),
			orders: business.orders.map((order) => orderLine(memory, key, order.id)).reverse(),
			deliveries: business.deliveries,
		};
	};
	return {
		origin: origin(),
		systems: systems(),
		tenants: { loom: tenantView("loom"), nordlicht: tenantView("nordlicht") },
	};
}

function orderLine(memory: Memory, key: TenantKey, id: number, scene?: Scene): object | undefined {
	const business = scene?.state.business ?? memory.state[key].business;
	const order = business.orders.find((one) => one.id === id);
	return (
		order && {
			id: order.id,
			name: `#${order.number}`,
			customer: customerOf(business, order).email,
			total: decimal(totalCents(order)),
			financial: order.financial,
			fulfillment: fulfillmentStatus(order),
			cancelled: order.cancelledAt !== null,
			tags: order.tags,
			shippingTitle: order.shipping.title,
			updatedAt: order.updatedAt,
		}
	);
}

function countsOf(calls: CallLog, key: TenantKey | "nobody"): object {
	return Object.fromEntries(systemKeys.map((system) => [system, calls.countOf(key, system)]));
}

function tenantOf(c: Context): TenantKey {
	return Key.parse(c.req.param("tenant"));
}

/** An empty body counts as {}. */
async function bodyOf(c: Context): Promise<unknown> {
	const text = await c.req.text();
	if (text === "") return {};
	try {
		return JSON.parse(text);
	} catch {
		throw new HTTPException(400, { message: "the body is not JSON" });
	}
}
