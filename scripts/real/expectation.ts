// What is looked for, and in words what was found instead.
import { isDeepStrictEqual } from "node:util";

/** Reports the promise, or rejects with what was expected and what came. */
export function expectEqual(report: (line: string) => void, promise: string, actual: unknown, expected: unknown): void {
	if (!isDeepStrictEqual(plain(actual), plain(expected)))
		throw new Error(`${promise}: not so.\nexpected ${inWords(expected)}\ncame     ${inWords(actual)}`);
	report(promise);
}

/** As it would go over a wire: without members that are undefined. */
function plain(value: unknown): unknown {
	return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function inWords(value: unknown): string {
	return JSON.stringify(value, null, 2)?.replaceAll("\n", "\n         ") ?? "nothing";
}
