// A tab's own storage, where there is no browser.
import { vi } from "vitest";

/** Stands until `unstubGlobals` (vitest.config.ts) takes it back after the test. */
export function giveTabStorage(kept: Record<string, string> = {}): Map<string, string> {
	const values = new Map(Object.entries(kept));
	vi.stubGlobal("sessionStorage", {
		getItem: (key: string) => values.get(key) ?? null,
		setItem: (key: string, value: string) => void values.set(key, value),
		removeItem: (key: string) => void values.delete(key),
	});
	return values;
}
