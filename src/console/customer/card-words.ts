// A card's state, in words that an agent can act on.
import type { Card } from "../../protocol/card.ts";
import { relative } from "../format/time.ts";

export interface CardWords {
	/** Short, beside the title. */
	age: string;
	/** A sentence, where there is something to explain. */
	sentence: string | null;
	tone: "good" | "neutral" | "warn" | "bad";
	/** Whether asking again may help. */
	retry: boolean;
}

/** `now` in ms. */
export function cardWords(card: Card, now: number): CardWords {
	const age = card.fetchedAt ? relative(card.fetchedAt, now) : "";
	const system = systemName(card);
	const old = card.items.length > 0 && card.fetchedAt ? ` What you see is from ${age}.` : "";
	const why = card.reason ?? `${system} did not answer as it should.`;
	switch (card.state) {
		case "loading":
			return { age: "asking…", sentence: null, tone: "neutral", retry: false };
		case "fresh":
			return { age, sentence: null, tone: "good", retry: true };
		case "stale":
			return { age: age ? `stale, ${age}` : "stale", sentence: null, tone: "warn", retry: true };
		case "failed":
			return {
				age: "failed",
				sentence: `${why}${old}`,
				tone: "bad",
				retry: true,
			};
		case "drifted":
			return {
				age: "changed",
				sentence: `${system} answers in another form than before. The admins have a notice.${old}`,
				tone: "warn",
				retry: true,
			};
		case "timed_out":
			return { age: "timed out", sentence: `${system} did not answer in time.${old}`, tone: "bad", retry: true };
		case "breaker_open":
			return {
				age: "paused",
				sentence: `${system} failed too often, so it is left alone for a moment and tried again by itself.${old}`,
				tone: "bad",
				retry: true,
			};
		case "not_found":
			return { age: age || "asked", sentence: `${system} does not know this customer.`, tone: "neutral", retry: true };
		case "no_verified_key":
			return {
				age: "not asked",
				sentence: `Nothing proven about this customer to ask ${system} by. It is asked as soon as the shop signs for them.`,
				tone: "neutral",
				retry: false,
			};
	}
}

const SYSTEMS: Record<string, string> = {
	shopify: "Shopify",
	erpnext: "ERPNext",
	hubspot: "HubSpot",
	zendesk: "Zendesk",
	woocommerce: "WooCommerce",
	medusa: "Medusa",
	tryton: "Tryton",
	"request-tracker": "Request Tracker",
	aftership: "AfterShip",
	stripe: "Stripe",
	moodle: "Moodle",
	"pull-card": "Pull card",
	"mapped-rest": "Mapped REST",
};

/** As the system writes itself; connectors that are newer than this list get a capital letter. */
export function systemName({ connector }: Pick<Card, "connector">): string {
	return SYSTEMS[connector] ?? connector.charAt(0).toUpperCase() + connector.slice(1);
}
