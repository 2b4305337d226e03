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

/**
 * The tickets that changed so many milliseconds ago or later, and whose id is greater. RT reads a time of day in the zone of
 * the user who asks, which it does not tell; what is "ago" it reckons by its own clock, in no zone.
 * https://docs.bestpractical.com/rt/5.0.3/query_builder.html (Created after "1 week ago")
 */
export function changedWithin(ms: number, afterId: string): string {
	return `LastUpdated > '${ago(ms)}' AND id > ${afterId}`;
}

const UNITS = [
	["minutes", 60_000],
	["hours", 3_600_000],
	["days", 86_400_000],
] as const;
/** RT's parser (Time::ParseDate) takes four digits for a time of day. */
const MOST_DIGITS = 999;

/** Rounded up: `68 minutes ago`. */
function ago(ms: number): string {
	const [unit, length] = UNITS.find(([, length]) => ms <= MOST_DIGITS * length) ?? UNITS[2];
	return `${Math.min(Math.max(Math.ceil(ms / length), 1), MOST_DIGITS)} ${unit} ago`;
}
