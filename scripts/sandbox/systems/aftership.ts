// AfterShip Tracking: the parcels of all shipments.
// https://www.aftership.com/docs/tracking/2026-07/reference/api/get-trackings
// https://www.aftership.com/docs/tracking/quickstart/rate-limit, …/request-errors
import { Hono } from "hono";
import { type TenantKey, tenantKeys, tenants } from "../tenants.ts";
import { type TrackingObject, trackingsOf } from "./aftership-objects.ts";
import { openBudget } from "./budget.ts";
import type { System, World } from "./system.ts";

/** Of reading trackings, for one organization. */
const REQUESTS_PER_SECOND = 6;
/** AfterShip keeps no more. */
const KEPT_MS = 120 * 86_400_000;
/** Each with the meta.type of its status. */
const TYPES = new Map([
	[400, "BadRequest"],
	[401, "Unauthorized"],
	[403, "Forbidden"],
	[404, "NotFound"],
	[429, "TooManyRequests"],
	[500, "InternalError"],
]);

export function aftership(world: World): System {
	const budget = openBudget(REQUESTS_PER_SECOND, REQUESTS_PER_SECOND, world.now);
	const limited = (response: Response, left: number): Response => {
		response.headers.set("x-ratelimit-limit", String(REQUESTS_PER_SECOND));
		response.headers.set("x-ratelimit-remaining", String(Math.floor(left)));
		response.headers.set("x-ratelimit-reset", String(Math.floor(world.now().getTime() / 1000) + 1));
		return response;
	};
	const throttled = () => limited(problem(429, "You have exceeded the API call rate limit."), 0);
	return {
		key: "aftership",
		authenticate: (request) => {
			const key = request.headers.get("as-api-key");
			return tenantKeys.find((tenant) => tenants[tenant].credentials.aftership.apiKey === key);
		},
		serve: async (request, tenant) => {
			if (!budget.take(tenant, 1)) return throttled();
			return limited(await routes(world, tenant).fetch(request), budget.left(tenant));
		},
		refused: () => problem(401, "Invalid API key."),
		failing: () => problem(500, "Something went wrong on AfterShip's end."),
		malformed: () => Response.json({ meta: { code: 200 }, data: { trackings: { tag: "InTransit" } } }),
		rateLimited: throttled,
	};
}

function routes(world: World, tenant: TenantKey): Hono {
	const app = new Hono();
	const kept = () => {
		const since = new Date(world.now().getTime() - KEPT_MS).toISOString();
		return trackingsOf(world.memory.state[tenant].business).filter(({ created_at }) => created_at >= since);
	};
	app.get("/tracking/:version{[0-9]{4}-[0-9]{2}}/trackings", (c) => {
		const limit = Number(c.req.query("limit") ?? 100);
		if (!Number.isInteger(limit) || limit < 1 || limit > 200)
			return problem(400, "The value of `limit` is invalid.", 4008);
		const found = kept()
			.filter((tracking) => matches(tracking, c.req.query()))
			.toSorted((one, other) => (placeOf(one) < placeOf(other) ? 1 : -1));
		const behind = c.req.query("cursor") ?? "";
		const left = behind === "" ? found : found.filter((one) => placeOf(one) < atob(behind));
		const shown = left.slice(0, limit);
		const more = left.length > limit;
		const last = shown.at(-1);
		return c.json({
			meta: { code: 200 },
			data: {
				pagination: {
					total: found.length,
					next_cursor: more && last ? btoa(placeOf(last)) : "",
					has_next_page: more,
				},
				trackings: shown,
			},
		});
	});
	app.get("/tracking/:version{[0-9]{4}-[0-9]{2}}/trackings/:id", (c) => {
		const tracking = kept().find(({ id }) => id === c.req.param("id"));
		return tracking ? c.json({ meta: { code: 200 }, data: tracking }) : problem(404, "Tracking does not exist.", 4004);
	});
	app.notFound(() => problem(404, "The URI requested is invalid or the resource requested does not exist."));
	return app;
}

/** In the list, newest first; the cursor carries the last one's time and id. */
function placeOf({ created_at, id }: TrackingObject): string {
	return JSON.stringify([Date.parse(created_at), id]);
}

/** The keyword is looked for in number, title, order, and the customers' name, e-mail address and phone number. */
function matches(tracking: TrackingObject, query: Record<string, string>): boolean {
	const { keyword, tag, slug, order_id, tracking_numbers, updated_at_min, updated_at_max } = query;
	const changed = Date.parse(tracking.updated_at);
	const texts = [
		tracking.tracking_number,
		tracking.title,
		tracking.order_id,
		...tracking.customers.flatMap(({ name, email, phone_number }) => [name, email, phone_number ?? ""]),
	];
	return (
		(!keyword || texts.some((text) => text.toLowerCase().includes(keyword.toLowerCase()))) &&
		(!updated_at_min || changed >= Date.parse(updated_at_min)) &&
		(!updated_at_max || changed <= Date.parse(updated_at_max)) &&
		(!tag || tag.split(",").includes(tracking.tag)) &&
		(!slug || slug.split(",").includes(tracking.slug)) &&
		(!order_id || order_id === tracking.order_id) &&
		(!tracking_numbers || tracking_numbers.split(",").includes(tracking.tracking_number))
	);
}

function problem(status: number, message: string, code: number = status): Response {
	return Response.json({ meta: { code, message, type: TYPES.get(status) }, data: {} }, { status });
}
