// What a connection's look-ups have shown of its customers' own ids, kept so that its events find them.
import { logFault } from "../platform/log.ts";
import { tenant } from "../workspaces/access.ts";
import { type CustomerLink, LONGEST_EXTERNAL_ID, linkCustomer } from "./customer-links.ts";

/** Said again within an object's life, these are not written again: 1,000 customers are a busy day, and 100 KB. */
const MOST_KNOWN = 1_000;

export class LearnedLinks {
	readonly #known = new Map<string, string>();

	/** Never throws: a link that is not kept is learned by the next look-up. */
	async learn(env: WorkerBindings, link: CustomerLink): Promise<void> {
		const { workspaceId, connectionId, externalId, customerId } = link;
		if (externalId.length > LONGEST_EXTERNAL_ID || this.#known.get(externalId) === customerId) return;
		try {
			await tenant(env, workspaceId).query((query) => linkCustomer(query, link));
			if (this.#known.size >= MOST_KNOWN) this.#known.clear();
			this.#known.set(externalId, customerId);
		} catch (error) {
			logFault("link_not_kept", error, { workspaceId, connectionId });
		}
	}
}
