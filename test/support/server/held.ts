import { vi } from "vitest";
import { HELD_MS } from "../../../src/platform/held.ts";

const now = Date.now;
let aheadMs = 0;

/** The clock jumps, until the test's end, beyond what this isolate holds of what it has read from KV. */
export function letGo(): void {
	aheadMs += HELD_MS;
	vi.spyOn(Date, "now").mockImplementation(() => now() + aheadMs);
}
