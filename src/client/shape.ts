// Shapes checked by hand: a validator would cost a visitor's page more than the whole client.

export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The JSON object in `text`; undefined where there is none. */
export function parseFields(text: string): Fields | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return isFields(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

export function isText(value: unknown): value is string {
	return typeof value === "string";
}

export function isFlag(value: unknown): value is boolean {
	return typeof value === "boolean";
}

/** A sequence number: a whole number from 0. */
export function isSeq(value: unknown): value is number {
	return Number.isSafeInteger(value) && Number(value) >= 0;
}

export function isListOf(value: unknown, fits: (item: unknown) => boolean): boolean {
	return Array.isArray(value) && value.every(fits);
}

/** Whether `value` is absent or fits. */
export function isMaybe(value: unknown, fits: (value: unknown) => boolean): boolean {
	return value === undefined || fits(value);
}

/** Whether `value` is null or fits. */
export function isNullOr(value: unknown, fits: (value: unknown) => boolean): boolean {
	return value === null || fits(value);
}
