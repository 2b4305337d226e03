// What the fuzz build can be told and asked while it runs: read by its Worker, used by the program.
import { z } from "zod";

/** Each breaks one promise, so that the oracles can be seen to find it. They exist in the fuzz build only. */
export const BREAKS = ["throws", "resets", "falls_silent", "leaks", "unlisted_code", "forgets"] as const;
export type Break = (typeof BREAKS)[number];

export const fuzzSettings = z.object({
	/** Production's rates. They refuse floods, and a fuzz that is refused for its rate tries nothing else. */
	realLimits: z.boolean(),
	broken: z.enum(BREAKS).nullable(),
	/** What the broken build leaks. */
	leak: z.string(),
});
export type FuzzSettings = z.infer<typeof fuzzSettings>;

export const CALM: FuzzSettings = { realLimits: false, broken: null, leak: "" };

/** How often objects were constructed, by name: more than once without having slept is a reset. */
export const births = z.record(z.string(), z.int());
export type Births = z.infer<typeof births>;

/** Faults since they were last asked for. */
export const faults = z.array(z.string());

export const SETTINGS_PATH = "/v1/fuzz/settings";
export const BIRTHS_PATH = "/v1/fuzz/births";
export const FAULTS_PATH = "/v1/fuzz/faults";
