// Records of one person: merged by what shops have signed, or by an admin, and apart again when that is undone.
import { z } from "zod";
import { instant } from "./entry.ts";
import { customer } from "./http.ts";
import { customerId, mergeId, userId } from "./ids.ts";

/** The verified key that both records have; `hand`: none, an admin knows better. */
export const mergeReason = z.enum(["email", "phone", "hand"]);
export type MergeReason = z.infer<typeof mergeReason>;

/** `mergedId` is shown and found as `keptId`, until it is undone. `byId` null: Heddle, by the shop's signatures. */
export const merge = z.object({
	id: mergeId,
	keptId: customerId,
	mergedId: customerId,
	because: mergeReason,
	at: instant,
	byId: userId.nullable(),
	undoneAt: instant.nullable(),
});
export type Merge = z.infer<typeof merge>;

export const mergeWish = z.object({ into: customerId });

/**
 * Who else a customer is. `keptId`: the record that stands for the person. `merged`: the others, with the merge that made
 * them so. `suggested`: the rest of those that have the same verified key, 20 at most.
 */
export const sameCustomers = z.object({
	keptId: customerId,
	merged: z.array(z.object({ customer, merge })),
	suggested: z.array(z.object({ customer, because: mergeReason.exclude(["hand"]) })),
});
export type SameCustomers = z.infer<typeof sameCustomers>;
