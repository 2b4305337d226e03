// An endpoint of the business's own, by Heddle's contract (docs/pull-card.md): the loyalty card. Points and tier come
// from the orders, so that they tell the same story.
import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { type Business, type Customer, customerByEmail, decimal } from "../business.ts";
import { totalCents } from "../orders.ts";
import { type Tenant, type TenantKey, tenantKeys, tenants } from "../tenants.ts";
import type { System, World } from "./system.ts";

/** Standard Webhooks: a question is no older than five minutes, by this machine's clock and not by the story's. */
const WINDOW_S = 300;
const Question = z.object({
	customer: z.object({ externalId: z.string().optional(), email: z.string().optional(), phone: z.string().optional() }),
});

/** From so many points on. */
const TIERS = [
	[1_000, "Gold"],
	[300, "Silver"],
	[0, "Bronze"],
] as const;

export function pullCard(world: World): System {
	return {
		key: "pull-card",
		authenticate: async (request) => {
			const body = await request.clone().text();
			return tenantKeys.find((key) => isSigned(request.headers, body, tenants[key].credentials["pull-card"].secret));
		},
		serve: async (request, tenant) => answer(world, tenant, await request.text()),
		refused: () => Response.json({ error: "the signature does not fit" }, { status: 401 }),
		failing: () => Response.json({ error: "the members' database is away" }, { status: 500 }),
		malformed: () => Response.json({ cards: [{ title: "Loyalty card", fields: "none" }] }),
		rateLimited: () => Response.json({ error: "too many" }, { status: 429, headers: { "retry-after": "10" } }),
	};
}

function isSigned(headers: Headers, body: string, secret: string): boolean {
	const [id, timestamp] = [headers.get("webhook-id"), headers.get("webhook-timestamp")];
	const age = Math.abs(Date.now() / 1000 - Number(timestamp ?? Number.NaN));
	if (!id || !(age <= WINDOW_S)) return false;
	const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
	const expected = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest();
	return (headers.get("webhook-signature") ?? "").split(" ").some((signature) => {
		const given = Buffer.from(signature.replace(/^v1,/, ""), "base64");
		return given.length === expected.length && timingSafeEqual(given, expected);
	});
}

function answer(world: World, tenant: TenantKey, body: string): Response {
	const question = Question.safeParse(JSON.parse(body));
	if (!question.success) return Response.json({ error: "no customer in the question" }, { status: 400 });
	const { business } = world.memory.state[tenant];
	const { externalId, email, phone } = question.data.customer;
	const customer =
		business.customers.find(({ id }) => String(id) === externalId) ??
		(email ? customerByEmail(business, email) : undefined) ??
		business.customers.find((one) => phone !== undefined && one.phone === phone);
	if (!customer) return Response.json({ error: "no member" }, { status: 404 });
	return Response.json({ cards: [loyaltyCard(customer, business, tenants[tenant])], ttlSeconds: 300 });
}

function loyaltyCard(customer: Customer, business: Business, tenant: Tenant): object {
	const bought = business.orders.filter((order) => order.customerId === customer.id && !order.cancelledAt);
	const cents = bought.reduce((sum, order) => sum + totalCents(order), 0);
	const points = Math.floor(cents / 100);
	const tier = TIERS.find(([from]) => points >= from)?.[1] ?? "Bronze";
	return {
		title: "Loyalty card",
		href: `https://members.${tenant.shopEmail.split("@")[1]}/${customer.id}`,
		updatedAt: bought.at(-1)?.updatedAt ?? customer.createdAt,
		fields: [
			{ key: "tier", label: "Tier", value: tier, ...(tier === "Gold" && { tone: "good" }) },
			{ key: "points", label: "Points", value: points, type: "number" },
			{ key: "credit", label: "Credit", value: `${decimal(points * 2)} ${tenant.currency}`, type: "money" },
			{ key: "since", label: "Member since", value: customer.createdAt.slice(0, 10), type: "date" },
			{ key: "birthday", label: "Birthday", value: birthdayOf(customer), type: "date", sensitive: true },
		],
		actions: [],
	};
}

/** Invented, but always the same. */
function birthdayOf({ id }: Customer): string {
	const two = (number: number): string => String(number).padStart(2, "0");
	return `${1955 + (id % 50)}-${two(1 + (id % 12))}-${two(1 + (id % 28))}`;
}
