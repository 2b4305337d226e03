// A shop that is asked what changed: its GraphQL API over orders that a test holds, and sweeps by hand.
import { env } from "cloudflare:workers";
import { storedDoor } from "../../../src/connections/manage.ts";
import { connectionStub } from "../../../src/connections/stub.ts";
import type { Home } from "./home.ts";
import { type MadeConnection, openShop } from "./shop.ts";

export interface ShopOrder {
	id: number;
	updatedAt: string;
	createdAt?: string;
	financial?: string;
	fulfilment?: string;
	email?: string;
	total?: string;
	tags?: string[];
}

interface Shop {
	orders: ShopOrder[];
	/** GraphQL's names of the topics that it tells `hookUrl` of. */
	topics: string[];
	hookUrl: string | null;
	subscribable: boolean;
	/** It answers 500 to the question for orders. */
	failing: boolean;
	asked: string[];
}

/** Answers the sweep's three questions as Shopify does, by what is in it at that moment. */
export function openChangingShop(): Shop {
	const shop: Shop = { orders: [], topics: [], hookUrl: null, subscribable: true, failing: false, asked: [] };
	openShop(({ body }) => {
		const { query, variables } = JSON.parse(body);
		const name = /^(?:query|mutation) (\w+)/.exec(query)?.[1] ?? "";
		shop.asked.push(name);
		if (name === "HeddleSubscriptions")
			return answer({ webhookSubscriptions: { nodes: shop.topics.map(hookNode(shop)) } });
		if (name === "HeddleSubscribe") return answer({ webhookSubscriptionCreate: subscribed(shop, variables.topic) });
		if (shop.failing) return new Response(null, { status: 500 });
		return answer({ orders: page(shop, variables.query, variables.after) });
	});
	return shop;
}

/** As the schedule does it, of this one connection. `since`: from when on changes count, where it was not swept before. */
export async function sweep(
	{ workspaceId }: Home,
	{ id }: MadeConnection,
	since = "2026-11-23T00:00:00Z",
): Promise<void> {
	const door = await storedDoor(env, workspaceId, id);
	if (!door) throw new Error("a connection that was made is there");
	await connectionStub(env, { workspaceId, jurisdiction: "none", id }).sweep(door, "none", Date.parse(since));
}

function answer(data: object): Response {
	return Response.json({ data });
}

const hookNode = (shop: Shop) => (topic: string) => ({
	topic,
	endpoint: { __typename: "WebhookHttpEndpoint", callbackUrl: shop.hookUrl },
});

function subscribed(shop: Shop, topic: string): object {
	if (!shop.subscribable) return { webhookSubscription: null, userErrors: [{ message: "You may not" }] };
	shop.topics.push(topic);
	return { webhookSubscription: { id: "gid://shopify/WebhookSubscription/1" }, userErrors: [] };
}

const PAGE = 2;

function page({ orders }: Shop, search: string, after: string | null): object {
	const [, from = "", to = ""] = /updated_at:>'([^']+)' AND updated_at:<='([^']+)'/.exec(search) ?? [];
	const found = orders
		.filter(({ updatedAt }) => Date.parse(updatedAt) > Date.parse(from) && Date.parse(updatedAt) <= Date.parse(to))
		.toSorted((one, other) => Date.parse(one.updatedAt) - Date.parse(other.updatedAt));
	const start = Number(after ?? 0);
	const hasNextPage = start + PAGE < found.length;
	return {
		nodes: found.slice(start, start + PAGE).map(orderNode),
		pageInfo: { hasNextPage, endCursor: hasNextPage ? String(start + PAGE) : null },
	};
}

function orderNode(order: ShopOrder): object {
	const { id, updatedAt, createdAt = "2026-11-01T08:00:00Z", email = null, total = "20.00", tags = [] } = order;
	return {
		legacyResourceId: String(id),
		name: `#${id}`,
		email,
		phone: null,
		createdAt,
		updatedAt,
		cancelledAt: null,
		currencyCode: "EUR",
		displayFinancialStatus: order.financial ?? "PENDING",
		displayFulfillmentStatus: order.fulfilment ?? "UNFULFILLED",
		currentTotalPriceSet: { shopMoney: { amount: total, currencyCode: "EUR" } },
		tags,
		customer: null,
		shippingAddress: null,
		shippingLine: null,
		lineItems: { nodes: [{ title: "Chair", quantity: 1, currentQuantity: 1 }] },
		fulfillments: [],
		refunds: [],
	};
}
