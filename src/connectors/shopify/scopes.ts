// What Heddle has to be granted in a shop. https://shopify.dev/docs/api/usage/access-scopes

/** Without these a card stays empty. */
export const NEEDED_SCOPES = ["read_customers", "read_orders"] as const;

/** Of the needed ones. Who may write may read: Shopify then lists the former alone. */
export function missingScopes(granted: Iterable<string>): string[] {
	const has = new Set(granted);
	return NEEDED_SCOPES.filter((scope) => !has.has(scope) && !has.has(scope.replace("read_", "write_")));
}
