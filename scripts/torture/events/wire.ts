// What the program and the torture build's Worker say to each other about the queue of events, which the program plays: a
// local runtime's own one is in its memory, and dies with it; Cloudflare's does not.
import { z } from "zod";

/** Where the Worker delivers what the program gives it, within the Worker. */
export const DELIVERIES_PATH = "/v1/torture/deliveries";
/** Has the scheduled sweep run now. */
export const SWEEP_PATH = "/v1/torture/sweeps";

/** Bodies as JSON; bytes as `{"$bytes": base64}`. */
export const handedOver = z.object({ bodies: z.array(z.string()) });

export const deliveries = z.object({
	messages: z.array(z.object({ id: z.string(), attempts: z.int(), body: z.string() })),
});
export const verdicts = z.object({
	/** `done`: never again. Else again, after so many seconds. */
	verdicts: z.array(z.object({ id: z.string(), done: z.boolean(), delayS: z.number() })),
});
export type Verdict = z.infer<typeof verdicts>["verdicts"][number];

const bytes = z.object({ $bytes: z.string() });

export function toText(body: unknown): string {
	return JSON.stringify(body, (_key, value: unknown) =>
		value instanceof Uint8Array ? { $bytes: btoa(String.fromCharCode(...value)) } : value,
	);
}

export function fromText(text: string): unknown {
	return JSON.parse(text, (_key, value: unknown) => {
		const packed = bytes.safeParse(value);
		return packed.success ? Uint8Array.from(atob(packed.data.$bytes), (one) => one.charCodeAt(0)) : value;
	});
}
