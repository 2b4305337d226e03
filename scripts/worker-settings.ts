// What goes between the tool and the process that runs the Worker. Apart from both, so that the tool never loads wrangler,
// which takes a second and listens for signals.
import { z } from "zod";

export const workerSettings = z.object({
	port: z.int(),
	/** Folder where objects, KV and caches are kept. */
	persist: z.string(),
	configPath: z.string(),
	/** Whether wrangler keeps traces to look at; costs a factor of 2 to 5 under load. */
	traces: z.boolean(),
	/** File to which the runtime's own words are added; default the terminal. */
	output: z.string().optional(),
	/** Plain-text bindings on top of wrangler.toml's vars, secrets among them. */
	bindings: z.record(z.string(), z.string()),
});
export type WorkerSettings = z.infer<typeof workerSettings>;

export const workerReport = z.discriminatedUnion("is", [
	z.object({ is: z.literal("ready") }),
	z.object({ is: z.literal("failed"), why: z.string() }),
]);
export type WorkerReport = z.infer<typeof workerReport>;
