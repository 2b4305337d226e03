// What the systems have in common: whose key it is, and the switches that make them slow, broken or silent.
import type { CallLog } from "../calls.ts";
import type { Handler } from "../server.ts";
import type { Memory } from "../state.ts";
import type { SystemKey, TenantKey } from "../tenants.ts";

/** What a system may know and do: its data, the time, and a wait that ends early when the caller has gone. */
export type World = {
	memory: Memory;
	calls: CallLog;
	now(): Date;
	wait(ms: number, signal: AbortSignal): Promise<void>;
};

export type System = {
	key: SystemKey;
	/** The tenant whose credentials the request carries. */
	authenticate(request: Request): TenantKey | undefined | Promise<TenantKey | undefined>;
	serve(request: Request, tenant: TenantKey): Response | Promise<Response>;
	/** Each in the vendor's own shape. */
	refused(request: Request): Response;
	failing(): Response;
	malformed(): Response;
	rateLimited(tenant: TenantKey): Response;
};

/** Long enough to pass any sensible deadline for a card, short enough to watch. */
const DEFAULT_SLOW_MS = 3_000;
/** A hanging system holds the line this long: what common proxies allow before they answer 504 themselves. */
const HANG_MS = 30_000;

export function handlerOf(system: System, world: World): Handler {
	return async (request) => {
		const started = world.now();
		const tenant = await system.authenticate(request);
		const count = world.calls.begin(tenant ?? "nobody", system.key);
		const response = await respond(system, world, request, tenant);
		world.calls.end(count, {
			at: started.toISOString(),
			method: request.method,
			path: new URL(request.url).pathname,
			status: response.status,
			durationMs: world.now().getTime() - started.getTime(),
		});
		return response;
	};
}

async function respond(
	system: System,
	world: World,
	request: Request,
	tenant: TenantKey | undefined,
): Promise<Response> {
	if (!tenant) return system.refused(request);
	const { mode, latencyMs } = world.memory.state[tenant].systems[system.key];
	if (mode === "hanging") {
		await world.wait(HANG_MS, request.signal);
		return new Response(null, { status: 504 });
	}
	if (mode === "slow" || latencyMs) await world.wait(latencyMs ?? DEFAULT_SLOW_MS, request.signal);
	if (mode === "failing") return system.failing();
	if (mode === "malformed") return system.malformed();
	if (mode === "rate_limited") return system.rateLimited(tenant);
	return system.serve(request, tenant);
}
