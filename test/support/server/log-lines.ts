// What the Worker logs: how a test knows that work behind a queue is done.
import { vi } from "vitest";
import { z } from "zod";

const line = z.looseObject({ event: z.string() });

/** Lines from now on. `of(event)`: those of one event. `text()`: all, as written. */
export function watchLog(): { of(event: string): z.infer<typeof line>[]; text(): string } {
	const spy = vi.spyOn(console, "log").mockImplementation(() => {});
	const lines = () => spy.mock.calls.map(([text]) => String(text));
	return {
		of: (event) =>
			lines()
				.filter((text) => text.startsWith("{"))
				.map((text) => line.parse(JSON.parse(text)))
				.filter((one) => one.event === event),
		text: () => lines().join("\n"),
	};
}
