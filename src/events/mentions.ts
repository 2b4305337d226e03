// Whether a webhook's payload names somebody. Pure.

/** Whether a value anywhere in it is one of these (in lower case), as a whole: `191167` is not in `1911671`. Without recursion: a payload may be nested deeply. */
export function mentions(payload: unknown, sought: ReadonlySet<string>): boolean {
	const waiting: unknown[] = [payload];
	for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
		if (typeof one === "object" && one !== null)
			waiting.push(...Object.values(one).filter((part) => part !== undefined));
		else if (sought.has(String(one).toLowerCase())) return true;
	}
	return false;
}
