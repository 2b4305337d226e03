// What the bodies of the HTTP API are put together from.
import { z } from "zod";
import { isVisible, storable } from "./text.ts";

/** A page of a list. `next` goes into `?cursor=` for the following page; null at the end. */
export function pageOf<T extends z.ZodType>(shape: T) {
	return z.object({ data: z.array(shape), next: z.string().nullable() });
}

/** What a person typed and Postgres is to keep. */
export function kept(max: number) {
	return z.string().max(max).overwrite(storable);
}

/** A name for a list: trimmed, with something to see in it. */
export function title(max: number) {
	return kept(max).trim().min(1).refine(isVisible, "expected at least one visible character");
}
