// Spans: the platform's own tracing, with our names for what happens.
import { tracing } from "cloudflare:workers";

export type Attributes = Record<string, string | number | boolean | undefined>;

/** Runs `work` inside a span. Await database queries within it: drizzle's are lazy. */
export function span<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
	return tracing.startActiveSpan(name, async (active) => {
		active.setAttributes(attributes);
		try {
			return await work();
		} catch (error) {
			active.recordException(error instanceof Error ? error.name : "unknown");
			throw error;
		} finally {
			active.end();
		}
	});
}

/** 32 hexadecimal digits, as in W3C trace context: carried through a queue, where the platform starts a new trace. */
export function newTraceId(): string {
	return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
