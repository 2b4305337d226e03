// Queries in RT's own language. https://docs.bestpractical.com/rt/5.0.3/query_builder.html

/**
 * Text as a value between single quotes. RT takes a backslash before a quote, or before another backslash, out again
 * (RT::SQL, the pattern of quoted strings): without both, an address could end the value and go on as a query.
 */
export function quoted(text: string): string {
	return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** The tickets that somebody with this address has asked for. Deleted ones are never found. */
export function requestedBy(email: string): string {
	return `Requestor.EmailAddress = ${quoted(email)}`;
}

/** The same, but only those in a status that a lifecycle calls initial or active. */
export function openAndRequestedBy(email: string): string {
	return `${requestedBy(email)} AND Status = '__Active__'`;
}
