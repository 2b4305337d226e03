// Where a poll's next page begins, as its cursor carries it: JSON in a form of the poll's own.
import type { z } from "zod";

/** `begin` without a cursor, and where it is one of another release's. */
export function placeIn<Place>(place: z.ZodType<Place>, cursor: string | undefined, begin: Place): Place {
	return cursor === undefined ? begin : (place.safeParse(JSON.parse(cursor)).data ?? begin);
}
