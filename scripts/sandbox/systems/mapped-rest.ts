// A system of no vendor: the business's own warranty register, for which there is no connector. It tells of what was
// bought and of complaints in its own words; a mapping says what that means (src/connectors/mapped-rest/README.md).
import { type Business, type Customer, customerByEmail, fullName, type Order, type Ticket } from "../business.ts";
import { type TenantKey, tenantKeys, tenants } from "../tenants.ts";
import type { System, World } from "./system.ts";

const WARRANTY_YEARS = 2;
const MOST_PRODUCTS = 20;
/** How the register calls what the desk calls a ticket's status. */
const CLAIM_STATUS: Record<Ticket["status"], string> = {
	new: "received",
	open: "received",
	pending: "waiting_for_customer",
	hold: "waiting_for_part",
	solved: "closed",
	closed: "closed",
};

export function mappedRest(world: World): System {
	return {
		key: "mapped-rest",
		authenticate: (request) =>
			tenantKeys.find((key) => request.headers.get("x-api-key") === tenants[key].credentials["mapped-rest"].apiKey),
		serve: (request, tenant) => answer(world, tenant, request),
		refused: () => Response.json({ error: "unknown key" }, { status: 401 }),
		failing: () => Response.json({ error: "the register is being counted" }, { status: 500 }),
		malformed: () => Response.json({ owner: null, products: "moved to the new register" }),
		rateLimited: () => Response.json({ error: "too many requests" }, { status: 429, headers: { "retry-after": "7" } }),
	};
}

function answer(world: World, tenant: TenantKey, request: Request): Response {
	const [, address] = /^\/api\/owners\/([^/]+)$/.exec(new URL(request.url).pathname) ?? [];
	if (request.method !== "GET" || !address) return Response.json({ error: "no such page" }, { status: 404 });
	const { business } = world.memory.state[tenant];
	const customer = customerByEmail(business, decodeURIComponent(address));
	if (!customer) return Response.json({ error: "no owner with this address" }, { status: 404 });
	return Response.json({
		owner: { name: fullName(customer), registeredOn: customer.createdAt.slice(0, 10) },
		products: productsOf(business, customer, world.now()),
	});
}

/** The newest purchases first; complaints stand at them in the order in which both came. */
function productsOf(business: Business, customer: Customer, now: Date): object[] {
	const claims = business.tickets.filter(({ customerId }) => customerId === customer.id);
	return business.orders
		.filter((order) => order.customerId === customer.id && !order.cancelledAt)
		.toSorted((one, other) => other.createdAt.localeCompare(one.createdAt))
		.flatMap((order) => order.lines.map((line, place) => ({ order, line, place })))
		.slice(0, MOST_PRODUCTS)
		.map(({ order, line, place }, index) => ({
			serial: `${order.number}-${place + 1}`,
			product: line.title,
			...warranty(order, now),
			claim: claimOf(claims[index]),
		}));
}

function warranty({ createdAt }: Order, now: Date): { boughtOn: string; warrantyUntil: string; status: string } {
	const boughtOn = createdAt.slice(0, 10);
	const warrantyUntil = `${Number(boughtOn.slice(0, 4)) + WARRANTY_YEARS}${boughtOn.slice(4)}`;
	const covered = warrantyUntil >= now.toISOString().slice(0, 10);
	return { boughtOn, warrantyUntil, status: covered ? "covered" : "expired" };
}

function claimOf(ticket: Ticket | undefined): object | null {
	if (!ticket) return null;
	return {
		number: `C-${ticket.id}`,
		openedAt: ticket.createdAt,
		status: CLAIM_STATUS[ticket.status],
		text: ticket.subject,
	};
}
