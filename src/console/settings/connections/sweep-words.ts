// What asking a system for changes has brought, in words that an admin can act on.
import type { SweepHealth } from "../../../protocol/connections.ts";

export interface SweepWords {
	/** What is wrong with the system's webhooks; undefined where nothing is. */
	trouble?: { text: string; isBad: boolean };
	found: string;
}

/** Topics named one by one: beyond these, the rest is a number. */
const MOST_NAMED = 4;

export function sweepWords({ found, lostHooks }: SweepHealth, system: string): SweepWords {
	return {
		...(lostHooks && { trouble: { text: lostWords(lostHooks, system), isBad: !lostHooks.back } }),
		found:
			found === 0
				? "Nothing that a webhook had not told of."
				: `${found === 1 ? "1 change" : `${found.toLocaleString()} changes`} that no webhook had told of, added to the timelines.`,
	};
}

function lostWords({ topics, back }: NonNullable<SweepHealth["lostHooks"]>, system: string): string {
	const named = topics.slice(0, MOST_NAMED).join(", ");
	const more = topics.length > MOST_NAMED ? ` and ${topics.length - MOST_NAMED} more` : "";
	return back
		? `${system} had stopped sending ${named}${more}. Heddle has set these webhooks up again.`
		: `${system} has stopped sending ${named}${more}, and does not let Heddle set the webhooks up again. Set them up by hand; until then changes come by asking, up to five minutes late.`;
}
