// What goes between the bench and the process that makes the load.
import { z } from "zod";

const seat = z.object({
	url: z.string(),
	protocols: z.array(z.string()),
	/** heddle: frames of the protocol, answered by `ack`. floor: the same bytes, answered by themselves. */
	speaks: z.enum(["heddle", "floor"]),
	/** Others only listen. */
	sends: z.boolean(),
});
export type Seat = z.infer<typeof seat>;

const load = z.discriminatedUnion("kind", [
	/** Each sender keeps `inFlight` messages unanswered. */
	z.object({ kind: z.literal("closed"), inFlight: z.int().min(1), forMs: z.number() }),
	/** All senders together, one after the other, at a fixed rate; a message that is late to be sent counts from when it was due. */
	z.object({ kind: z.literal("open"), perSecond: z.number().positive(), forMs: z.number() }),
]);
export type Load = z.infer<typeof load>;

export const order = z.discriminatedUnion("do", [
	z.object({ do: z.literal("open"), seats: z.array(seat) }),
	z.object({ do: z.literal("run"), load }),
	/** The heartbeat, on every socket; done when all have answered. */
	z.object({ do: z.literal("ping") }),
	z.object({ do: z.literal("close") }),
]);
export type Order = z.infer<typeof order>;

const outcome = z.object({
	acknowledged: z.int(),
	/** From the first message sent to the last one answered. */
	tookMs: z.number(),
	/** Answers for each sender, in the order of the seats. */
	perSender: z.array(z.int()),
	/** Frames that came for other reasons: entries, presence, states. */
	heard: z.int(),
	latencyMs: z.object({ p50: z.number(), p90: z.number(), p99: z.number(), max: z.number() }),
	/** Of one core. */
	cpuShare: z.number(),
});
export type Outcome = z.infer<typeof outcome>;

export const answer = z.discriminatedUnion("is", [
	z.object({ is: z.literal("opened") }),
	z.object({ is: z.literal("ran"), outcome }),
	z.object({ is: z.literal("pinged"), sockets: z.int() }),
	z.object({ is: z.literal("closed") }),
	z.object({ is: z.literal("failed"), why: z.string() }),
]);
export type Answer = z.infer<typeof answer>;
