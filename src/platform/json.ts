// JSON from outside: what cannot be parsed is undefined, and a schema says no to that.

export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Of bytes in UTF-8. */
export function jsonOf(bytes: Uint8Array): unknown {
	return parseJson(new TextDecoder().decode(bytes));
}
