// Rates that can be lifted: those of the platform's bindings, and those that objects count themselves.
import { Rate } from "../../../src/platform/rate.ts";
import { state } from "./state.ts";

type Take = (key: unknown, nowMs: number) => ReturnType<Rate<unknown>["take"]>;

export function installLimits(): void {
	const real: Take = Rate.prototype.take;
	const take: Take = function (this: Rate<unknown>, ...asked) {
		return state.settings.realLimits ? real.apply(this, asked) : { ok: true };
	};
	Rate.prototype.take = take;
}

/** The bindings of wrangler.toml that limit; a new one is production's until it is named here. */
export function withLimits(env: WorkerBindings): WorkerBindings {
	if (state.settings.realLimits) return env;
	const open: RateLimit = { limit: async () => ({ success: true }) };
	return {
		...env,
		ADDRESS_LIMIT: open,
		VISITOR_LIMIT: open,
		HOOK_LIMIT: open,
		REFUSED_HOOK_LIMIT: open,
		POLL_LIMIT: open,
	};
}
