// Bodies of the HTTP API about mappings: how a workspace says what a system's raw answers mean.
import { z } from "zod";
import { item } from "./card.ts";
import { instant } from "./entry.ts";
import { userId } from "./ids.ts";
import { storable } from "./text.ts";

/** JSONata; src/connections/mapping.ts says what of it. */
const expression = z.string().max(8_000).overwrite(storable);
/** `basedOn`: the newest version that its author has seen, 0 for none. An empty expression: no mapping from now on. */
export const newMapping = z.object({
	expression,
	note: z.string().max(200).overwrite(storable).default(""),
	basedOn: z.number().int().min(0),
});
export type NewMapping = z.infer<typeof newMapping>;
export const rollBack = z.object({ to: z.number().int().min(1), basedOn: z.number().int().min(1) });
export const mappingVersion = z.object({
	version: z.number().int(),
	expression: z.string(),
	note: z.string(),
	author: z.object({ id: userId, name: z.string() }),
	createdAt: instant,
});
export type MappingVersion = z.infer<typeof mappingVersion>;
/** Newest first: that one is live. */
export const mappingVersions = z.object({ data: z.array(mappingVersion) });
/** What a mapping is given. Personal data of one customer: for admins, and for as long as a sample is kept. */
export const mappingSample = z.object({
	takenAt: instant,
	/** Parts that were too large to be kept are cut. */
	cut: z.boolean(),
	answers: z.array(z.object({ path: z.string(), json: z.unknown() })),
	items: z.array(item),
});
export type MappingSample = z.infer<typeof mappingSample>;
export const mappingSampleAnswer = z.object({ sample: mappingSample.nullable() });
export const mappingToTry = z.object({ expression });
/** `items`: what the mapping makes; a built-in connector's card has its own items besides. `line`, `column` from 1. */
export const mappingPreview = z.discriminatedUnion("ok", [
	z.object({ ok: z.literal(true), items: z.array(item), notes: z.array(z.string()) }),
	z.object({
		ok: z.literal(false),
		message: z.string(),
		line: z.number().int().optional(),
		column: z.number().int().optional(),
		path: z.string().optional(),
	}),
]);
export type MappingPreview = z.infer<typeof mappingPreview>;
