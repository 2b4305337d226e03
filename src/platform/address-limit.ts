// A limit for whoever cannot show a credential yet: by the address they come from, before anything is looked up for them.
import { Refused } from "./http-error.ts";

interface Asking {
	env: Pick<WorkerBindings, "ADDRESS_LIMIT">;
	req: Addressed;
}

interface Addressed {
	header(name: string): string | undefined;
}

/** Refuses with `rate_limited` who comes to this door too often from one address (wrangler.toml: ADDRESS_LIMIT). */
export async function limitAddress({ env, req }: Asking, door: string): Promise<void> {
	const { success } = await env.ADDRESS_LIMIT.limit({ key: `${door} ${addressOf(req)}` });
	if (!success) throw new Refused("rate_limited");
}

/** Cloudflare sets the header, and lets nobody else set it. Locally all come from one place. */
export function addressOf(request: Addressed): string {
	return request.header("cf-connecting-ip") ?? "local";
}
