// Cursors of lists ordered by time, newest first: the last row's time and id, so that no insert shifts a page.
import { type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { z } from "zod";
import { Refused } from "./http-error.ts";

const position = z.tuple([z.iso.datetime(), z.string().max(80)]);

/** The condition "after this cursor"; undefined for the first page. Refuses a cursor that is not ours. */
export function beyond(cursor: string | undefined, at: AnyPgColumn, id: AnyPgColumn): SQL | undefined {
	const last = positionIn(cursor, z.string());
	return last && sql`(${at}, ${id}) < (${last.at}::timestamptz, ${last.id})`;
}

/** Where the page before ended; undefined for the first page. Refuses a cursor that is not ours, or whose id is not of this shape. */
export function positionIn<T>(cursor: string | undefined, id: z.ZodType<T>): { at: string; id: T } | undefined {
	if (cursor === undefined) return undefined;
	const parsed = position.safeParse(decode(cursor));
	const last = id.safeParse(parsed.data?.[1]);
	if (!parsed.success || !last.success)
		throw new Refused("invalid_request", [{ path: "cursor", message: "expected the `next` of a previous page" }]);
	return { at: parsed.data[0], id: last.data };
}

/** Cuts a query of `limit + 1` rows into a page and the cursor of the next. */
export function paged<Row>(
	rows: readonly Row[],
	limit: number,
	key: (row: Row) => { at: Date; id: string },
): { rows: Row[]; next: string | null } {
	const page = rows.slice(0, limit);
	const last = page.at(-1);
	if (rows.length <= limit || last === undefined) return { rows: page, next: null };
	const { at, id } = key(last);
	return { rows: page, next: btoa(JSON.stringify([at.toISOString(), id])) };
}

function decode(cursor: string): unknown {
	try {
		return JSON.parse(atob(cursor));
	} catch {
		return undefined;
	}
}
