// Faults that a test brings about on purpose: their lines in the log, which would otherwise fail it (support/quiet.ts).
import { vi } from "vitest";
import { z } from "zod";

const line = z.object({ event: z.string() });

/** The events of all faults logged from now on. Call `events()` and expect exactly what was brought about. */
export function expectFaults(): { events(): string[] } {
	const spy = vi.spyOn(console, "error").mockImplementation(() => {});
	return { events: () => spy.mock.calls.map(([text]) => line.parse(JSON.parse(String(text))).event) };
}
