// The sandbox's buttons, for tests: business events and switches (scripts/sandbox/README.md).
import { z } from "zod";
import type { Sandbox } from "../../../scripts/sandbox/sandbox.ts";
import type { SystemKey, TenantKey } from "../../../scripts/sandbox/tenants.ts";

const sent = z.object({
	order: z.looseObject({ id: z.number(), name: z.string() }).optional(),
	delivery: z.looseObject({ name: z.string() }).optional(),
	deliveries: z.array(z.object({ status: z.number().nullable(), durationMs: z.number() })),
});
export type Sent = z.infer<typeof sent>;

export class SandboxControl {
	readonly #sandbox: Sandbox;

	constructor(sandbox: Sandbox) {
		this.#sandbox = sandbox;
	}

	async happen(tenant: TenantKey, what: string, details: object): Promise<Sent> {
		return sent.parse(await this.#call("POST", `/control/tenants/${tenant}/${what}`, details));
	}

	async switch(
		tenant: TenantKey,
		system: SystemKey,
		mode: "ok" | "slow" | "failing" | "hanging" | "malformed" | "rate_limited",
	): Promise<void> {
		await this.#call("PUT", `/control/tenants/${tenant}/systems/${system}`, { mode });
	}

	async #call(method: string, path: string, body: object): Promise<unknown> {
		const answer = await fetch(`${this.#sandbox.origin}${path}`, {
			method,
			headers: { "content-type": "application/json" },
			body: JSON.stringify(body),
		});
		if (!answer.ok) throw new Error(`the sandbox answered ${answer.status}: ${await answer.text()}`);
		const text = await answer.text();
		return text === "" ? undefined : JSON.parse(text);
	}
}
