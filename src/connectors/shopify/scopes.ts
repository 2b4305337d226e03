// What Heddle has to be granted in a shop. https://shopify.dev/docs/api/usage/access-scopes

/** Without these a card stays empty. */
export const NEEDED_SCOPES = ["read_customers", "read_orders"] as const;

/** What an installation asks for: events about parcels and returns need two more, and cards do without them. */
export const ASKED_SCOPES = [...NEEDED_SCOPES, "read_fulfillments", "read_returns"] as const;

/** Of the needed ones. Who may write may read: Shopify then lists the former alone. */
export function missingScopes(granted: Iterable<string>): string[] {
	const has = new Set(granted);
	return NEEDED_SCOPES.filter((scope) => !has.has(scope) && !has.has(scope.replace("read_", "write_")));
}
